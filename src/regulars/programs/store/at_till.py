"""All that a till's lookup needs, in one statement and one round trip."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId, StoreId
from regulars.kernel.points import Points
from regulars.merchants.model import ConnectionSettings, ConnectionStatus
from regulars.platform.db import Database, Row
from regulars.programs.model import AtTill, MemberAtTill
from regulars.programs.store.definitions import offer_of, reward_of

# Points of lots that are past their day and not swept yet are not shown as spendable.
LOOKUP = """
    select c.status, c.key_version, c.company_id, c.settings, s.store_id, merchant.currency,
           m.id as member_id, m.code, m.first_name, m.last_name, m.email, m.picture_url,
           p.points_label, p.intro_text,
           a.available - coalesce((
               select sum(l.remaining) from ledger_lots l
                where l.merchant_id = a.merchant_id and l.account_id = a.id
                  and l.remaining > 0 and l.expires_at <= $5), 0)::bigint as available,
           (select json_agg(r order by r.position, r.id) from rewards r
             where r.merchant_id = c.merchant_id and r.active) as rewards,
           (select json_agg(o order by o.position, o.id)
              from offers o
              left join offer_uses u
                on (u.merchant_id, u.offer_id, u.member_id) = (o.merchant_id, o.id, m.id)
             where o.merchant_id = c.merchant_id and o.active
               and (o.member_id is null or o.member_id = m.id)
               and (o.starts_at is null or o.starts_at <= $5)
               and (o.ends_at is null or o.ends_at > $5)
               and (o.limit_total is null or o.used < o.limit_total)
               and (o.limit_per_member is null or coalesce(u.used, 0) < o.limit_per_member)
           ) as offers
      from connections c
      join merchants merchant on merchant.merchant_id = c.merchant_id
      left join connection_sites s
        on (s.merchant_id, s.connection_id, s.site_id) = (c.merchant_id, c.id, $3)
      left join programs p on p.merchant_id = c.merchant_id
      left join members m on (m.merchant_id, m.id) = (c.merchant_id, $4)
      left join ledger_accounts a on (a.merchant_id, a.id) = (m.merchant_id, m.account_id)
     where c.merchant_id = $1 and c.id = $2
"""


class _Typed(msgspec.Struct, frozen=True):
    """What is text inside aggregated JSON, as the columns have it."""

    id: UUID
    member_id: UUID | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


async def look_up(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    site_id: str,
    member: MemberId,
    at: datetime,
) -> AtTill | None:
    """What the till may show of `member` at `at`; None when there is no such connection."""
    row = await db.one_or_none(LOOKUP, merchant, connection, site_id, member, at)
    if row is None:
        return None
    currency = row["currency"]
    return AtTill(
        status=ConnectionStatus(row["status"]),
        key_version=row["key_version"],
        company_id=row["company_id"],
        settings=msgspec.convert(row["settings"], ConnectionSettings),
        store=None if row["store_id"] is None else StoreId(row["store_id"]),
        points_label=row["points_label"] or "Points",
        intro_text=row["intro_text"] or "",
        member=_member(row),
        rewards=[reward_of(_row(reward), currency) for reward in row["rewards"] or ()],
        offers=[offer_of(_row(offer), currency) for offer in row["offers"] or ()],
    )


def _member(row: Row) -> MemberAtTill | None:
    if row["member_id"] is None:
        return None
    return MemberAtTill(
        id=MemberId(row["member_id"]),
        code=row["code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        picture_url=row["picture_url"],
        available=Points(max(0, row["available"])),
    )


def _row(aggregated: Mapping[str, Any]) -> Row:
    return {**aggregated, **msgspec.structs.asdict(msgspec.convert(aggregated, _Typed))}

"""All that a till's lookup needs of its own, in one statement and one round trip.

What the merchant has defined is not in it: that is in the catalogue, of which this says the state.
Whether a voucher can be used is `vouchers.rules.problem_of`; here it is said in SQL, all but the
hours, so that a voucher that is past or empty is not even read.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from regulars.kernel.ids import ConnectionId, MemberId, MerchantId, StoreId, TierId, VoucherId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.merchants.model import ConnectionSettings, ConnectionStatus
from regulars.platform.db import Database, Row
from regulars.programs.conditions.model import FOR_EVER
from regulars.programs.model import AtTill, AtTillWords, MemberAtTill, NextCredit, VoucherAtTill
from regulars.vouchers.model import AmountOff, Hours, ShareOff
from regulars.vouchers.rules import within

MOST_VOUCHERS = 30
"""More buttons than this nobody looks through at a bar."""

VOUCHERS = f"""
    select v.id, v.source = 'LOYALTY' as is_wallet, v.description, v.face_minor, v.basis_points,
           a.available as left_minor, v.minimum_minor, v.ends_at, v.weekdays, v.from_minute,
           v.until_minute, v.created_at
      from (select v.id
              from vouchers v
             where v.merchant_id = m.merchant_id and v.member_id = m.id
             union
            select v.id
              from vouchers v
             where v.merchant_id = m.merchant_id and v.public and v.active
               and v.member_id is null and place.lists_public_vouchers
             union
            select p.new_guest_voucher
             where p.new_guest_voucher is not null
               and not exists (select from sales
                                where sales.merchant_id = m.merchant_id
                                  and sales.member_id = m.id)
               and not exists (select from voucher_members u
                                where u.merchant_id = m.merchant_id and u.member_id = m.id
                                  and u.voucher_id = p.new_guest_voucher and u.used > 0)) as shown
      join vouchers v on v.merchant_id = m.merchant_id and v.id = shown.id
      left join ledger_accounts a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
      left join voucher_members u
        on (u.merchant_id, u.voucher_id, u.member_id) = (v.merchant_id, v.id, m.id)
      left join gift_cards g on (g.merchant_id, g.voucher_id) = (v.merchant_id, v.id)
     where v.active and coalesce(g.state = 'paid', true)
       and (v.member_id is null or v.member_id = m.id)
       and (v.starts_at is null or v.starts_at <= $5)
       and (v.ends_at is null or v.ends_at > $5)
       and (v.stores = '{{}}' or place.id = any(v.stores))
       and (v.account_id is null or a.available > 0)
       and (v.limit_total is null or v.used < v.limit_total)
       and (v.limit_per_member is null or coalesce(u.used, 0) < v.limit_per_member)
     order by is_wallet desc, v.created_at desc, v.id desc
     limit {MOST_VOUCHERS}
"""

# Points that are past their day and not swept yet, or have to wait still, are not shown.
LOOKUP = f"""
    select c.status, c.key_version, c.company_id, c.settings, s.store_id, merchant.currency,
           p.wallet_per_minor, p.wallet_credit_minor, w.progress_minor,
           merchant.locale, coalesce(place.time_zone, merchant.time_zone) as time_zone,
           m.id as member_id, m.code, m.first_name, m.last_name, m.email, m.picture_url,
           m.last_seen_at, t.tier_id, p.points_label, p.intro_text, p.at_till, p.version,
           p.catalogue,
           a.available - coalesce((
               select sum(l.remaining) from ledger_lots l
                where l.merchant_id = a.merchant_id and l.account_id = a.id and l.remaining > 0
                  and (l.expires_at <= $5 or l.matures_at > $5)), 0)::bigint as available,
           (select json_agg(json_build_array(x.id, x.used, x.spent_minor)) from (
               select id, used, spent_minor from rewards
                where merchant_id = $1 and active
                  and (limit_total is not null or budget_minor is not null)
                union all
               select id, used, spent_minor from offers
                where merchant_id = $1 and active
                  and (limit_total is not null or budget_minor is not null)) as x) as totals,
           (select json_agg(json_build_array(u.id, u.since, u.used)) from (
               select reward_id as id, since, used from reward_uses
                where merchant_id = $1 and member_id = m.id and used > 0
                union all
               select offer_id, since, used from offer_uses
                where merchant_id = $1 and member_id = m.id and used > 0) as u
             where u.since in ('-infinity', here.day, date_trunc('week', here.day)::date,
                               date_trunc('month', here.day)::date,
                               date_trunc('year', here.day)::date)) as uses,
           (select json_agg(v order by v.is_wallet desc, v.created_at desc, v.id desc)
              from ({VOUCHERS}) as v) as vouchers
      from connections c
      join merchants merchant on merchant.merchant_id = c.merchant_id
      left join connection_sites s
        on (s.merchant_id, s.connection_id, s.site_id) = (c.merchant_id, c.id, $3)
      left join stores place on (place.merchant_id, place.id) = (s.merchant_id, s.store_id)
      cross join lateral (
          select ($5::timestamptz at time zone
                  coalesce(place.time_zone, merchant.time_zone))::date as day) as here
      left join programs p on p.merchant_id = c.merchant_id
      left join members m on (m.merchant_id, m.id) = (c.merchant_id, (
           select coalesce(merged_into, id) from members where merchant_id = $1 and id = $4))
      left join ledger_accounts a on (a.merchant_id, a.id) = (m.merchant_id, m.account_id)
      left join wallets w on (w.merchant_id, w.member_id) = (m.merchant_id, m.id)
      left join member_tiers t on (t.merchant_id, t.member_id) = (m.merchant_id, m.id)
     where c.merchant_id = $1 and c.id = $2
"""


class _Typed(msgspec.Struct, frozen=True):
    """What is text inside aggregated JSON, as the columns have it."""

    id: UUID
    ends_at: datetime | None = None


class Seen(NamedTuple):
    """What a lookup read: the answer but for rewards and offers, and what they are judged by.

    `catalogue` is the state of what the merchant has defined, None before there is a program.
    `totals` are uses and minor units by what is limited in all, `uses` those of the member by what
    was used and the first day of the period.
    """

    at_till: AtTill
    tier: TierId | None
    catalogue: tuple[int, int] | None
    totals: dict[UUID, tuple[int, int]]
    uses: dict[tuple[UUID, date], int]


async def look_up(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    site_id: str,
    member: MemberId,
    at: datetime,
) -> Seen | None:
    """What the till may show of `member` at `at`; None when there is no such connection."""
    row = await db.one_or_none(LOOKUP, merchant, connection, site_id, member, at)
    if row is None:
        return None
    return Seen(
        at_till=_at_till(row, at),
        tier=None if row["tier_id"] is None else TierId(row["tier_id"]),
        catalogue=None if row["version"] is None else (row["version"], row["catalogue"]),
        totals={UUID(id_): (used, spent) for id_, used, spent in row["totals"] or ()},
        uses={(UUID(id_), _day(since)): used for id_, since, used in row["uses"] or ()},
    )


def _at_till(row: Row, at: datetime) -> AtTill:
    time_zone = ZoneInfo(row["time_zone"])
    return AtTill(
        status=ConnectionStatus(row["status"]),
        key_version=row["key_version"],
        company_id=row["company_id"],
        settings=msgspec.convert(row["settings"], ConnectionSettings),
        store=None if row["store_id"] is None else StoreId(row["store_id"]),
        points_label=row["points_label"] or "Points",
        intro_text=row["intro_text"] or "",
        words=msgspec.convert(row["at_till"] or {}, AtTillWords),
        member=_member(row),
        vouchers=_vouchers(row, at.astimezone(time_zone)),
        next_credit=_next_credit(row),
        locale=row["locale"],
        time_zone=time_zone,
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
        last_seen_at=row["last_seen_at"],
    )


def _next_credit(row: Row) -> NextCredit | None:
    per, progress = row["wallet_per_minor"], row["progress_minor"]
    if per is None or progress is None:
        return None
    currency = row["currency"]
    return NextCredit(
        credit=Money(row["wallet_credit_minor"], currency),
        missing=Money(max(per - progress, 0), currency),
    )


def _vouchers(row: Row, local: datetime) -> list[VoucherAtTill]:
    """Those whose hours it is now where the store is."""
    found = [_row(voucher) for voucher in row["vouchers"] or ()]
    return [_voucher(one, row["currency"]) for one in found if within(_hours(one), local)]


def _hours(voucher: Row) -> Hours:
    return Hours(voucher["weekdays"], voucher["from_minute"], voucher["until_minute"])


def _voucher(voucher: Row, currency: str) -> VoucherAtTill:
    minor, left = voucher["face_minor"], voucher["left_minor"]
    return VoucherAtTill(
        id=VoucherId(voucher["id"]),
        name="Wallet" if voucher["is_wallet"] else voucher["description"],
        worth=(
            ShareOff(voucher["basis_points"])
            if minor is None
            else AmountOff(Money(minor if left is None else left, currency))
        ),
        stores_value=left is not None,
        minimum=Money(voucher["minimum_minor"], currency),
        ends_at=voucher["ends_at"],
    )


def _day(text: str) -> date:
    return FOR_EVER if text == "-infinity" else date.fromisoformat(text)


def _row(aggregated: Mapping[str, Any]) -> Row:
    return {**aggregated, **msgspec.structs.asdict(msgspec.convert(aggregated, _Typed))}

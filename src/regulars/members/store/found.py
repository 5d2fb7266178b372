"""Members as lists show them, with the points they have."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from regulars.kernel.ids import MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.members.model import Found
from regulars.platform.db import Reads, Row

FOUND = """
    f.id, f.code, f.first_name, f.last_name, f.email, f.phone, f.card_number, f.picture_url,
    f.enrolled_at, f.last_seen_at, a.held,
    a.available - coalesce(unusable.points, 0) as available
"""
"""What a list shows, with the points that can be spent."""

SHOWN = """
    id, account_id, code, first_name, last_name, email, phone, card_number, picture_url,
    enrolled_at, last_seen_at, merged_into
"""

# Beside the account, points in it that have expired at the parameter `at`, or have to wait. Each
# kind is looked up by an index of its own, as who saves has many lots; and for all who are shown at
# once: one after the other would seem so dear to the planner that it planned each search anew.
ACCOUNT = """
    join ledger_accounts a on a.merchant_id = $1 and a.id = f.account_id
    left join (
        select account_id, sum(remaining)::bigint as points
          from (select account_id, remaining from ledger_lots
                 where merchant_id = $1 and account_id = any(array(select account_id from shown))
                   and remaining > 0 and expires_at <= {at}
                 union all
                select account_id, remaining from ledger_lots
                 where merchant_id = $1 and account_id = any(array(select account_id from shown))
                   and remaining > 0 and matures_at > {at}
                   and coalesce(expires_at > {at}, true)) lots
         group by account_id) unusable on unusable.account_id = a.id
"""

NEWEST = f"""
    with shown as materialized (
        select {SHOWN} from members
         where merchant_id = $1 and (enrolled_at, id) < ($2, $3) and merged_into is null
         order by enrolled_at desc, id desc
         limit $4)
    select {FOUND} from shown f {ACCOUNT.format(at="$5")}
     order by f.enrolled_at desc, f.id desc
"""

THE_END = (datetime(9999, 1, 1, tzinfo=UTC), MemberId(UUID(int=2**128 - 1)))
"""Every member enrolled before this."""


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    before: tuple[datetime, MemberId] | None,
    limit: int,
    at: datetime,
) -> Sequence[Found]:
    enrolled_at, member = before or THE_END
    rows = await reads.all(NEWEST, merchant, enrolled_at, member, limit, at)
    return [found_of(row) for row in rows]


def found_of(row: Row) -> Found:
    return Found(
        id=MemberId(row["id"]),
        code=row["code"],
        first_name=row["first_name"],
        last_name=row["last_name"],
        email=row["email"],
        phone=row["phone"],
        card_number=row["card_number"],
        picture_url=row["picture_url"],
        enrolled_at=row["enrolled_at"],
        last_seen_at=row["last_seen_at"],
        available=Points(row["available"]),
        held=Points(row["held"]),
    )

"""Members who may be one person, as rows."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.members.model import Details, Found, Member
from regulars.members.rules import LAST, forward_name
from regulars.members.store.found import ACCOUNT, FOUND, SHOWN, found_of
from regulars.platform.db import Reads

# Each part is one walk along one index.
ALIKE = f"""
    with shown as materialized (
        select {SHOWN} from members
         where merchant_id = $1 and id <> $2 and merged_into is null
           and reverse(phone) >= $3 and reverse(phone) < $4
         union
        select {SHOWN} from members
         where merchant_id = $1 and id <> $2 and merged_into is null
           and forward_name = $5
           and coalesce((birth_month, birth_day) = ($6::integer, $7::integer), true)
         limit $8)
    select {FOUND} from shown f {ACCOUNT.format(at="$9")}
     order by f.enrolled_at, f.id
"""

ENOUGH_DIGITS = 8
"""The last digits of a number that two people hardly share."""


async def alike(
    reads: Reads, merchant: MerchantId, member: Member, *, at: datetime, limit: int
) -> Sequence[Found]:
    """Who has the same end of a number, or the same whole name and no other birthday."""
    end = member.phone[::-1][:ENOUGH_DIGITS] if member.phone else None
    birthday = member.birthday
    rows = await reads.all(
        ALIKE,
        merchant,
        member.id,
        end,
        end and end + LAST,
        forward_name(Details(member.first_name, member.last_name)) if member.last_name else None,
        birthday and birthday.month,
        birthday and birthday.day,
        limit,
        at,
    )
    return [found_of(row) for row in rows]

"""How far the till was told of each booking, and who is telling it right now."""

from datetime import datetime
from typing import NamedTuple

from regulars.bookings.till.model import Told
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Transaction

LOCK = """
    select told_version, told_type, told_until, updated_at
      from bookings
     where merchant_id = $1 and id = $2
       for update
"""

LEND = "update bookings set told_until = $3 where merchant_id = $1 and id = $2"

GIVE_BACK = """
    update bookings set told_until = null
     where merchant_id = $1 and id = $2 and told_until = $3
"""

WRITE = """
    update bookings
       set told_version = greatest(told_version, $3),
           told_type = case when told_version <= $3 then $4 else told_type end,
           told_until = nullif(told_until, $5)
     where merchant_id = $1 and id = $2
"""


class Turn(NamedTuple):
    """What was told so far, until when somebody is telling, and when the booking last changed."""

    told: Told
    lent_until: datetime | None
    changed_at: datetime


async def lock(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Turn | None:
    """How far the telling is. Locks the booking."""
    row = await tx.one_or_none(LOCK, merchant, booking)
    if row is None:
        return None
    told = Told(row["told_version"], row["told_type"])
    return Turn(told, row["told_until"], row["updated_at"])


async def lend(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, until: datetime
) -> None:
    """Let the till be told by us alone, until then at most."""
    await tx.run(LEND, merchant, booking, until)


async def give_back(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, until: datetime
) -> None:
    """Let others go on where we did not come to an end; what was lent to them stays theirs."""
    await tx.run(GIVE_BACK, merchant, booking, until)


async def write(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    version: int,
    type_: str,
    *,
    until: datetime,
) -> None:
    """The till knows the booking as it was at `version`. What was lent `until` then is over."""
    await tx.run(WRITE, merchant, booking, version, type_, until)

"""Who waits, in the order of asking."""

from collections.abc import Sequence
from datetime import date

from regulars.bookings.model import Booking
from regulars.bookings.store.bookings import COLUMNS, JOINED, kept_of
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads

WAITING = f"""
    select {COLUMNS} {JOINED}
     where b.merchant_id = $1 and b.store_id = $2 and b.day = $3 and b.waits = 'waitlist'
       and b.status_type in ('unconfirmed', 'confirmed', 'arrived')
     order by b.created_at, b.id
"""


async def waiting(
    reads: Reads, merchant: MerchantId, store: StoreId, day: date
) -> Sequence[Booking]:
    return [kept_of(row).booking for row in await reads.all(WAITING, merchant, store, day)]

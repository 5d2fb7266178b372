"""Guests in pages."""

from collections.abc import Sequence

from regulars.bookings.guest import FoundGuest
from regulars.bookings.store.guests import COLUMNS, JOINED, VISITS, found_of
from regulars.kernel.ids import GuestId, MerchantId
from regulars.platform.db import Reads

# An id begins with the time at which it was made.
NEWEST = f"""
    select {COLUMNS}, {VISITS} {JOINED}
     where g.merchant_id = $1 and ($2::uuid is null or g.id < $2)
     order by g.id desc
     limit $3
"""


async def newest(
    reads: Reads, merchant: MerchantId, *, before: GuestId | None, limit: int
) -> Sequence[FoundGuest]:
    """The newest guests first, members among them."""
    return [found_of(row) for row in await reads.all(NEWEST, merchant, before, limit)]

"""What a booking was asked to pay ahead."""

from regulars.bookings.deposits.model import Checkout
from regulars.bookings.store import deposits as store
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Reads


async def deposit_asked(reads: Reads, merchant: MerchantId, booking: BookingId) -> Checkout | None:
    """The deposit that a guest was asked for on the booking page, if they were."""
    return await store.of_booking(reads, merchant, booking)

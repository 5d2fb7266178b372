"""One booking."""

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.model import Booking
from regulars.bookings.store import bookings as store
from regulars.bookings.store.bookings import Kept
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Reads


async def read_booking(reads: Reads, merchant: MerchantId, booking: BookingId) -> Booking:
    """Raises `NoSuchBooking`, also for a booking of another merchant."""
    return _found(await store.read(reads, merchant, booking))


async def by_code(reads: Reads, merchant: MerchantId, code: str) -> Booking:
    """The booking with `code`, typed with or without its dash and in any case.

    Raises `NoSuchBooking`.
    """
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return _found(await store.by_code(reads, merchant, f"{letters[:4]}-{letters[4:12]}"))


def _found(kept: Kept | None) -> Booking:
    if kept is None:
        raise NoSuchBooking("There is no such booking.")
    return kept.booking

"""A booking that a form takes: once, however often the form is sent."""

from datetime import datetime

from regulars.bookings.model import Booking, NewBooking
from regulars.bookings.read import read_booking
from regulars.bookings.store import externals as store
from regulars.bookings.take import take_in
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import digest


async def take_once(
    db: Database, merchant: MerchantId, new: NewBooking, form: str, *, at: datetime, actor: str
) -> Booking:
    """What `take` does, unless the same form took a booking before: then it is that one.

    `form` is a code that was drawn when the form was shown. Raises all that `take` raises; then the
    form may try again, with something else.
    """
    form = f"form:{form}"

    async def work(tx: Transaction) -> Booking:
        if not await store.claim(tx, merchant, new.store, form, digest(form)):
            earlier, _ = await store.known(tx, merchant, new.store, form)
            return await read_booking(tx, merchant, earlier)
        booking = await take_in(tx, merchant, new, at=at, actor=actor)
        await store.led_to(tx, merchant, new.store, form, booking.id)
        return booking

    return await db.tx(work)

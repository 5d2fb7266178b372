"""A booking that another system takes, under its own id."""

from datetime import datetime

import msgspec

from regulars.bookings.errors import BadBooking, OtherBooking
from regulars.bookings.model import Booking, NewBooking
from regulars.bookings.read import read_booking
from regulars.bookings.rules.texts import line
from regulars.bookings.store import externals as store
from regulars.bookings.take import take_in
from regulars.kernel.ids import MerchantId
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import digest

LONGEST_ID = 100


async def take_external(
    db: Database,
    merchant: MerchantId,
    new: NewBooking,
    external_id: str,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    """Take a booking once, however often the same is asked for under the same id.

    The answer is the booking as it stands by then. Raises `OtherBooking` where the id came with
    something else before, and all that `take` raises; then the id is free again.
    """
    external_id = line(external_id, most=LONGEST_ID, field="externalId")
    if not external_id:
        raise BadBooking("An id, please.", field="externalId")
    asked = digest(msgspec.to_builtins(new))

    async def work(tx: Transaction) -> Booking:
        if not await store.claim(tx, merchant, new.store, external_id, asked):
            known, before = await store.known(tx, merchant, new.store, external_id)
            if before != asked:
                raise OtherBooking(f"The id {external_id} came with another booking before.")
            return await read_booking(tx, merchant, known)
        booking = await take_in(tx, merchant, new, at=at, actor=actor)
        await store.led_to(tx, merchant, new.store, external_id, booking.id)
        return booking

    return await db.tx(work)

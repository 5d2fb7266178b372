"""A guest books by themselves."""

from datetime import datetime

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Kind, NewBooking, Source
from regulars.bookings.page import offers
from regulars.bookings.page.asked_for import ask_in, by_form
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue, Wish
from regulars.bookings.page.rules import checked_wish
from regulars.bookings.quiet.promise import promise_in
from regulars.bookings.store import booking_requests as store
from regulars.bookings.store import holds
from regulars.bookings.take import take_in
from regulars.platform.db import Database, Transaction

GUEST = "guest"
"""How facts name whoever books by themselves."""


async def book(
    db: Database, venue: Venue, wish: Wish, *, links: BookingLinks, at: datetime
) -> Booking:
    """Take what the guest asks for, if it can be kept, and mail them about it.

    The same form again is the same booking. A time that is held under the form's key is theirs.
    Raises `BadBooking` with the field that cannot be used; `Closed`, `NoTable`, `TableTaken` and
    `SlotFull` where the time cannot be kept, or not any more; `BookedOtherwise`, `BookedBefore` and
    `TooManyBookings`.
    """
    wish = checked_wish(wish, country=venue.store.country)
    merchant = venue.merchant.id
    earlier = await by_form(db, venue, wish)
    if earlier is not None:
        return earlier
    await offers.slot_of(db, venue, wish, at=at, but_hold=wish.key)

    async def work(tx: Transaction) -> Booking:
        same = await ask_in(tx, venue, wish, at=at)
        if same is not None:
            return same
        new = new_booking(venue, wish)
        booking = await take_in(tx, merchant, new, held=wish.key, at=at, actor=GUEST)
        await holds.remove(tx, merchant, wish.key)
        await store.booked(tx, merchant, wish.key, booking.id)
        await promise_in(tx, merchant, booking, at=at)
        await tell_guest_in(tx, venue, booking, links=links, at=at)
        return booking

    return await db.tx(work)


def new_booking(venue: Venue, wish: Wish) -> NewBooking:
    """What the diary is to take."""
    return NewBooking(
        store=venue.store.id,
        kind=Kind.BOOKING,
        source=Source.ONLINE,
        starts_at=wish.starts_at,
        covers=wish.covers,
        service=wish.service,
        guest=NewGuest(
            first_name=wish.first_name,
            last_name=wish.last_name,
            email=wish.email,
            phone=wish.phone or None,
        ),
        request=wish.request,
    )

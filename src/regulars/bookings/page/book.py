"""A guest books by themselves."""

from datetime import datetime, timedelta

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Kind, NewBooking, Source, StatusType
from regulars.bookings.page import offers
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, TooManyBookings
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Asked, Venue, Wish
from regulars.bookings.page.rules import checked_wish
from regulars.bookings.read import read_booking
from regulars.bookings.store import booking_requests as store
from regulars.bookings.store import holds
from regulars.bookings.take import take_in
from regulars.kernel.ids import BookingId
from regulars.platform.db import Database, Reads, RunAgain, Transaction
from regulars.platform.secrets import digest

GUEST = "guest"
"""How facts name whoever books by themselves."""

MOST_COMING = 6
MOST_A_DAY = 12
A_DAY = timedelta(days=1)
OFF = (StatusType.CANCELLED, StatusType.NO_SHOW)


async def book(
    db: Database, venue: Venue, wish: Wish, *, links: BookingLinks, at: datetime
) -> Booking:
    """Take what the guest asks for, if it can be kept, and mail them about it.

    The same form again is the same booking. A time that is held under the form's key is theirs.
    Raises `BadBooking` with the field that cannot be
    used; `Closed`, `NoTable`, `TableTaken` and `SlotFull` where the time cannot be kept, or not any
    more; `BookedOtherwise`, `BookedBefore` and `TooManyBookings`.
    """
    wish = checked_wish(wish, country=venue.store.country)
    merchant, asked = venue.merchant.id, digest(wish)
    earlier = await _by_form(db, venue, wish, asked)
    if earlier is not None:
        return earlier
    await offers.slot_of(db, venue, wish, at=at, but_hold=wish.key)

    async def work(tx: Transaction) -> Booking:
        if not await _write_down(tx, venue, wish, asked, at=at):
            same = await _by_form(tx, venue, wish, asked)
            if same is not None:
                return same
            await _clear_the_way(tx, venue, wish)
            if not await _write_down(tx, venue, wish, asked, at=at):
                raise RunAgain
        await _check_counts(tx, venue, wish, at=at)
        new = _new(venue, wish)
        booking = await take_in(tx, merchant, new, held=wish.key, at=at, actor=GUEST)
        await holds.remove(tx, merchant, wish.key)
        await store.booked(tx, merchant, wish.key, booking.id)
        await tell_guest_in(tx, venue, booking, links=links, at=at)
        return booking

    return await db.tx(work)


async def _by_form(reads: Reads, venue: Venue, wish: Wish, asked: bytes) -> Booking | None:
    """What the form booked before. Raises `BookedOtherwise` where it said something else then."""
    earlier = await store.by_key(reads, venue.merchant.id, wish.key)
    if earlier is None:
        return None
    booking, was_asked = earlier
    if was_asked != asked:
        raise BookedOtherwise("This form has booked a table before. Begin anew for another one.")
    return await read_booking(reads, venue.merchant.id, booking)


async def _write_down(
    tx: Transaction, venue: Venue, wish: Wish, asked: bytes, *, at: datetime
) -> bool:
    return await store.add(
        tx,
        venue.merchant.id,
        wish.key,
        _asked(wish),
        input_hash=asked,
        store=venue.store.id,
        starts_at=wish.starts_at,
        at=at,
    )


async def _clear_the_way(tx: Transaction, venue: Venue, wish: Wish) -> None:
    """End what the address asked for before, where nothing came of it. Raises `BookedBefore`.

    Whoever knows an address is not shown what it booked: only the mail leads there.
    """
    merchant = venue.merchant.id
    before = await store.live(tx, merchant, venue.store.id, wish.email, wish.starts_at)
    if before is None:
        return
    if await _stands(tx, venue, before, wish.starts_at):
        raise BookedBefore(
            "There is a booking for this time with this e-mail address already. "
            "The mail that confirmed it has a link to it."
        )
    await store.end(tx, merchant, before)


async def _stands(reads: Reads, venue: Venue, before: BookingId, starts_at: datetime) -> bool:
    booking = await read_booking(reads, venue.merchant.id, before)
    return booking.status_type not in OFF and booking.starts_at == starts_at


async def _check_counts(reads: Reads, venue: Venue, wish: Wish, *, at: datetime) -> None:
    """A brake on whoever books tables, or has mail sent, by the dozen."""
    merchant = venue.merchant.id
    coming, lately = await store.counts(reads, merchant, wish.email, at=at, since=at - A_DAY)
    if coming >= MOST_COMING:
        raise TooManyBookings(
            f"There are {coming} bookings to come with this e-mail address. "
            "Please call us for another one."
        )
    if lately >= MOST_A_DAY:
        raise TooManyBookings(
            "This e-mail address has booked many times today. Please call us for another table."
        )


def _new(venue: Venue, wish: Wish) -> NewBooking:
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


def _asked(wish: Wish) -> Asked:
    name = f"{wish.first_name} {wish.last_name}"
    return Asked(name=name, email=wish.email, language=wish.language)

"""A guest waits for a time that others have taken."""

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import structs

from regulars.bookings.errors import BadBooking, Closed
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.model import Booking, Slot, StatusType
from regulars.bookings.page import offers, words
from regulars.bookings.page.asked_for import ask_in, by_form
from regulars.bookings.page.book import GUEST, new_booking
from regulars.bookings.page.errors import FreeNow
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue, WaitWish
from regulars.bookings.page.rules import checked_wish
from regulars.bookings.rules.availability import nearest, slots
from regulars.bookings.rules.times import MINUTE, day_of
from regulars.bookings.store import booking_requests, grounds, listed
from regulars.bookings.take import list_for, take_in
from regulars.kernel.sentences import said
from regulars.platform.db import Database, Reads, Transaction

MOST_FLEXIBLE = 120
"""Minutes. Who would take anything chooses among what is free."""


async def times_to_wait_for(
    reads: Reads, venue: Venue, day: date, covers: int, *, at: datetime
) -> Sequence[Slot]:
    """The times of `day` that a party could have if others had not taken them, in order."""
    within = offers.first_day(venue, at=at) <= day <= offers.last_day(venue, at=at)
    terms = venue.terms
    if not (terms.open and terms.takes_waiting and within and covers <= terms.most_covers):
        return []
    plan = await read_wide_plan(reads, venue.merchant.id, venue.store.id, day, day)
    notice = terms.notice_minutes * MINUTE
    in_all = slots(plan, day, covers, taken=(), begun={}, now=at, notice=notice, online=True)
    free = {_time(slot) for slot in await offers.times(reads, venue, day, covers, at=at)}
    return [slot for slot in in_all if _time(slot) not in free]


async def join_list(
    db: Database, venue: Venue, wish: WaitWish, *, links: BookingLinks, at: datetime
) -> Booking:
    """Put the guest on the list for a time that others have taken, and mail them about it.

    The same form again is the same booking. Raises `BadBooking` with the field that cannot be used,
    `Closed` where nobody waits, `FreeNow` where there is nothing to wait for, `BookedOtherwise`,
    `BookedBefore` and `TooManyBookings`.
    """
    wish = checked_wish(wish, country=venue.store.country)
    earlier = await by_form(db, venue, wish)
    if earlier is not None:
        return earlier
    _check(venue, wish)

    async def work(tx: Transaction) -> Booking:
        same = await ask_in(tx, venue, wish, at=at)
        if same is not None:
            return same
        day = day_of(wish.starts_at, venue.store.time_zone)
        await grounds.lock_day(tx, venue.merchant.id, venue.store.id, day)
        await _check_taken(tx, venue, wish, day, at=at)
        booking = await _put_on_the_list(tx, venue, wish, day, at=at)
        await tell_guest_in(tx, venue, booking, links=links, at=at)
        return booking

    return await db.tx(work)


def fitting(booking: Booking, flexible_minutes: int, offered: Sequence[Slot]) -> Slot | None:
    """What of `offered` a party on a list takes: the nearest to the time that it asked for."""
    flexible = flexible_minutes * MINUTE
    near = [
        slot
        for slot in offered
        if slot.service == booking.service and abs(slot.starts_at - booking.starts_at) <= flexible
    ]
    return next(iter(nearest(near, booking.starts_at, limit=1)), None)


def _check(venue: Venue, wish: WaitWish) -> None:
    offers.check_taken_here(venue, wish.covers)
    if not venue.terms.takes_waiting:
        raise Closed(said("This page has no list to wait on."))
    if not 0 <= wish.flexible_minutes <= MOST_FLEXIBLE:
        sentence = said("Up to %(most)s minutes earlier or later.", most=MOST_FLEXIBLE)
        raise BadBooking(sentence, field="flexible_minutes")


async def _check_taken(
    reads: Reads, venue: Venue, wish: WaitWish, day: date, *, at: datetime
) -> None:
    """Raises `FreeNow`, and `BadBooking` for a time that the page never has."""
    wanted = (wish.starts_at, wish.service)
    free = await offers.times(reads, venue, day, wish.covers, at=at)
    flexible = wish.flexible_minutes * MINUTE
    for slot in nearest(free, wish.starts_at, limit=len(free)):
        if slot.service == wish.service and abs(slot.starts_at - wish.starts_at) <= flexible:
            when = words.clock(venue, slot.starts_at)
            raise FreeNow(said("%(time)s is free. You can book it now.", time=when))
    taken = await times_to_wait_for(reads, venue, day, wish.covers, at=at)
    if wanted not in map(_time, taken):
        raise BadBooking(said("Please choose one of the times."), field="time")


async def _put_on_the_list(
    tx: Transaction, venue: Venue, wish: WaitWish, day: date, *, at: datetime
) -> Booking:
    merchant = venue.merchant.id
    new = structs.replace(
        new_booking(venue, wish),
        waits=list_for(day, at, venue.store.time_zone),
        status=StatusType.UNCONFIRMED.value,
    )
    booking = await take_in(tx, merchant, new, at=at, actor=GUEST)
    await booking_requests.booked(tx, merchant, wish.key, booking.id)
    await listed.join(tx, merchant, booking.id, wish.flexible_minutes)
    return booking


def _time(slot: Slot) -> tuple[datetime, object]:
    return slot.starts_at, slot.service

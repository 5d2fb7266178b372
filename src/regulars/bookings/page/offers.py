"""What a booking page can offer: the diary's own availability, within the page's terms."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from regulars.bookings import availability
from regulars.bookings.errors import BadBooking, Closed, NoTable
from regulars.bookings.model import Slot
from regulars.bookings.page import words
from regulars.bookings.page.model import Alteration, HoldWish, Venue, Wish
from regulars.bookings.rules.times import day_of
from regulars.kernel.ids import BookingId
from regulars.kernel.sentences import said
from regulars.platform.db import Reads

NEAR = timedelta(days=7)


def first_day(venue: Venue, *, at: datetime) -> date:
    """Today, by the diary of the store."""
    return day_of(at, venue.store.time_zone)


def last_day(venue: Venue, *, at: datetime) -> date:
    """The last day that guests can book now."""
    return first_day(venue, at=at) + timedelta(days=venue.terms.days_ahead)


async def open_days(
    reads: Reads,
    venue: Venue,
    first: date,
    last: date,
    covers: int,
    *,
    at: datetime,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Sequence[date]:
    """The days from `first` to `last` on which a party can really be taken; `but` is the booking
    that they would have instead of, `but_hold` the key of what is held for them.
    """
    first, last = max(first, first_day(venue, at=at)), min(last, last_day(venue, at=at))
    if not venue.terms.open or covers > venue.terms.most_covers or last < first:
        return []
    return await availability.open_days(
        reads,
        venue.merchant.id,
        venue.store.id,
        first,
        last,
        covers,
        at=at,
        online=True,
        notice_minutes=venue.terms.notice_minutes,
        but=but,
        but_hold=but_hold,
    )


async def times(
    reads: Reads,
    venue: Venue,
    day: date,
    covers: int,
    *,
    at: datetime,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Sequence[Slot]:
    """The times of `day` at which a party can really be taken.

    `but` is the booking that it would be instead of, `but_hold` the key of what is held for them.
    """
    within = first_day(venue, at=at) <= day <= last_day(venue, at=at)
    if not venue.terms.open or covers > venue.terms.most_covers or not within:
        return []
    return await availability.available(
        reads,
        venue.merchant.id,
        venue.store.id,
        day,
        covers,
        at=at,
        online=True,
        notice_minutes=venue.terms.notice_minutes,
        but=but,
        but_hold=but_hold,
    )


async def slot_of(
    reads: Reads,
    venue: Venue,
    wish: Wish | HoldWish | Alteration,
    *,
    at: datetime,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Slot:
    """What the guest has chosen, if the page offers it.

    Raises `Closed`, `BadBooking` and `NoTable`.
    """
    check_taken_here(venue, wish.covers)
    day = day_of(wish.starts_at, venue.store.time_zone)
    offered = await times(reads, venue, day, wish.covers, at=at, but=but, but_hold=but_hold)
    chosen = (wish.starts_at, wish.service)
    found = next((one for one in offered if (one.starts_at, one.service) == chosen), None)
    if found is None:
        raise gone(venue, wish.starts_at)
    return found


def check_taken_here(venue: Venue, covers: int) -> None:
    """Raises `Closed`, and `BadBooking` for a party that the page does not take."""
    terms = venue.terms
    if not terms.open:
        raise Closed(said("This page takes no bookings at the moment."))
    if not 1 <= covers <= terms.most_covers:
        sentence = said("Parties of 1 to %(most)s book here.", most=terms.most_covers)
        raise BadBooking(sentence, field="covers")


def gone(venue: Venue, starts_at: datetime) -> NoTable:
    """That a time is not offered, whether it was or not."""
    when = words.clock(venue, starts_at)
    return NoTable(said("%(time)s is gone, or cannot be booked here any more.", time=when))


async def days_near(
    reads: Reads, venue: Venue, day: date, covers: int, *, at: datetime, limit: int = 3
) -> Sequence[date]:
    """Days within a week of `day` on which the party can be taken, in order."""
    day = min(max(day, first_day(venue, at=at)), last_day(venue, at=at))
    found = await open_days(reads, venue, day - NEAR, day + NEAR, covers, at=at)
    nearest = sorted(found, key=lambda one: (abs(one - day), one))
    return sorted(nearest[:limit])

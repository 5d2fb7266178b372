"""What a booking page can offer: the diary's own availability, within the page's terms."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from regulars.bookings import availability
from regulars.bookings.model import Slot
from regulars.bookings.page.model import Venue
from regulars.bookings.rules.times import day_of
from regulars.platform.db import Reads

NEAR = timedelta(days=7)


def first_day(venue: Venue, *, at: datetime) -> date:
    """Today, by the diary of the store."""
    return day_of(at, venue.store.time_zone)


def last_day(venue: Venue, *, at: datetime) -> date:
    """The last day that guests can book now."""
    return first_day(venue, at=at) + timedelta(days=venue.terms.days_ahead)


async def open_days(
    reads: Reads, venue: Venue, first: date, last: date, covers: int, *, at: datetime
) -> Sequence[date]:
    """The days from `first` to `last` on which a party can really be taken."""
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
    )


async def times(
    reads: Reads, venue: Venue, day: date, covers: int, *, at: datetime
) -> Sequence[Slot]:
    """The times of `day` at which a party can really be taken."""
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
    )


async def days_near(
    reads: Reads, venue: Venue, day: date, covers: int, *, at: datetime, limit: int = 3
) -> Sequence[date]:
    """Days within a week of `day` on which the party can be taken, in order."""
    day = min(max(day, first_day(venue, at=at)), last_day(venue, at=at))
    found = await open_days(reads, venue, day - NEAR, day + NEAR, covers, at=at)
    nearest = sorted(found, key=lambda one: (abs(one - day), one))
    return sorted(nearest[:limit])

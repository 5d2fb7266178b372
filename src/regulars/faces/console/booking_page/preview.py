"""What a guest could book now: whether the page does what the venue thinks it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from regulars.bookings.page import offers, words
from regulars.bookings.page.model import Venue
from regulars.faces.console.requests import ConsoleRequest

LOOKED_AT = timedelta(days=30)
SHOWN = 6


@dataclass(frozen=True, slots=True)
class Preview:
    """The first day with a table for a party, and its first times; no day where there is none."""

    party: str
    day: str
    times: Sequence[str]


async def preview(request: ConsoleRequest, venue: Venue) -> Preview:
    """As a guest would find it who opens the page now."""
    covers, at = min(2, venue.terms.most_covers), request.now
    first = offers.first_day(venue, at=at)
    days = await offers.open_days(request.db, venue, first, first + LOOKED_AT, covers, at=at)
    if not days:
        return Preview(words.party(venue, covers), "", [])
    slots = await offers.times(request.db, venue, days[0], covers, at=at)
    times = dict.fromkeys(words.clock(venue, slot.starts_at) for slot in slots)
    return Preview(words.party(venue, covers), words.full_day(venue, days[0]), list(times)[:SHOWN])

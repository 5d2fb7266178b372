"""What the terms of a service mean on a day, while they are typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from regulars.bookings.floor.model import ServiceTerms
from regulars.bookings.rules.availability import beginnings, runs_on, stay_of
from regulars.faces.console.diary.at_store import Place
from regulars.faces.console.floor.at_store import speech_at
from regulars.faces.console.requests import ConsoleRequest

MOST_SHOWN = 48
A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Example:
    """A day on which the service runs: when parties begin, how many may, and how long two stay."""

    day: date
    slots: Sequence[str]
    more: int
    each: int | None
    covers: int | None
    begins: str
    leaves: str
    free: str


def example_of(terms: ServiceTerms | None, place: Place, request: ConsoleRequest) -> Example | None:
    """The next day of the service; None where the terms are not complete, or it never runs."""
    day = next_day(terms, place.today) if terms else None
    if terms is None or day is None:
        return None
    begin = list(beginnings(terms, day, place.store.time_zone))
    if not begin:
        return None
    speech = speech_at(place.store, request)
    leaves = begin[0] + timedelta(minutes=stay_of(terms, 2))
    each = terms.slot_covers
    return Example(
        day=day,
        slots=[speech.time(one) for one in begin[:MOST_SHOWN]],
        more=max(0, len(begin) - MOST_SHOWN),
        each=each,
        covers=each and each * len(begin),
        begins=speech.time(begin[0]),
        leaves=speech.time(leaves),
        free=speech.time(leaves + timedelta(minutes=terms.turn_minutes)),
    )


def next_day(terms: ServiceTerms, today: date) -> date | None:
    """The first day on which it runs, within a year of today or of its first day."""
    first = max(today, terms.first_day or today)
    days = (first + timedelta(days=ahead) for ahead in range(A_YEAR))
    return next((day for day in days if runs_on(terms, day)), None)

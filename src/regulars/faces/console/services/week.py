"""A service in an owner's words, and the services of a week as a picture."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from regulars.bookings.floor.model import EVERY_DAY, Service, ServiceKind, ServiceTerms
from regulars.faces.console.services.clock import said_minute
from regulars.faces.console.speech import Speech

KINDS = {
    ServiceKind.BREAKFAST: "Breakfast",
    ServiceKind.LUNCH: "Lunch",
    ServiceKind.DINNER: "Dinner",
    ServiceKind.EVENT: "Event",
    ServiceKind.ALL_DAY: "All day",
}
HOUR = 60
FEWEST_HOURS = 6


@dataclass(frozen=True, slots=True)
class Bar:
    """A service on one weekday. Places and sizes are in per cent of the picture."""

    name: str
    kind: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Week:
    """The picture: the weekdays, the hours with how far down they are, and the services."""

    days: Sequence[tuple[str, float]]
    hours: Sequence[tuple[str, float]]
    bars: Sequence[Bar]


def week_of(services: Sequence[Service], speech: Speech) -> Week | None:
    """The services that are on, as a week has them; None without any."""
    terms = [service.terms for service in services if service.terms.active]
    if not terms:
        return None
    begins = min(one.first_minute for one in terms) // HOUR * HOUR
    ends = max(map(ends_of, terms))
    length = max(FEWEST_HOURS * HOUR, -(-(ends - begins) // HOUR) * HOUR)
    step = 2 if length > 8 * HOUR else 1
    hours = range(begins, begins + length, step * HOUR)
    return Week(
        days=[(name, 100 * day / 7) for day, name in enumerate(speech.weekdays)],
        hours=[(said_minute(hour, speech), 100 * (hour - begins) / length) for hour in hours],
        bars=[bar for day in range(7) for bar in bars_of(terms, day, begins, length)],
    )


def bars_of(terms: Sequence[ServiceTerms], day: int, begins: int, length: int) -> Iterator[Bar]:
    """The services of a weekday; those at the same time stand side by side."""
    on_that_day = sorted(
        (one for one in terms if one.weekdays >> day & 1), key=lambda one: one.first_minute
    )
    for together in clusters(on_that_day):
        wide = 100 / 7 / len(together)
        for place, one in enumerate(together):
            yield Bar(
                name=one.name,
                kind=one.kind.value,
                x=100 * day / 7 + place * wide,
                y=100 * (one.first_minute - begins) / length,
                width=wide,
                height=100 * (ends_of(one) - one.first_minute) / length,
            )


def clusters(terms: Sequence[ServiceTerms]) -> list[list[ServiceTerms]]:
    """Those that overlap, directly or through another one, together."""
    found: list[list[ServiceTerms]] = []
    until = -1
    for one in terms:
        if one.first_minute < until:
            found[-1].append(one)
        else:
            found.append([one])
        until = max(until, ends_of(one))
    return found


def ends_of(terms: ServiceTerms) -> int:
    """When the last guests leave, if they are two."""
    return terms.last_minute + terms.stays[0].minutes


def days_said(weekdays: int, speech: Speech) -> str:
    """`Mon–Fri, Sun`"""
    if weekdays == EVERY_DAY:
        return "Every day"
    days = [day for day in range(7) if weekdays >> day & 1]
    runs = [
        [day for _, day in run] for _, run in groupby(enumerate(days), lambda at: at[1] - at[0])
    ]
    return ", ".join(run_said(run, speech.weekdays) for run in runs)


def run_said(run: Sequence[int], names: Sequence[str]) -> str:
    if len(run) > 2:
        return f"{names[run[0]]}–{names[run[-1]]}"
    return ", ".join(names[day] for day in run)


def times_said(terms: ServiceTerms, speech: Speech) -> str:
    first, last = said_minute(terms.first_minute, speech), said_minute(terms.last_minute, speech)
    return first if first == last else f"{first}–{last}"


def stays_said(terms: ServiceTerms) -> str:
    """`90–120 min`"""
    minutes = [stay.minutes for stay in terms.stays]
    shortest, longest = min(minutes), max(minutes)
    return (
        f"{shortest}\N{NO-BREAK SPACE}min"
        if shortest == longest
        else f"{shortest}–{longest}\N{NO-BREAK SPACE}min"
    )

"""The days of a period, put together so that a picture of them can be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_interval

from regulars.faces.console.speech import Speech
from regulars.reports.model import DayOf, Figures

BY_DAY = 35
"""So many days are shown one by one; more of them by weeks."""
BY_WEEK = 190
"""So many by weeks; more of them by months."""


@dataclass(frozen=True, slots=True)
class Span:
    """A day, a week or a month of the period, as far as it is in it, and what its days came to."""

    label: str
    days: Sequence[Figures]

    def sum(self, name: str) -> int:
        """What one of the figures comes to."""
        return sum(getattr(one, name) for one in self.days)


def spans(days: Sequence[DayOf], speech: Speech) -> Sequence[Span]:
    """The period in days, weeks or months: no more of them than can be told apart."""
    return [
        Span(_label(part[0].day, part[-1].day, len(days), speech), [one.figures for one in part])
        for part in _parts(days)
    ]


def what_of(days: int) -> str:
    """What a span is called."""
    if days <= BY_DAY:
        return "Day"
    return "Week" if days <= BY_WEEK else "Month"


def said_of(first: date, last: date, speech: Speech) -> str:
    """`4 May – 10 June 2026`"""
    return format_interval(first, last, "yMMMd", locale=speech.locale)


def _parts(days: Sequence[DayOf]) -> Iterator[list[DayOf]]:
    part: list[DayOf] = []
    for one in days:
        if part and _begins(one.day, len(days)):
            yield part
            part = []
        part.append(one)
    if part:
        yield part


def _begins(day: date, days: int) -> bool:
    """Whether a span begins with `day`: weeks do on Monday."""
    if days <= BY_DAY:
        return True
    return day.weekday() == 0 if days <= BY_WEEK else day.day == 1


def _label(first: date, last: date, days: int, speech: Speech) -> str:
    if days <= BY_DAY:
        return speech.day_name(first)
    if days > BY_WEEK:
        return speech.month(first)
    if first == last:
        return speech.day_name(first)
    return format_interval(first, last, "MMMd", locale=speech.locale)


def weekdays_in(first: date, last: date) -> Sequence[int]:
    """How often each weekday is in the days, Monday first."""
    days = [first + timedelta(days=ago) for ago in range((last - first).days + 1)]
    return [sum(day.weekday() == weekday for day in days) for weekday in range(7)]

"""A month as a guest sees it: the days on which a table can be had."""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import get_day_names

from regulars.bookings.page import words
from regulars.bookings.page.model import Venue
from regulars.faces.guest.booking.choice import Choice


@dataclass(frozen=True, slots=True)
class Day:
    """A day. Without `href` it has nothing; without `number` it is of another month."""

    number: str = ""
    label: str = ""
    href: str = ""
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and the ways to the one before and the one after."""

    title: str
    heads: Sequence[tuple[str, str]]
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str
    has_any: bool


def first_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return first_of(first_of(day) + timedelta(days=31))


def last_of(day: date) -> date:
    return next_month(day) - timedelta(days=1)


def draw(
    venue: Venue,
    choice: Choice,
    month: date,
    open_days: Collection[date],
    within: tuple[date, date],
) -> Month:
    """`month` for a party, with its `open_days`; guests book `within` these days."""
    first, last = within
    locale = Locale.parse(venue.merchant.locale)
    weeks = calendar.Calendar(locale.first_week_day).monthdatescalendar(month.year, month.month)
    before, after = first_of(month - timedelta(days=1)), next_month(month)
    return Month(
        title=words.month(venue, month),
        heads=_heads(locale),
        weeks=[
            [_day(venue, choice, day, month, open_days, today=first) for day in week]
            for week in weeks
        ],
        before=choice.looking_at(before).query if last_of(before) >= first else "",
        after=choice.looking_at(after).query if after <= last else "",
        has_any=any(first_of(day) == month for day in open_days),
    )


def _heads(locale: Locale) -> Sequence[tuple[str, str]]:
    """Short and whole names of the days of the week, in the locale's order."""
    short = get_day_names("short", "stand-alone", locale)
    whole = get_day_names("wide", "stand-alone", locale)
    order = [(locale.first_week_day + index) % 7 for index in range(7)]
    return [(short[day], whole[day]) for day in order]


def _day(
    venue: Venue,
    choice: Choice,
    day: date,
    month: date,
    open_days: Collection[date],
    *,
    today: date,
) -> Day:
    if first_of(day) != month:
        return Day()
    return Day(
        number=str(day.day),
        label=words.full_day(venue, day),
        href=choice.on(day).query if day in open_days else "",
        is_today=day == today,
    )

"""What a host wants to know of a guest at a glance, in words."""

from collections.abc import Iterator, Sequence
from datetime import date

from babel.dates import format_skeleton, get_month_names

from regulars.bookings.guest import Glance, Guest
from regulars.faces.console.speech import Speech

LEAP_YEAR = 2024


def figures(glance: Glance, speech: Speech) -> Sequence[tuple[str, str, str]]:
    """Names, values, and whether one is to be minded."""
    return list(_figures(glance, speech))


def birthday_of(guest: Guest, speech: Speech) -> str:
    """`4 May`; nothing where it is not known."""
    if guest.birthday is None:
        return ""
    month, day = guest.birthday
    return format_skeleton("MMMd", date(LEAP_YEAR, month, day), locale=speech.locale)


def months(speech: Speech) -> Sequence[tuple[str, str]]:
    """What a form offers for the month of a birthday."""
    names = get_month_names("wide", "stand-alone", speech.locale)
    return [("", "Not known"), *((str(number), names[number]) for number in range(1, 13))]


def _figures(glance: Glance, speech: Speech) -> Iterator[tuple[str, str, str]]:
    yield "Visits", speech.number(glance.visits), ""
    yield "Spent", speech.money(glance.spend), ""
    yield "No-shows", speech.number(glance.no_shows), "bad" if glance.no_shows else ""
    yield "Late", speech.number(glance.lates), "wait" if glance.lates else ""
    yield "Cancelled", speech.number(glance.cancelled), ""
    yield "Last visit", speech.date(glance.last_visit) if glance.last_visit else "First time", ""
    yield "Coming", speech.number(glance.upcoming), ""
    if glance.points is not None:
        yield "Points", speech.number(glance.points), ""

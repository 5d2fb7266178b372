"""Days and times of a booking as its guest reads them, on the store's clock."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from msgspec import structs

from regulars.bookings.model import Booking
from regulars.bookings.page.model import Venue
from regulars.bookings.page.rules import cancel_until
from regulars.bookings.rules.times import day_of
from regulars.merchants import wording
from regulars.platform.languages import Language, translations


def speaking(venue: Venue, language: Language) -> Venue:
    """The venue as it speaks `language`, also in days and amounts."""
    merchant = wording.speaking(venue.merchant, language, country=venue.store.country)
    return structs.replace(venue, merchant=merchant, language=language)


def full_day(venue: Venue, day: date) -> str:
    """`Friday, 8 May 2026`"""
    return format_date(day, "full", locale=Locale.parse(venue.merchant.locale))


def short_day(venue: Venue, day: date) -> str:
    """`Fri, 8 May`"""
    return format_skeleton("MMMEd", day, locale=Locale.parse(venue.merchant.locale))


def month(venue: Venue, day: date) -> str:
    """`May 2026`"""
    return format_skeleton("yMMMM", day, locale=Locale.parse(venue.merchant.locale))


def clock(venue: Venue, instant: datetime) -> str:
    """`7:30 pm`"""
    there = instant.astimezone(ZoneInfo(venue.store.time_zone))
    return _shown(there.hour, there.minute, venue.merchant.locale)


@lru_cache(maxsize=10_000)
def _shown(hour: int, minute: int, locale: str) -> str:
    """A time of any day. A page has dozens, and they are the same each time."""
    return format_time(time(hour, minute), "short", locale=Locale.parse(locale))


def day_there(venue: Venue, instant: datetime) -> str:
    """The day that a calendar in the store shows at `instant`."""
    return full_day(venue, instant.astimezone(ZoneInfo(venue.store.time_zone)).date())


def night_of(venue: Venue, instant: datetime) -> str:
    """The day whose night `instant` still belongs to, after midnight; else nothing."""
    there = instant.astimezone(ZoneInfo(venue.store.time_zone)).date()
    day = day_of(instant, venue.store.time_zone)
    return "" if there == day else full_day(venue, day)


def moment(venue: Venue, instant: datetime) -> str:
    """`Friday, 8 May 2026, 7:30 pm`"""
    return f"{day_there(venue, instant)}, {clock(venue, instant)}"


def name(venue: Venue) -> str:
    """`Harbour Kitchen, Front room`; a name that says both stands alone."""
    business, store = venue.merchant.name, venue.store.name
    return store if business.casefold() in store.casefold() else f"{business}, {store}"


def party(venue: Venue, covers: int) -> str:
    """`2 people`"""
    said = translations(venue.language)
    return said.ngettext("%(count)s person", "%(count)s people", covers) % {"count": covers}


def until(venue: Venue, booking: Booking) -> str:
    """Until when the guest may cancel: the time alone where it is of the booking's own day."""
    limit = cancel_until(booking, venue.terms)
    if day_there(venue, limit) == day_there(venue, booking.starts_at):
        return clock(venue, limit)
    return moment(venue, limit)

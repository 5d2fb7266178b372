"""How long points last, and when they can be spent. All in days of the store."""

from datetime import date, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

import msgspec

from regulars.programs.earning.model import (
    CalendarEnd,
    CalendarUnit,
    Expiry,
    Idle,
    MonthsSince,
    Never,
    Terms,
)

MONTHS_IN = {CalendarUnit.MONTH: 1, CalendarUnit.QUARTER: 3, CalendarUnit.YEAR: 12}


class Lasting(msgspec.Struct, frozen=True):
    """From when points can be spent, and when they are gone; None is at once, and never.

    With `idle_months`, each thing the member does moves their end on by as much.
    """

    matures_at: datetime | None = None
    expires_at: datetime | None = None
    idle_months: int | None = None


FOR_GOOD = Lasting()


def lasting(terms: Terms, earned_at: datetime, time_zone: str) -> Lasting:
    """How long points last that a sale earned then."""
    return Lasting(
        matures_at(terms.pending_days, earned_at, time_zone),
        expires_at(terms.expiry, earned_at, time_zone),
        terms.expiry.months if isinstance(terms.expiry, Idle) else None,
    )


def expires_at(expiry: Expiry, earned_at: datetime, time_zone: str) -> datetime | None:
    """The first moment at which points earned then are gone; None for those that stay.

    It is a midnight where the store is. Idle points are gone that long after their earning unless
    their member does something before.
    """
    zone = ZoneInfo(time_zone)
    first_without = _first_day_without(expiry, earned_at.astimezone(zone).date())
    if first_without is None:
        return None
    return _midnight(first_without, zone).astimezone(earned_at.tzinfo)


def matures_at(pending_days: int, earned_at: datetime, time_zone: str) -> datetime | None:
    """When points earned then can be spent: at the start of the day after those days."""
    if not pending_days:
        return None
    zone = ZoneInfo(time_zone)
    first = earned_at.astimezone(zone).date() + timedelta(days=pending_days)
    return _midnight(first, zone).astimezone(earned_at.tzinfo)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last that the month has."""
    first_after = _first_of_month(day, months + 1)
    last = first_after - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def _first_day_without(expiry: Expiry, earned: date) -> date | None:
    match expiry:
        case Never():
            return None
        case MonthsSince(months) | Idle(months):
            return months_later(earned, months) + timedelta(days=1)
        case CalendarEnd(unit, after):
            return _end_of(unit, after, earned)
        case other:
            assert_never(other)


def _end_of(unit: CalendarUnit, after: int, day: date) -> date:
    """The first day after the unit that is `after` later than the one that `day` is in."""
    size = MONTHS_IN[unit]
    months_in = (day.month - 1) % size
    return _first_of_month(day, size * (after + 1) - months_in)


def _first_of_month(day: date, months: int) -> date:
    """The first day of the month that is `months` later than that of `day`."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone)

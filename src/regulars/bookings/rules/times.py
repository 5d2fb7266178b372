"""The store's own clock: days that begin at four in the morning, and minutes that become instants.

`zone` is an IANA name. Instants are aware, and those that come from here are in UTC.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY_BEGINS = 240
"""The minute at which a day of the diary begins, by the store's clock."""

DAY_ENDS = DAY_BEGINS + 1440
"""The minute before which it ends, counted on past midnight."""

MINUTE = timedelta(minutes=1)


def day_of(instant: datetime, zone: str) -> date:
    """The day of the diary that `instant` belongs to: at three in the morning, still the last."""
    return (_on_the_clock(instant, zone) - DAY_BEGINS * MINUTE).date()


def bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """When a day of the diary begins, and when it has ended. It may have 23 hours, or 25."""
    return _begin(day, zone), _begin(day + timedelta(days=1), zone)


def instant_of(day: date, minute: int, zone: str) -> datetime | None:
    """When the clock shows `minute`, counted from the midnight with which `day` begins.

    None where the clock leaves that time out; the first of the two where it has it twice.
    """
    shown = _midnight(day) + minute * MINUTE
    instant = shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return instant if _on_the_clock(instant, zone) == shown else None


def minute_of(instant: datetime, day: date, zone: str) -> int:
    """What the clock shows at `instant`, as minutes from the midnight with which `day` begins."""
    return (_on_the_clock(instant, zone) - _midnight(day)) // MINUTE


def _begin(day: date, zone: str) -> datetime:
    begins = _midnight(day) + DAY_BEGINS * MINUTE
    return begins.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _on_the_clock(instant: datetime, zone: str) -> datetime:
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

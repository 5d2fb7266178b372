"""The days of a picture, and where each of them begins."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last_days(now: datetime, zone: ZoneInfo, count: int) -> Sequence[date]:
    """The `count` days that end with today, oldest first."""
    today = now.astimezone(zone).date()
    return [today - timedelta(days=ago) for ago in reversed(range(count))]


def edges(days: Sequence[date], zone: ZoneInfo) -> Sequence[datetime]:
    """The midnight that each day begins with, and the one that the last of them ends with."""
    return [midnight(day, zone) for day in (*days, days[-1] + timedelta(days=1))]


def month_of(now: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Where the month begins that it is, and where it ends."""
    first = now.astimezone(zone).date().replace(day=1)
    return midnight(first, zone), midnight((first + timedelta(days=31)).replace(day=1), zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Where `day` begins. Where clocks skip midnight, that is the moment in which they do."""
    return datetime.combine(day, time(), zone)

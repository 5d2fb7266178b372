"""Birthdays, of which the year does not matter."""

from datetime import date, timedelta

NEAR = timedelta(days=7)


def is_near(month: int | None, day: int | None, on: date) -> bool:
    """Whether a birthday is within a week of `on`, before or after, also over New Year."""
    if month is None or day is None:
        return False
    return any(
        abs(_in(year, month, day) - on) <= NEAR for year in (on.year - 1, on.year, on.year + 1)
    )


def exists(month: int, day: int) -> bool:
    """Whether some year has that day."""
    try:
        date(2000, month, day)
    except ValueError:
        return False
    return True


def _in(year: int, month: int, day: int) -> date:
    """The birthday in a year; of those born on a leap day, the day before in other years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, 28)

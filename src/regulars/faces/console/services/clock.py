"""Times of a day of the diary as people write them: half past midnight comes after dinner."""

from datetime import time

from regulars.bookings.rules.times import DAY_BEGINS
from regulars.faces.console.forms import Form
from regulars.faces.console.speech import Speech

MIDNIGHT = 1440


def read_minute(form: Form, name: str, *, required: str) -> int | None:
    """A time, as minutes from the midnight with which the day of the diary begins.

    What comes before four in the morning belongs to the evening before.
    """
    typed = form.text(name, required=required, most=8)
    if not typed:
        return None
    try:
        read = time.fromisoformat(typed)
    except ValueError:
        form.errors.setdefault(name, "A time, please, such as 18:30.")
        return None
    minute = read.hour * 60 + read.minute
    return minute if minute >= DAY_BEGINS else minute + MIDNIGHT


def typed_minute(minute: int) -> str:
    """`18:30`, as a browser's field for a time has it."""
    return as_time(minute).strftime("%H:%M")


def said_minute(minute: int, speech: Speech) -> str:
    """`6:30 pm`, as the merchant writes it."""
    return speech.clock(as_time(minute))


def as_time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)

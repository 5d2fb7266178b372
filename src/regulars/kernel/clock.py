"""Time is handed in: whatever needs to know the hour is given a clock."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Answers the present moment, always in UTC and always aware."""


def system_clock() -> datetime:
    """The machine's own time."""
    return datetime.now(UTC)

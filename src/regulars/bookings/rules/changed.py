"""What a change of a booking is to others: to its guest, and to those who wait for a table."""

from regulars.bookings.model import Booking, Stage
from regulars.bookings.rules.statuses import stage_of

TOLD_OF = ("status_type", "waits", "starts_at", "covers")


def concerns_guest(was: Booking, is_now: Booking) -> bool:
    """Whether the guest may have to hear of it. Where they sit is the venue's own business."""
    return any(getattr(was, name) != getattr(is_now, name) for name in TOLD_OF)


def frees(was: Booking, is_now: Booking) -> bool:
    """Whether the booking has less than it had: tables, time, or covers."""
    if stage_of(was.status_type) in (Stage.OVER, Stage.OFF):
        return False
    if stage_of(is_now.status_type) in (Stage.OVER, Stage.OFF):
        return True
    return (
        was.tables != is_now.tables
        or was.covers > is_now.covers
        or was.starts_at < is_now.starts_at
        or was.ends_at > is_now.ends_at
    )

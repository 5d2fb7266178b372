"""What happens after a booking changed: its guest is written to, and who waits is called."""

from datetime import date, timedelta

import msgspec

from regulars.bookings.model import Booking, Source, Stage
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.store import listed
from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.platform.jobs import LATER, JobKind

A_SLIP = timedelta(minutes=1)
"""A host takes a slip back within this time, and its guest never hears of it."""


class GuestJob(msgspec.Struct, frozen=True):
    """A booking changed, in a way that its guest may have to hear of."""

    merchant: MerchantId
    booking: BookingId


class FreedJob(msgspec.Struct, frozen=True):
    """Something became free on a day of a store."""

    merchant: MerchantId
    store: StoreId
    day: date


TELL_GUEST = JobKind("bookings.tell_guest", GuestJob, priority=LATER)
CALL_WAITING = JobKind("bookings.call_waiting", FreedJob)


async def have_guests_told(
    tx: Transaction, merchant: MerchantId, was: Booking, is_now: Booking
) -> None:
    """Have its guest written to, and those called who wait for what became free. A step."""
    if is_now.source is Source.ONLINE and _is_news(was, is_now):
        job = GuestJob(merchant, is_now.id)
        await jobs.enqueue(tx, TELL_GUEST, job, after=A_SLIP, once=f"{is_now.id}:{is_now.version}")
    if _frees(was, is_now) and await listed.is_waited_for(tx, merchant, was.store, was.day):
        freed = FreedJob(merchant, was.store, was.day)
        await jobs.enqueue(tx, CALL_WAITING, freed, once=f"{was.store}:{was.day}")


def _is_news(was: Booking, is_now: Booking) -> bool:
    told_of = ("status_type", "waits", "starts_at", "covers")
    return any(getattr(was, name) != getattr(is_now, name) for name in told_of)


def _frees(was: Booking, is_now: Booking) -> bool:
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

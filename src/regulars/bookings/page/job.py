"""What happens after a booking changed: its guest is written to, and who waits is called."""

from datetime import date, datetime, timedelta

import msgspec

from regulars.bookings.model import Booking, Source
from regulars.bookings.rules.changed import concerns_guest, frees
from regulars.bookings.store import booking_requests, listed
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


BY_STAFF = frozenset({Source.PHONE, Source.IN_PERSON, Source.EMAIL})

TELL_GUEST = JobKind("bookings.tell_guest", GuestJob, priority=LATER)
WELCOME = JobKind("bookings.welcome", GuestJob, priority=LATER)
CALL_WAITING = JobKind("bookings.call_waiting", FreedJob)


async def have_welcomed(
    tx: Transaction, merchant: MerchantId, new: Booking, *, at: datetime
) -> None:
    """Have a guest written to whom staff put on a list for a time to come. A step."""
    by_staff = new.source in BY_STAFF and new.guest is not None
    if by_staff and new.waits is not None and new.starts_at > at:
        job = GuestJob(merchant, new.id)
        await jobs.enqueue(tx, WELCOME, job, after=A_SLIP, once=f"{new.id}")


async def have_guests_told(
    tx: Transaction, merchant: MerchantId, was: Booking, is_now: Booking
) -> None:
    """Have its guest written to, and those called who wait for what became free. A step."""
    if concerns_guest(was, is_now) and await _has_asked(tx, merchant, is_now):
        job = GuestJob(merchant, is_now.id)
        await jobs.enqueue(tx, TELL_GUEST, job, after=A_SLIP, once=f"{is_now.id}:{is_now.version}")
    if frees(was, is_now) and await listed.is_waited_for(tx, merchant, was.store, was.day):
        freed = FreedJob(merchant, was.store, was.day)
        await jobs.enqueue(tx, CALL_WAITING, freed, once=f"{was.store}:{was.day}")


async def _has_asked(tx: Transaction, merchant: MerchantId, booking: Booking) -> bool:
    """Whether the guest is written to: from the page, or put on a list by staff."""
    if booking.source is Source.ONLINE:
        return True
    by_staff = booking.source in BY_STAFF and booking.guest is not None
    return by_staff and await booking_requests.asked(tx, merchant, booking.id) is not None

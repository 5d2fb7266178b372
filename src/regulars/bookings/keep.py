"""What all verbs do with a booking: take it up, write down what became of it, and tell of that."""

from datetime import datetime
from typing import Any

from regulars.bookings.errors import ChangedMeanwhile, NoSuchBooking
from regulars.bookings.facts import (
    BookingCreated,
    BookingFinished,
    BookingSeated,
    BookingStatusChanged,
    BookingUpdated,
)
from regulars.bookings.model import Booking, Stage
from regulars.bookings.page.job import have_guests_told, have_welcomed
from regulars.bookings.quiet.job import have_kept
from regulars.bookings.rules.sentences import changed_meanwhile
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.store import bookings as store
from regulars.bookings.store.bookings import Kept
from regulars.bookings.till.job import SYNC, BookingJob
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform import jobs, journal
from regulars.platform.db import Transaction

CAN_CHANGE = (
    "starts_at",
    "duration_minutes",
    "covers",
    "tables",
    "waits",
    "guest",
    "name",
    "request",
    "note",
    "tags",
    "payment",
    "quoted_minutes",
)
TIMES = frozenset({"starts_at", "duration_minutes", "quoted_minutes"})
"""What the till is not told of while a party sits."""


async def take_up(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, version: int | None = None
) -> Kept:
    """A booking that nobody else changes until `tx` ends. A step.

    Raises `NoSuchBooking`, and `ChangedMeanwhile` where it is no longer at `version`.
    """
    kept = await store.lock(tx, merchant, booking)
    if kept is None:
        raise NoSuchBooking("There is no such booking.")
    check_version(kept, version)
    return kept


def check_version(kept: Kept, version: int | None) -> None:
    """Raises `ChangedMeanwhile` where the booking is not at the `version` asked for."""
    if version is not None and kept.booking.version != version:
        sentence = changed_meanwhile(kept.booking, kept.table_names, kept.time_zone)
        raise ChangedMeanwhile(sentence)


async def begin(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, at: datetime, actor: str
) -> Booking:
    """Tell of a booking that was just taken. A step."""
    kept = await store.read(tx, merchant, booking)
    assert kept is not None, "it was just written"
    new = kept.booking
    fact = BookingCreated(**_said(kept), source=new.source)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    if stage_of(new.status_type) is Stage.AT_TABLE:
        await journal.write(tx, merchant, _seated(kept), at=at, actor=actor)
        await _have_the_till_told(tx, merchant, new)
    await have_welcomed(tx, merchant, new, at=at)
    return new


async def write_down(
    tx: Transaction, merchant: MerchantId, before: Kept, after: Booking, *, at: datetime, actor: str
) -> Booking:
    """Write down what has become of a booking, and tell of it. A step.

    Its tables are as they were placed before.
    """
    await store.update(tx, merchant, after, at=at)
    return await tell(tx, merchant, before, at=at, actor=actor)


async def tell(
    tx: Transaction, merchant: MerchantId, before: Kept, *, at: datetime, actor: str
) -> Booking:
    """Tell of what has become of a booking since `before`. A step."""
    kept = await store.read(tx, merchant, before.booking.id)
    assert kept is not None, "bookings are never deleted"
    was, is_now = before.booking, kept.booking
    changed = [name for name in CAN_CHANGE if getattr(was, name) != getattr(is_now, name)]
    if was.status != is_now.status:
        await _tell_of_status(tx, merchant, was, kept, at=at, actor=actor)
    elif changed:
        fact = BookingUpdated(**_said(kept), changed=changed)
        await journal.write(tx, merchant, fact, at=at, actor=actor)
    await have_kept(tx, merchant, was, is_now)
    if was.status != is_now.status:
        await _have_the_till_told(tx, merchant, is_now)
    elif not TIMES.issuperset(changed):
        await tell_the_till(tx, merchant, is_now)
    if "guest" in changed and stage_of(is_now.status_type) is Stage.OVER:
        # Whose the sale is, is known only now.
        await _have_the_till_told(tx, merchant, is_now)
    await have_guests_told(tx, merchant, was, is_now)
    return is_now


async def tell_again(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    changed: list[str],
    *,
    at: datetime,
    actor: str,
) -> None:
    """Tell of a booking whose guest changed, as of its next version. A step."""
    before = await take_up(tx, merchant, booking)
    await store.update(tx, merchant, before.booking, at=at)
    kept = await store.read(tx, merchant, booking)
    assert kept is not None, "bookings are never deleted"
    fact = BookingUpdated(**_said(kept), changed=changed)
    await journal.write(tx, merchant, fact, at=at, actor=actor)
    await tell_the_till(tx, merchant, kept.booking)


async def tell_the_till(tx: Transaction, merchant: MerchantId, booking: Booking) -> None:
    """Have the till hear of a change of a party that sits at its table. A step."""
    if stage_of(booking.status_type) is Stage.AT_TABLE:
        await _have_the_till_told(tx, merchant, booking)


async def _tell_of_status(
    tx: Transaction, merchant: MerchantId, was: Booking, kept: Kept, *, at: datetime, actor: str
) -> None:
    said = _said(kept)
    changed = BookingStatusChanged(**said, status_before=was.status, type_before=was.status_type)
    await journal.write(tx, merchant, changed, at=at, actor=actor)
    stage_before, stage = stage_of(was.status_type), stage_of(kept.booking.status_type)
    if stage is Stage.AT_TABLE and stage_before is not Stage.AT_TABLE:
        await journal.write(tx, merchant, _seated(kept), at=at, actor=actor)
    if stage is Stage.OVER and stage_before is not Stage.OVER:
        await journal.write(tx, merchant, _finished(kept), at=at, actor=actor)


async def _have_the_till_told(tx: Transaction, merchant: MerchantId, booking: Booking) -> None:
    job = BookingJob(merchant, booking.id, booking.version)
    await jobs.enqueue(tx, SYNC, job, once=f"{booking.id}:{booking.version}")


def _seated(kept: Kept) -> BookingSeated:
    seated_at = kept.booking.seated_at
    assert seated_at is not None, "who sits at a table has sat down"
    return BookingSeated(**_said(kept), seated_at=seated_at.isoformat())


def _finished(kept: Kept) -> BookingFinished:
    finished_at = kept.booking.finished_at
    assert finished_at is not None, "what is over has ended"
    sat = finished_at - (kept.booking.seated_at or finished_at)
    return BookingFinished(
        **_said(kept), finished_at=finished_at.isoformat(), minutes=int(sat.total_seconds() // 60)
    )


def _said(kept: Kept) -> dict[str, Any]:
    """What every fact says of a booking."""
    booking = kept.booking
    return {
        "booking": str(booking.id),
        "store": booking.store,
        "code": booking.code,
        "type": booking.kind.value,
        "status": booking.status,
        "status_type": booking.status_type.value,
        "waits": booking.waits.value if booking.waits else "",
        "day": booking.day.isoformat(),
        "starts_at": booking.starts_at.isoformat(),
        "duration_minutes": booking.duration_minutes,
        "covers": booking.covers,
        "tables": list(kept.table_names),
        "guest": str(booking.guest or ""),
        "member": str(booking.member or ""),
        "version": booking.version,
    }

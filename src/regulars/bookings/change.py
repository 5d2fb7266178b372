"""A booking is moved, stretched, given other tables, another size, another guest, other words."""

from datetime import datetime
from typing import Any, assert_never

import msgspec
from msgspec import UNSET

from regulars.bookings.errors import BadBooking, NotNow
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.keep import take_up, write_down
from regulars.bookings.model import Booking, Changes, PaymentType, Stage
from regulars.bookings.move import move
from regulars.bookings.name_guest import name_guest
from regulars.bookings.pacing import check_open, check_pacing, service_of
from regulars.bookings.rules.asked import checked_changes
from regulars.bookings.rules.payments import summary
from regulars.bookings.rules.sentences import who
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import day_of
from regulars.bookings.store import grounds
from regulars.bookings.store.bookings import Kept
from regulars.bookings.take import list_for
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Database, Transaction

PLAIN = ("covers", "request", "note", "tags", "quoted_minutes")
PLACE = ("starts_at", "duration_minutes", "tables")
"""What decides which table is held when."""


async def change(
    db: Database,
    merchant: MerchantId,
    booking: BookingId,
    changes: Changes,
    *,
    version: int | None,
    at: datetime,
    actor: str,
) -> Booking:
    """Change what `changes` has of a booking, all of it or nothing.

    A booking that is moved keeps its tables and its stay, where nothing else is said. No tables at
    all, `()`, puts it on a list, as `waits` does; tables take it off. A party that sits keeps the
    time at which it sat down; its new tables are its own as long as they are free. A guest's own
    name stays the guest's.

    Raises `NoSuchBooking`, `ChangedMeanwhile` where it is no longer at `version`, `BadBooking`,
    `NotNow`, `NoSuchGuest`, `NoSuchPlace`, `TableTaken`; `SlotFull` and `Closed` without
    `over_pacing`.
    """
    return await db.tx(
        lambda tx: change_in(tx, merchant, booking, changes, version=version, at=at, actor=actor)
    )


async def change_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    changes: Changes,
    *,
    version: int | None,
    at: datetime,
    actor: str,
) -> Booking:
    """What `change` does. A step."""
    kept = await take_up(tx, merchant, booking, version=version)
    before, zone = kept.booking, kept.time_zone
    if changes.starts_at == before.starts_at:
        # What is past already stays where it is, and may still be written about.
        changes = msgspec.structs.replace(changes, starts_at=UNSET)
    changes = checked_changes(changes, currency=kept.currency, at=at)
    after = await _changed(tx, merchant, kept, changes, at=at)
    _check(before, after)
    if any(getattr(before, name) != getattr(after, name) for name in PLACE):
        after = await _paced(tx, merchant, before, after, over=changes.over_pacing)
        after = await move(tx, merchant, before, after, zone, at=at)
    elif after.covers > before.covers:
        after = await _paced(tx, merchant, before, after, over=changes.over_pacing)
    if after == before:
        return before
    return await write_down(tx, merchant, kept, after, at=at, actor=actor)


async def _changed(
    tx: Transaction, merchant: MerchantId, kept: Kept, changes: Changes, *, at: datetime
) -> Booking:
    """The booking as it is to be, but for what its service says."""
    before, zone = kept.booking, kept.time_zone
    made = {name: value for name in PLAIN if (value := getattr(changes, name)) is not UNSET}
    made |= await _named(tx, merchant, kept, changes, at=at)
    if changes.payment is not UNSET:
        made["payment"] = _payment(before, changes.payment, kept.currency)
    starts_at = before.starts_at if changes.starts_at is UNSET else changes.starts_at
    minutes = before.duration_minutes
    if changes.duration_minutes is not UNSET:
        minutes = changes.duration_minutes
    made |= {"starts_at": starts_at, "duration_minutes": minutes}
    if stage_of(before.status_type) is Stage.COMING:
        day = day_of(starts_at, zone)
        made |= {"booked_for": starts_at, "booked_minutes": minutes, "day": day}
    after = msgspec.structs.replace(before, **made)
    return _seated_or_waiting(after, changes, at=at, zone=zone)


def _seated_or_waiting(after: Booking, changes: Changes, *, at: datetime, zone: str) -> Booking:
    """`after` with tables, or on a list."""
    tables = after.tables if changes.tables is UNSET else changes.tables
    waits = after.waits if changes.waits is UNSET else changes.waits
    if changes.tables:
        waits = None
    elif changes.tables == () and waits is None:
        waits = list_for(after.day, at, zone)
    elif waits is None and not tables:
        raise BadBooking("Choose a table.", field="tables")
    return msgspec.structs.replace(after, waits=waits, tables=() if waits else tables)


async def _named(
    tx: Transaction, merchant: MerchantId, kept: Kept, changes: Changes, *, at: datetime
) -> dict[str, Any]:
    """Whose the booking is to be, and whom to call."""
    name = kept.booking.name if changes.name is UNSET else changes.name
    if changes.guest is UNSET:
        return {} if kept.booking.guest else {"name": name}
    guest = await name_guest(
        tx,
        merchant,
        changes.guest,
        at_store=kept.booking.store,
        country=kept.country,
        name=name,
        at=at,
    )
    if guest is None:
        return {"guest": None, "member": None, "name": name}
    return {"guest": guest.id, "member": guest.member, "name": guest.name}


def _payment(before: Booking, asked: tuple[PaymentType, Money] | None, currency: str) -> Any:
    paid = before.payment.paid if before.payment else Money.zero(currency)
    if asked is None and paid:
        raise BadBooking("Something was paid ahead already.", field="payment")
    return None if asked is None else summary(*asked, paid)


def _check(before: Booking, after: Booking) -> None:
    """Raises `NotNow` for what the booking's status does not allow."""
    match stage_of(before.status_type):
        case Stage.COMING:
            pass
        case Stage.AT_TABLE:
            if after.waits or after.starts_at != before.starts_at:
                raise NotNow(f"{who(before)} sits at a table already.")
        case Stage.OVER | Stage.OFF:
            fixed = (*PLACE, "covers", "waits")
            if any(getattr(before, name) != getattr(after, name) for name in fixed):
                raise NotNow(f"{who(before)} is not expected any more.")
        case other:
            assert_never(other)


async def _paced(
    tx: Transaction, merchant: MerchantId, before: Booking, after: Booking, *, over: bool
) -> Booking:
    """`after` in the service that takes it then. Raises `SlotFull` and `Closed`, unless `over`."""
    if stage_of(before.status_type) is not Stage.COMING:
        return after
    await grounds.lock_day(tx, merchant, after.store, after.day)
    plan = await read_wide_plan(tx, merchant, after.store, after.day, after.day)
    service = service_of(plan, after.service, after.starts_at)
    if after.starts_at != before.starts_at:
        turn = 0 if service is None else service.terms.turn_minutes
        of = None if service is None else service.id
        after = msgspec.structs.replace(after, service=of, turn_minutes=turn)
    if over or after.waits:
        return after
    begins_anew = after.starts_at != before.starts_at or before.waits is not None
    if begins_anew or after.covers > before.covers:
        await check_pacing(tx, merchant, plan, after, service)
    else:
        check_open(plan, after)
    return after

"""A booking goes on, or back: every status with one tap."""

from datetime import datetime
from typing import assert_never

import msgspec

from regulars.bookings.deposits.refund import called_off_in, weigh_in
from regulars.bookings.hold_tables import hold_tables, lock_tables
from regulars.bookings.keep import check_version, take_up, write_down
from regulars.bookings.model import Booking, Stage, Status, StatusType
from regulars.bookings.rules.asked import tables as checked_tables
from regulars.bookings.rules.statuses import NAMES, find, goes_on, stage_of
from regulars.bookings.seat import leave, sit_down, sitting, stand_up
from regulars.bookings.store import placements, seatings
from regulars.bookings.store.bookings import Kept
from regulars.bookings.take import ground_of, list_for
from regulars.kernel.ids import BookingId, MerchantId, TableId
from regulars.platform.db import Database, Transaction


async def set_status(
    db: Database,
    merchant: MerchantId,
    booking: BookingId,
    status: str,
    *,
    version: int | None = None,
    tables: tuple[TableId, ...] | None = None,
    at: datetime,
    actor: str,
) -> Booking:
    """Give a booking a status of the system's, or one of the venue's own, by its code.

    What it does hangs on the status's type. Seated: the party has its tables from now on, or
    `tables`. Finished: they are free from now on. Cancelled, no-show: they are free. Back from a
    table: the seating was a slip, and the booking's own time comes back; where somebody else has
    been given its tables for that time meanwhile, the party waits on the list without any. Back
    from finished, cancelled or no-show: its tables, or `tables`, are taken again.

    The status that it has already changes nothing. Raises `NoSuchBooking`, `NoSuchStatus`,
    `ChangedMeanwhile`, `TableTaken`, `NoSuchPlace`, and `NotNow` without tables to sit at.
    """

    return await db.tx(
        lambda tx: set_status_in(
            tx, merchant, booking, status, version=version, tables=tables, at=at, actor=actor
        )
    )


async def set_status_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    status: str,
    *,
    version: int | None = None,
    tables: tuple[TableId, ...] | None = None,
    at: datetime,
    actor: str,
) -> Booking:
    """What `set_status` does. A step."""
    before = await take_up(tx, merchant, booking)
    ground = await ground_of(tx, merchant, before.booking.store)
    wanted = find(status, ground.own)
    if wanted.code == before.booking.status:
        return before.booking
    check_version(before, version)
    return await _become(tx, merchant, before, wanted, tables, at=at, actor=actor)


async def advance_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    to: StatusType,
    *,
    at: datetime,
    actor: str,
) -> bool:
    """Take a party at its table further, as the till tells of it; False where it does not. A step.

    Never back, and never to a table. Raises `NoSuchBooking`.
    """
    before = await take_up(tx, merchant, booking)
    if not goes_on(before.booking.status_type, to):
        return False
    status = Status(to.value, NAMES[to], to)
    await _become(tx, merchant, before, status, None, at=at, actor=actor)
    return True


async def _become(
    tx: Transaction,
    merchant: MerchantId,
    before: Kept,
    status: Status,
    tables: tuple[TableId, ...] | None,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    was = before.booking
    named = was.tables if tables is None else checked_tables(tables)
    after = msgspec.structs.replace(was, status=status.code, status_type=status.type)
    if status.type is StatusType.ARRIVED and was.arrived_at is None:
        after = msgspec.structs.replace(after, arrived_at=at)
    elif status.type in (StatusType.UNCONFIRMED, StatusType.CONFIRMED):
        after = msgspec.structs.replace(after, arrived_at=None)
    from_, to = stage_of(was.status_type), stage_of(status.type)
    zone = before.time_zone
    match to:
        case Stage.AT_TABLE:
            if from_ is not Stage.AT_TABLE:
                after = msgspec.structs.replace(after, tables=named)
                after = await _sat_down(tx, merchant, after, zone, at=at, actor=actor)
        case Stage.COMING:
            after = await _comes_again(tx, merchant, after, from_, named, zone, at=at, actor=actor)
        case Stage.OVER:
            after = await leave(tx, merchant, after, at=at, actor=actor)
            after = msgspec.structs.replace(after, finished_at=at)
        case Stage.OFF:
            after = await _called_off(tx, merchant, after, from_, at=at, actor=actor)
        case other:
            assert_never(other)
    if was.status_type is not status.type:
        await _move_deposit(tx, merchant, was, after, at=at)
    return await write_down(tx, merchant, before, after, at=at, actor=actor)


async def _sat_down(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    zone: str,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    names = await lock_tables(tx, merchant, booking.store, booking.tables)
    seated, until = await sitting(tx, merchant, booking, zone, at=at)
    await sit_down(
        tx,
        merchant,
        seated,
        zone,
        names=names,
        until=until,
        waited=booking.waits,
        at=at,
        actor=actor,
    )
    return seated


async def _comes_again(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    from_: Stage,
    tables: tuple[TableId, ...],
    zone: str,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    if from_ is Stage.COMING:
        return booking
    planned = _as_planned(booking)
    if from_ is Stage.AT_TABLE:
        without = list_for(booking.day, at, zone)
        return await stand_up(tx, merchant, planned, zone, without=without, at=at, actor=actor)
    if not tables:
        return planned
    planned = msgspec.structs.replace(planned, tables=tables, waits=None)
    await lock_tables(tx, merchant, planned.store, planned.tables)
    await hold_tables(tx, merchant, planned, zone)
    return planned


async def _called_off(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    from_: Stage,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    await placements.set_aside(tx, merchant, [booking.id])
    if from_ is Stage.AT_TABLE:
        await seatings.end(tx, merchant, booking.id, undone=True, at=at, actor=actor)
    return _as_planned(booking)


async def _move_deposit(
    tx: Transaction, merchant: MerchantId, was: Booking, after: Booking, *, at: datetime
) -> None:
    """What was paid ahead goes back with a cancelled booking, and stays with one put back."""
    if after.status_type is StatusType.CANCELLED:
        await called_off_in(tx, merchant, after, at=at)
    elif was.status_type is StatusType.CANCELLED:
        await weigh_in(tx, merchant, after, at=at)


def _as_planned(booking: Booking) -> Booking:
    """`booking` before its party came to a table."""
    return msgspec.structs.replace(
        booking,
        starts_at=booking.booked_for,
        duration_minutes=booking.booked_minutes,
        seated_at=None,
        finished_at=None,
    )

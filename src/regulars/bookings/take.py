"""A booking is taken."""

from datetime import date, datetime

import msgspec

from regulars.bookings.availability import available
from regulars.bookings.errors import BadBooking, NoSuchPlace, TableTaken
from regulars.bookings.floor.model import Plan, Service
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.hold_tables import (
    free_now,
    held_until,
    hold_tables,
    lock_tables,
    no_table,
)
from regulars.bookings.keep import begin
from regulars.bookings.model import Booking, NewBooking, Source, Stage, Status, StatusType, Waits
from regulars.bookings.name_guest import name_guest
from regulars.bookings.pacing import check_open, check_pacing, service_of
from regulars.bookings.rules.asked import checked
from regulars.bookings.rules.availability import stay_of
from regulars.bookings.rules.payments import summary
from regulars.bookings.rules.statuses import find, stage_of
from regulars.bookings.rules.times import day_of
from regulars.bookings.seat import sit_down, sitting
from regulars.bookings.store import bookings as store
from regulars.bookings.store import grounds, holds
from regulars.bookings.store.grounds import Ground
from regulars.kernel.ids import BookingId, MerchantId, StoreId, draw_code, uuid7
from regulars.kernel.money import Money
from regulars.platform.db import Database, RunAgain, Transaction

USUAL_STAY = 90
"""How long a party stays where no service says so, in minutes."""


async def take(
    db: Database, merchant: MerchantId, new: NewBooking, *, at: datetime, actor: str
) -> Booking:
    """Take a booking; with no tables named, at the best that are free.

    Who books online is given only what is offered online. Staff are told of a full slot or a closed
    time and may take the party all the same, with `over_pacing`; nobody is given a table that
    another party has. No tables at all, `()`, puts the party on a list, as `waits` does.

    Raises `BadBooking` with the field, `NoSuchStatus`, `NoSuchGuest`, `NoSuchPlace`, `TableTaken`,
    `NoTable`, `SlotFull` and `Closed`.
    """
    return await db.tx(lambda tx: take_in(tx, merchant, new, at=at, actor=actor))


async def take_in(
    tx: Transaction,
    merchant: MerchantId,
    new: NewBooking,
    *,
    held: str | None = None,
    at: datetime,
    actor: str,
) -> Booking:
    """What `take` does. `held` is the key of a time that is held for the party. A step."""
    ground = await ground_of(tx, merchant, new.store)
    new = checked(new, currency=ground.currency, at=at)
    status = find(new.status, ground.own)
    if stage_of(status.type) in (Stage.OVER, Stage.OFF):
        raise BadBooking("A booking cannot begin with this status.", field="status")
    wanted = await _wanted(tx, merchant, new, status, ground, at=at, actor=actor)
    await grounds.lock_day(tx, merchant, wanted.store, wanted.day)
    plan = await read_wide_plan(tx, merchant, wanted.store, wanted.day, wanted.day)
    placed = await _placed(tx, merchant, plan, wanted, new, held=held, at=at)
    try:
        return await write_new(tx, merchant, placed, ground.time_zone, at=at, actor=actor)
    except TableTaken as taken:
        if new.tables is None or new.source is Source.ONLINE:
            # Somebody was given those tables in the same moment: then there may be others.
            raise RunAgain from taken
        raise


async def ground_of(tx: Transaction, merchant: MerchantId, store_id: StoreId) -> Ground:
    """What has to be known of a store. Raises `NoSuchPlace`."""
    ground = await grounds.ground(tx, merchant, store_id)
    if ground is None:
        raise NoSuchPlace("There is no such store.")
    return ground


async def write_new(
    tx: Transaction, merchant: MerchantId, new: Booking, zone: str, *, at: datetime, actor: str
) -> Booking:
    """Write a new booking down, at its tables, under a code that no other has. A step.

    With the status of a party that sits, it sits down there now. Raises `TableTaken`.
    """
    names = await lock_tables(tx, merchant, new.store, new.tables)
    sits = stage_of(new.status_type) is Stage.AT_TABLE
    until, waited = held_until(new), new.waits
    if sits:
        new, until = await sitting(tx, merchant, new, zone, at=at)
    while not await store.insert(tx, merchant, new):
        new = msgspec.structs.replace(new, code=draw_code())
    if sits:
        await sit_down(
            tx, merchant, new, zone, names=names, until=until, waited=waited, at=at, actor=actor
        )
    elif new.tables:
        await hold_tables(tx, merchant, new, zone)
    return await begin(tx, merchant, new.id, at=at, actor=actor)


def list_for(day: date, at: datetime, zone: str) -> Waits:
    """What a party without tables waits on: today the waitlist, for later days standby."""
    return Waits.WAITLIST if day <= day_of(at, zone) else Waits.STANDBY


async def _wanted(
    tx: Transaction,
    merchant: MerchantId,
    new: NewBooking,
    status: Status,
    ground: Ground,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    """The booking as it was asked for, before it is known where and how long the party sits."""
    guest = await name_guest(
        tx, merchant, new.guest, at_store=new.store, country=ground.country, name=new.name, at=at
    )
    day = day_of(new.starts_at, ground.time_zone)
    without = list_for(day, at, ground.time_zone) if new.tables == () else None
    minutes = new.duration_minutes or USUAL_STAY
    arrived = stage_of(status.type) is Stage.AT_TABLE or status.type is StatusType.ARRIVED
    return Booking(
        id=BookingId(uuid7(at)),
        store=new.store,
        code=draw_code(),
        kind=new.kind,
        source=new.source,
        waits=new.waits or without,
        status=status.code,
        status_type=status.type,
        day=day,
        starts_at=new.starts_at,
        duration_minutes=minutes,
        booked_for=new.starts_at,
        booked_minutes=minutes,
        turn_minutes=0,
        covers=new.covers,
        service=new.service,
        guest=None if guest is None else guest.id,
        member=None if guest is None else guest.member,
        name=new.name,
        tables=(),
        request=new.request,
        note=new.note,
        tags=new.tags,
        payment=new.payment and summary(*new.payment, Money.zero(ground.currency)),
        quoted_minutes=new.quoted_minutes,
        arrived_at=at if arrived else None,
        seated_at=None,
        finished_at=None,
        version=1,
        created_at=at,
        created_by=actor,
    )


async def _placed(
    tx: Transaction,
    merchant: MerchantId,
    plan: Plan,
    wanted: Booking,
    new: NewBooking,
    *,
    held: str | None,
    at: datetime,
) -> Booking:
    """`wanted` with its service, how long it stays, and its tables."""
    service = service_of(plan, wanted.service, wanted.starts_at)
    if new.source is Source.ONLINE and wanted.waits is None:
        return await _placed_online(tx, merchant, plan, wanted, service, held=held, at=at)
    minutes, turn = USUAL_STAY, 0
    if service is not None:
        minutes, turn = stay_of(service.terms, wanted.covers), service.terms.turn_minutes
    minutes = new.duration_minutes or minutes
    placed = msgspec.structs.replace(
        wanted,
        service=None if service is None else service.id,
        duration_minutes=minutes,
        booked_minutes=minutes,
        turn_minutes=turn,
    )
    if placed.waits is not None:
        return placed
    if new.tables is None:
        if not new.over_pacing:
            check_open(plan, placed)
        placed = await _at_the_best(tx, merchant, plan, placed, at=at)
    else:
        placed = msgspec.structs.replace(placed, tables=new.tables)
    if not new.over_pacing:
        await check_pacing(tx, merchant, plan, placed, service)
    return placed


async def _at_the_best(
    tx: Transaction, merchant: MerchantId, plan: Plan, wanted: Booking, *, at: datetime
) -> Booking:
    """`wanted` at the best tables; at what is held for a guest who types, only if nothing else is
    free.
    """
    until = held_until(wanted)
    free = await free_now(tx, merchant, wanted, until=until)
    if not free:
        raise await no_table(tx, merchant, wanted, plan.time_zone, until=until)
    held = await holds.tables(tx, merchant, wanted.store, wanted.starts_at, until, at=at)
    best = next((tables for tables in free if held.isdisjoint(tables)), free[0])
    return msgspec.structs.replace(wanted, tables=best)


async def _placed_online(
    tx: Transaction,
    merchant: MerchantId,
    plan: Plan,
    wanted: Booking,
    service: Service | None,
    *,
    held: str | None,
    at: datetime,
) -> Booking:
    """`wanted` in the slot that is offered online at its time. Names nobody in a refusal."""
    offered = await available(
        tx,
        merchant,
        wanted.store,
        wanted.day,
        wanted.covers,
        at=at,
        online=True,
        but_hold=held,
    )
    fitting = [slot for slot in offered if slot.starts_at == wanted.starts_at]
    slot = next((one for one in fitting if wanted.service in (None, one.service)), None)
    if slot is None:
        await check_pacing(tx, merchant, plan, wanted, service, online=True)
        raise await no_table(tx, merchant, wanted, plan.time_zone, until=held_until(wanted))
    return msgspec.structs.replace(
        wanted,
        service=slot.service,
        duration_minutes=slot.duration_minutes,
        booked_minutes=slot.duration_minutes,
        turn_minutes=slot.turn_minutes,
        tables=slot.tables,
    )

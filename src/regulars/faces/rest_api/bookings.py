"""The calls on bookings: find a time, take, read, change, set a status, record what was paid."""

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec
from litestar import get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody

from regulars.bookings.availability import available
from regulars.bookings.change import change
from regulars.bookings.diary import read_day
from regulars.bookings.floor.read import read_floor
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Changes, NewBooking, Source
from regulars.bookings.payments import record
from regulars.bookings.read import by_code
from regulars.bookings.set_status import set_status
from regulars.bookings.statuses_own import list_statuses
from regulars.bookings.take_external import take_external
from regulars.faces.rest_api.deps import AtDesk, Desk
from regulars.faces.rest_api.shapes import (
    BookingBody,
    BookingsBody,
    ChangeBody,
    NewBookingBody,
    PaymentBody,
    SlotsBody,
    StatusBody,
    StatusesBody,
    StatusShown,
    SummaryBody,
    booking_body,
    slot_body,
    summary_body,
)
from regulars.kernel.errors import Invalid, NotFound
from regulars.kernel.ids import TableId
from regulars.kernel.money import Money

STORE = "/stores/{store_id:int}"
BOOKINGS = f"{STORE}/bookings"
ONE = f"{BOOKINGS}/{{code:str}}"
MOST_COVERS = 400


@get(f"{STORE}/statuses")
async def list_booking_statuses(desk: AtDesk) -> StatusesBody:
    """The statuses that a booking may have here, the venue's own included."""
    found = await list_statuses(desk.db, desk.merchant)
    return StatusesBody(
        statuses=[
            StatusShown(code=one.code, name=one.name, type=one.type.value, own=one.own)
            for one in found
            if one.active
        ]
    )


@get(f"{STORE}/availability")
async def list_availability(
    desk: AtDesk, day: FromQuery[date], covers: FromQuery[int]
) -> SlotsBody:
    """The times of a day that can really be kept for a party, as guests are offered them."""
    if not 1 <= covers <= MOST_COVERS:
        raise Invalid(f"Between 1 and {MOST_COVERS}, please.", field="covers")
    slots = await available(
        desk.db, desk.merchant, desk.store.id, day, covers, at=desk.at, online=True
    )
    names = await table_names(desk)
    return SlotsBody(slots=[slot_body(slot, names, desk.zone) for slot in slots])


@get(BOOKINGS)
async def list_bookings(desk: AtDesk, day: FromQuery[date]) -> BookingsBody:
    """Everything on a day of the diary, in order of time. A day begins at four in the morning."""
    found = await read_day(desk.db, desk.merchant, desk.store.id, day, at=desk.at)
    names = await table_names(desk)
    return BookingsBody(
        bookings=[booking_body(one.booking, names, desk.zone) for one in found.bookings]
    )


@post(BOOKINGS, status_code=201)
async def take_booking(desk: AtDesk, data: JSONBody[NewBookingBody]) -> BookingBody:
    """Take a booking. A full slot, a closed time and a taken table are refused with a sentence."""
    names = await table_names(desk)
    guest = None
    if data.guest is not None:
        guest = NewGuest(
            first_name=data.guest.first_name,
            last_name=data.guest.last_name,
            email=data.guest.email,
            phone=data.guest.phone,
        )
    new = NewBooking(
        store=desk.store.id,
        source=Source.API,
        starts_at=data.starts_at,
        covers=data.covers,
        guest=guest,
        name=data.name,
        duration_minutes=data.duration_minutes,
        tables=None if data.tables is None else tables_called(data.tables, names),
        request=data.request,
        note=data.note,
        tags=tuple(data.tags),
        payment=data.payment.asked(desk.caller.currency) if data.payment else None,
    )
    booking = await take_external(
        desk.db, desk.merchant, new, data.external_id, at=desk.at, actor=desk.actor
    )
    return booking_body(booking, names, desk.zone)


@get(ONE)
async def read_one(desk: AtDesk, code: FromPath[str]) -> BookingBody:
    """A booking by its code."""
    booking = await booking_of(desk, code)
    return booking_body(booking, await table_names(desk), desk.zone)


@patch(ONE)
async def change_one(desk: AtDesk, code: FromPath[str], data: JSONBody[ChangeBody]) -> BookingBody:
    """Move a booking, give it other tables or covers, or change its texts."""
    booking, names = await booking_of(desk, code), await table_names(desk)
    asked = {
        name: value
        for name in ("starts_at", "duration_minutes", "covers", "request", "note")
        if (value := getattr(data, name)) is not msgspec.UNSET
    }
    if data.tables is not msgspec.UNSET:
        asked["tables"] = tables_called(data.tables, names)
    if data.tags is not msgspec.UNSET:
        asked["tags"] = tuple(data.tags)
    if data.payment is not msgspec.UNSET:
        asked["payment"] = data.payment and data.payment.asked(desk.caller.currency)
    changed = await change(
        desk.db,
        desk.merchant,
        booking.id,
        Changes(**asked),
        version=data.version,
        at=desk.at,
        actor=desk.actor,
    )
    return booking_body(changed, names, desk.zone)


@put(f"{ONE}/status")
async def set_one_status(
    desk: AtDesk, code: FromPath[str], data: JSONBody[StatusBody]
) -> BookingBody:
    """Seat a party, finish, cancel: whatever the status does, it does."""
    booking, names = await booking_of(desk, code), await table_names(desk)
    changed = await set_status(
        desk.db,
        desk.merchant,
        booking.id,
        data.status,
        version=data.version,
        tables=None if data.tables is None else tables_called(data.tables, names),
        at=desk.at,
        actor=desk.actor,
    )
    return booking_body(changed, names, desk.zone)


@post(f"{ONE}/payments", status_code=201)
async def record_payment(
    desk: AtDesk, code: FromPath[str], data: JSONBody[PaymentBody]
) -> SummaryBody:
    """Record what was paid ahead for a booking. The same transaction twice is once."""
    booking = await booking_of(desk, code)
    summary = await record(
        desk.db,
        desk.merchant,
        booking.id,
        Money(data.amount_minor, desk.caller.currency),
        data.transaction_id,
        paid_at=data.paid_at or desk.at,
        at=desk.at,
        actor=desk.actor,
    )
    return summary_body(summary, desk.zone)


async def booking_of(desk: Desk, code: str) -> Booking:
    """Raises `NotFound` also for a booking of another store."""
    booking = await by_code(desk.db, desk.merchant, code)
    if booking.store != desk.store.id:
        raise NotFound("There is no such booking.")
    return booking


async def table_names(desk: Desk) -> Mapping[TableId, str]:
    floor = await read_floor(desk.db, desk.merchant, desk.store.id)
    return {table.id: table.name for table in floor.tables}


def tables_called(asked: Sequence[str], names: Mapping[TableId, str]) -> tuple[TableId, ...]:
    """Tables by their names. Raises `Invalid`."""
    ids = {name: table for table, name in names.items()}
    missing = [name for name in asked if name not in ids]
    if missing:
        raise Invalid(f"There is no table called {missing[0]}.", field="tables")
    return tuple(ids[name] for name in asked)


ROUTES = [
    list_booking_statuses,
    list_availability,
    list_bookings,
    take_booking,
    read_one,
    change_one,
    set_one_status,
    record_payment,
]

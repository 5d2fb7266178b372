"""What a hand does on the diary: moves a booking, stretches it, swaps it with another one.

The browser shows it at once; what is said here counts. A refusal is an object with a sentence and
what could be done instead, for buttons beside it.
"""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

import msgspec
from litestar import Response, post
from litestar.params import FromPath
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from regulars.bookings.change import change
from regulars.bookings.errors import NoSuchBooking, NoSuchPlace, NoTable, TableTaken
from regulars.bookings.model import Booking, Changes
from regulars.bookings.read import read_booking
from regulars.bookings.rules.times import instant_of, minute_of
from regulars.bookings.swap import swap
from regulars.faces.console.diary.at_store import DIARY, Place, place_of
from regulars.faces.console.errors import status_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Conflict, Invalid
from regulars.kernel.ids import BookingId, TableId
from regulars.merchants.model import Role

BOOKINGS = f"{DIARY}/{{store_id:int}}/bookings/{{booking_id:uuid}}"

LAST_MINUTE = 2880

T = TypeVar("T")


class Move(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a booking was put. What is left out stays.

    `minute` is the store's clock on the booking's day. `all_the_same` is staff taking more covers
    than the slot's limit, or outside a service.
    """

    version: int
    minute: int | UnsetType = UNSET
    minutes: int | UnsetType = UNSET
    tables: tuple[UUID, ...] | UnsetType = UNSET
    all_the_same: bool = False


class Swap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The booking that another one was dropped on."""

    other: UUID


class Refused(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why not, and what instead: tables that are free then, a minute, the booking in the way."""

    code: str
    sentence: str
    instead: tuple[TableId, ...] = ()
    later: int | None = None
    by: BookingId | None = None


class Moved(msgspec.Struct, frozen=True):
    """The booking's version from now on."""

    version: int


@post(f"{BOOKINGS}/move", may=Role.STAFF, status_code=200)
async def move_booking(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[bytes]:
    """To other tables, to another time, or until later."""
    place = await place_of(request, store_id)
    asked, booking = await read_json(request, Move), await booking_at(request, place, booking_id)
    try:
        moved = await change(
            request.db,
            request.merchant.id,
            booking.id,
            changes_of(asked, booking, place),
            version=asked.version,
            at=request.now,
            actor=request.actor,
        )
    except (Conflict, Invalid, NoSuchPlace) as refusal:
        return refused(refusal, booking, place)
    return answer(Moved(moved.version))


@post(f"{BOOKINGS}/swap", may=Role.STAFF, status_code=200)
async def swap_bookings(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[bytes]:
    """Each gets what the other had."""
    place = await place_of(request, store_id)
    asked, first = await read_json(request, Swap), await booking_at(request, place, booking_id)
    second = await booking_at(request, place, asked.other)
    try:
        swapped, _ = await swap(
            request.db,
            request.merchant.id,
            first.id,
            second.id,
            at=request.now,
            actor=request.actor,
        )
    except (Conflict, Invalid) as refusal:
        return refused(refusal, first, place)
    return answer(Moved(swapped.version))


async def booking_at(request: ConsoleRequest, place: Place, booking_id: UUID) -> Booking:
    """A booking of this store. Raises `NoSuchBooking`."""
    booking = await read_booking(request.db, request.merchant.id, BookingId(booking_id))
    if booking.store != place.store.id:
        raise NoSuchBooking("There is no such booking at this store.")
    return booking


def changes_of(asked: Move, booking: Booking, place: Place) -> Changes:
    """What is to change of the booking. Raises `Invalid` where the clock leaves the time out."""
    tables = asked.tables
    return Changes(
        starts_at=UNSET if asked.minute is UNSET else start_at(asked.minute, booking, place),
        duration_minutes=asked.minutes,
        tables=UNSET if tables is UNSET else tuple(TableId(table) for table in tables),
        over_pacing=asked.all_the_same,
    )


def start_at(minute: int, booking: Booking, place: Place) -> datetime:
    instant = None
    if 0 <= minute < LAST_MINUTE:
        instant = instant_of(booking.day, minute, place.store.time_zone)
    if instant is None:
        raise Invalid("The clock does not show that time on that night.")
    return instant


async def read_json(request: ConsoleRequest, kind: type[T]) -> T:
    """The object that was sent. Raises `Invalid`."""
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except msgspec.MsgspecError as error:
        raise Invalid("What was sent cannot be read.") from error


def refused(
    refusal: Conflict | Invalid | NoSuchPlace, booking: Booking, place: Place
) -> Response[bytes]:
    """The refusal as an object, with what could be done instead."""
    said = Refused(refusal.code, refusal.sentence)
    if isinstance(refusal, TableTaken):
        said = replace(said, instead=refusal.instead, by=refusal.by)
    if isinstance(refusal, TableTaken | NoTable) and refusal.later is not None:
        later = minute_of(refusal.later, booking.day, place.store.time_zone)
        said = replace(said, later=later)
    return answer(said, status_of(refusal))


def answer(content: object, status: int = 200) -> Response[bytes]:
    return Response(msgspec.json.encode(content), media_type="application/json", status_code=status)


ROUTES = [move_booking, swap_bookings]

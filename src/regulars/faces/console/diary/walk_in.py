"""A party in the door is seated with two presses: how many, and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.guest import NewGuest
from regulars.bookings.places_now import PlaceNow, PlacesNow, places_now
from regulars.bookings.take_once import take_once
from regulars.bookings.walk_in import in_the_door
from regulars.faces.console.diary.desk import Desk, desk_of, sheet
from regulars.faces.console.diary.offered import seats
from regulars.faces.console.diary.panel import done
from regulars.faces.console.diary.proposals import proposals
from regulars.faces.console.diary.setting import REFUSALS
from regulars.faces.console.diary.story import people_of
from regulars.faces.console.diary.typed import (
    ids_of,
    key_of,
    typed_covers,
    typed_guest,
    typed_tables,
)
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import TableId, draw_code
from regulars.merchants.model import Role

WALK_IN = "/console/diary/{store_id:int}/walk-in"
PARTIES = range(1, 13)
OFFERED = 6
QUOTED_IN = 5
"""A wait is quoted in steps of so many minutes."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A button that seats the party."""

    value: str
    label: str
    note: str


@get(WALK_IN)
async def show_walk_in(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """How many; with `covers`, where. `tables` is a table that was pressed on the plan."""
    desk = await desk_of(request, store_id)
    return await _show(request, desk, Form(dict(request.query_params)))


@post(WALK_IN, may=Role.STAFF)
async def seat_walk_in(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """Seat the party. If somebody was quicker, the tables that are left."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    covers, tables = typed_covers(form), typed_tables(form, desk)
    guest = typed_guest(form)
    if not form.is_good or covers is None:
        return await _show(request, desk, form, status=422)
    try:
        booking = await take_once(
            request.db,
            request.merchant.id,
            in_the_door(
                desk.place.store.id,
                covers,
                tables=tables,
                name=form.text("name", most=160),
                guest=_known(guest),
                at=request.now,
            ),
            key_of(form),
            at=request.now,
            actor=request.actor,
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        more = {"refused": form.failure, "proposals": proposals(refusal, desk)}
        return await _show(request, desk, form, status=status_of(refusal), **more)
    return await done(request, desk, booking, f"Seated at {desk.at_tables(booking.tables)}.")


def _known(guest: NewGuest | None) -> NewGuest | None:
    """Somebody with contact, or known before; a first name alone makes nobody a guest."""
    if guest is None or not (guest.member or guest.guest or guest.phone or guest.email):
        return None
    return guest


async def _show(
    request: ConsoleRequest, desk: Desk, form: Form, *, status: int = 200, **more: Any
) -> Page:
    covers = typed_covers(Form(form.fields)) if form.value("covers") else None
    form.fields.setdefault("key", draw_code(4))
    return sheet(
        request,
        desk,
        "diary/walk_in.html",
        status=status,
        form=form,
        covers=covers,
        parties=PARTIES,
        **(await _offers(request, desk, form, covers) if covers else {}),
        **more,
    )


async def _offers(
    request: ConsoleRequest, desk: Desk, form: Form, covers: int
) -> Mapping[str, Any]:
    found = await places_now(
        request.db, request.merchant.id, desk.place.store.id, covers, at=request.now
    )
    wanted = ids_of(Form(form.fields), "tables", desk.floor) if form.value("tables") else None
    return {
        "people": people_of(covers),
        "seats": list(_seats(found.places, wanted, desk))[:OFFERED],
        "later": desk.speech.time(found.later) if found.later else "",
        "quoted": _wait(found, request),
    }


def _seats(
    places: Sequence[PlaceNow], wanted: tuple[TableId, ...] | None, desk: Desk
) -> Iterator[Seat]:
    """What was pressed on the plan first, then the best."""
    if wanted:
        free = next((one for one in places if one.tables == wanted), None)
        yield _seat(free or PlaceNow(wanted, None), desk)
    for place in places:
        if place.tables != wanted:
            yield _seat(place, desk)


def _seat(place: PlaceNow, desk: Desk) -> Seat:
    note = (
        f"only until {desk.speech.time(place.until)}" if place.until else seats(desk, place.tables)
    )
    return Seat(",".join(map(str, place.tables)), desk.tables(place.tables), note)


def _wait(found: PlacesNow, request: ConsoleRequest) -> int | None:
    """How long a party would wait, in steps that can be said; None where nobody knows."""
    if found.later is None:
        return None
    minutes = -((request.now - found.later) // timedelta(minutes=1))
    return -(-minutes // QUOTED_IN) * QUOTED_IN


ROUTES = [show_walk_in, seat_walk_in]

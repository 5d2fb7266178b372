"""Who waits for a table: today in the order of asking, for later days until something is free."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.change import change
from regulars.bookings.model import (
    Booking,
    Changes,
    NewBooking,
    Source,
    StatusType,
    Waits,
)
from regulars.bookings.set_status import set_status
from regulars.bookings.take_once import take_once
from regulars.faces.console.diary.at_store import asked_day
from regulars.faces.console.diary.desk import Desk, desk_of, sheet
from regulars.faces.console.diary.panel import BOOKING, booking_at
from regulars.faces.console.diary.setting import REFUSALS, version_of
from regulars.faces.console.diary.taking import PARTIES
from regulars.faces.console.diary.typed import (
    key_of,
    typed_covers,
    typed_day,
    typed_guest,
    typed_start,
    typed_tables,
    wrong,
)
from regulars.faces.console.diary.waiting_list import listed, name_of
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import TableId, draw_code
from regulars.merchants.model import Role

WAITLIST = "/console/diary/{store_id:int}/waitlist"
LONGEST_WAIT = 600


@get(WAITLIST)
async def show_waitlist(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """Who waits on a day, and where each could sit. `part=list` asks for the list alone."""
    desk = await desk_of(request, store_id)
    day = asked_day(request, desk.place)
    if request.is_htmx and request.query_params.get("part") == "list":
        shown = await listed(request, desk, day)
        return request.part("diary/waiting_list.html", desk=desk, speech=desk.speech, **shown)
    return await _show(request, desk, day)


@post(WAITLIST, may=Role.STAFF)
async def add_to_waitlist(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """One party more: today from now on, else for the time that it wishes."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    day = (typed_day(form) if form.value("day") else None) or desk.place.today
    new = typed_party(form, desk, day, request.now)
    if new is None or not form.is_good:
        return await _show(request, desk, day, form=form, status=422)
    try:
        booking = await take_once(
            request.db,
            request.merchant.id,
            new,
            key_of(form),
            at=request.now,
            actor=request.actor,
        )
    except REFUSALS as refusal:
        form.refuse(refusal)
        status = status_of(refusal)
        return await _show(request, desk, day, form=form, status=status, refused=form.failure)
    return await _done(request, desk, day, f"{booking.name} is on the list.")


@post(f"{BOOKING}/seat-waiting", may=Role.STAFF)
async def seat_waiting(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """A party from the list: to the table now; on standby, the table is kept for its time."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    tables = typed_tables(form, desk) or ()
    on_standby = booking.waits is Waits.STANDBY
    give = _place if on_standby else _seat
    try:
        await give(request, booking, tables, form)
    except REFUSALS as refusal:
        return await _refused(request, desk, booking, refusal)
    verb = "has" if on_standby else "sits at"
    sentence = f"{name_of(booking)} {verb} {desk.at_tables(tables)}."
    return await _done(request, desk, booking.day, sentence)


@post(f"{BOOKING}/stop-waiting", may=Role.STAFF)
async def stop_waiting(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """A party does not wait any longer."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    try:
        await _set(request, booking, StatusType.CANCELLED, form)
    except REFUSALS as refusal:
        return await _refused(request, desk, booking, refusal)
    return await _done(request, desk, booking.day, f"{name_of(booking)} is off the list.")


def typed_party(form: Form, desk: Desk, day: date, now: datetime) -> NewBooking | None:
    """A party without a table; None, with sentences in the form, when it is not complete."""
    is_today = day <= desk.place.today
    covers, guest = typed_covers(form), typed_guest(form)
    starts_at = now if is_today else typed_start(form, desk)
    quoted = form.whole("quoted", most=LONGEST_WAIT)
    if not form.text("name", most=160):
        wrong(form, "name", "Whom shall we call?")
    if covers is None or starts_at is None:
        return None
    return NewBooking(
        store=desk.place.store.id,
        source=Source.IN_PERSON,
        starts_at=starts_at,
        covers=covers,
        guest=guest if guest and (guest.phone or guest.email) else None,
        name=form.text("name", most=160),
        waits=Waits.WAITLIST if is_today else Waits.STANDBY,
        quoted_minutes=quoted,
    )


async def _seat(
    request: ConsoleRequest, booking: Booking, tables: tuple[TableId, ...], form: Form
) -> None:
    await _set(request, booking, StatusType.SEATED, form, tables)


async def _place(
    request: ConsoleRequest, booking: Booking, tables: tuple[TableId, ...], form: Form
) -> None:
    await change(
        request.db,
        request.merchant.id,
        booking.id,
        Changes(tables=tables, waits=None, over_pacing=True),
        version=version_of(form),
        at=request.now,
        actor=request.actor,
    )


async def _set(
    request: ConsoleRequest,
    booking: Booking,
    status: StatusType,
    form: Form,
    tables: tuple[TableId, ...] | None = None,
) -> None:
    await set_status(
        request.db,
        request.merchant.id,
        booking.id,
        status,
        version=version_of(form),
        tables=tables,
        at=request.now,
        actor=request.actor,
    )


async def _done(request: ConsoleRequest, desk: Desk, day: date, said: str) -> Response[Any]:
    if request.is_htmx:
        return await _show(request, desk, day, said=said, changed=True)
    return request.go_to(f"{desk.address}/waitlist?day={day}", good=said)


async def _refused(
    request: ConsoleRequest, desk: Desk, booking: Booking, refusal: RegularsError
) -> Page:
    status = status_of(refusal)
    return await _show(request, desk, booking.day, status=status, refused=refusal.sentence)


async def _show(
    request: ConsoleRequest,
    desk: Desk,
    day: date,
    *,
    form: Form | None = None,
    status: int = 200,
    changed: bool = False,
    said: str = "",
    refused: str = "",
) -> Page:
    empty = Form({"key": draw_code(4), "covers": "2"})
    return sheet(
        request,
        desk,
        "diary/waiting.html",
        status=status,
        changed=changed,
        form=form or empty,
        said=said,
        refused=refused,
        parties=PARTIES,
        **await listed(request, desk, day),
    )


ROUTES = [show_waitlist, add_to_waitlist, seat_waiting, stop_waiting]

"""A booking is taken in seconds: party, time, who, and a table that is proposed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.model import Booking, NewBooking, Source
from regulars.bookings.take_once import take_once
from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.diary.desk import Desk, desk_of, sheet
from regulars.faces.console.diary.offered import USUAL_PARTY, offers
from regulars.faces.console.diary.panel import booking_at, done
from regulars.faces.console.diary.proposals import Proposal, proposals
from regulars.faces.console.diary.setting import REFUSALS
from regulars.faces.console.diary.typed import (
    as_clock,
    key_of,
    typed_covers,
    typed_guest,
    typed_minutes,
    typed_payment,
    typed_start,
    typed_tables,
    typed_tags,
    wrong,
)
from regulars.faces.console.diary.whom import candidates
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import draw_code
from regulars.merchants.model import Role

NEW = "/console/diary/{store_id:int}/new"
PARTIES = [(number, number, "", "") for number in range(1, 13)]
MORE = ("note", "tags", "minutes", "amount", "source", "status", "payment")


@get(NEW)
async def show_new_booking(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The form, with what the address says of it: `day`, `minute`, `tables`, `covers`."""
    desk = await desk_of(request, store_id)
    asked = request.query_params
    form = Form({"key": draw_code(4), "day": asked.get("day") or desk.place.today.isoformat()})
    form.fields["covers"] = asked.get("covers") or str(USUAL_PARTY)
    form.fields["tables"] = asked.get("tables", "")
    if asked.get("minute", "").isdecimal():
        form.fields["time"] = as_clock(int(asked["minute"]))
    return await _show(request, desk, form)


@post(NEW, may=Role.STAFF)
async def take_booking(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    """Take it. A conflict is answered with what can be had instead, and nothing typed is lost."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    new = typed_booking(request, form, desk)
    if new is None or not form.is_good:
        return await _show(request, desk, form, status=422)
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
        return await _show(
            request,
            desk,
            form,
            status=status_of(refusal),
            refused=form.failure,
            ways=proposals(refusal, desk),
        )
    return await done(request, desk, booking, "The booking is taken.")


@post(f"{NEW}/times", may=Role.STAFF)
async def show_times(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The times of the day that was chosen, for as many as come."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    return request.part(
        "diary/times_and_places.html", desk=desk, **await offers(request, desk, form)
    )


@post(f"{NEW}/places", may=Role.STAFF)
async def show_places(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The tables at the time that was chosen; for a booking that is changed, its own as well."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await _changed_one(request, desk)
    offered = await offers(request, desk, form, of=booking)
    return request.part("diary/places.html", desk=desk, **offered)


@post(f"{NEW}/guests", may=Role.STAFF)
async def show_candidates(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """Whom the typed words may mean."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    people = await candidates(request, form, desk)
    return request.part("diary/candidates.html", form=form, people=people)


def typed_booking(request: ConsoleRequest, form: Form, desk: Desk) -> NewBooking | None:
    """What the form asks for; None, with sentences in it, when it is not complete."""
    starts_at, covers = typed_start(form, desk), typed_covers(form)
    waits, guest = form.value("tables") == "none", typed_guest(form)
    if guest is None:
        wrong(form, "name", "Whom is it for?")
    tables = () if waits else typed_tables(form, desk)
    payment, minutes = typed_payment(form, request), typed_minutes(form)
    if starts_at is None or covers is None:
        return None
    return NewBooking(
        store=desk.place.store.id,
        source=form.choice("source", Source, Source.PHONE),
        starts_at=starts_at,
        covers=covers,
        guest=guest,
        duration_minutes=minutes,
        tables=tables,
        status=form.text("status", most=40) or "confirmed",
        request=form.value("request"),
        note=form.value("note"),
        tags=typed_tags(form),
        payment=payment,
        over_pacing=form.flag("all_the_same"),
    )


async def _show(
    request: ConsoleRequest,
    desk: Desk,
    form: Form,
    *,
    status: int = 200,
    refused: str = "",
    ways: Sequence[Proposal] = (),
) -> Page:
    return sheet(
        request,
        desk,
        "diary/new.html",
        status=status,
        refused=refused,
        proposals=ways,
        parties=PARTIES,
        people=await candidates(request, form, desk),
        more_open=any(form.error(name) for name in MORE),
        symbol=currency_symbol(request),
        **await offers(request, desk, form),
    )


async def _changed_one(request: ConsoleRequest, desk: Desk) -> Booking | None:
    """The booking that is being changed; its own tables are no hindrance to itself."""
    asked = request.query_params.get("booking")
    try:
        return await booking_at(request, desk, UUID(asked)) if asked else None
    except ValueError:
        return None


ROUTES = [show_new_booking, take_booking, show_times, show_places, show_candidates]

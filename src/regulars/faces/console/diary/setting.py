"""A booking gets another status, or its tables, with one press."""

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from regulars.bookings.change import change
from regulars.bookings.errors import ChangedMeanwhile
from regulars.bookings.model import Changes
from regulars.bookings.set_status import set_status
from regulars.bookings.till.resend import send_again
from regulars.faces.console.diary.desk import Desk, desk_of
from regulars.faces.console.diary.panel import BOOKING, booking_at, done, show
from regulars.faces.console.diary.proposals import proposals
from regulars.faces.console.diary.typed import typed_tables
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Conflict, Invalid, RegularsError
from regulars.kernel.ids import BookingId
from regulars.merchants.model import Role

REFUSALS = (Conflict, Invalid)


@post(f"{BOOKING}/status", may=Role.STAFF)
async def set_booking_status(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Next in the visit. A table that somebody has is answered with one that is free."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    wanted, tables = form.text("status", most=40), typed_tables(form, desk)
    try:
        booking = await set_status(
            request.db,
            request.merchant.id,
            booking.id,
            wanted,
            version=version_of(form),
            tables=tables,
            at=request.now,
            actor=request.actor,
        )
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal, retry=wanted)
    return await done(request, desk, booking)


@post(f"{BOOKING}/place", may=Role.STAFF)
async def place_booking(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """A party that waited for tables gets them."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    try:
        booking = await change(
            request.db,
            request.merchant.id,
            booking.id,
            Changes(tables=typed_tables(form, desk) or (), waits=None, over_pacing=True),
            version=version_of(form),
            at=request.now,
            actor=request.actor,
        )
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal)
    return await done(request, desk, booking, f"Placed at {desk.at_tables(booking.tables)}.")


@post(f"{BOOKING}/send-again", may=Role.STAFF)
async def send_order_again(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """The order once more to the till, where it was not taken."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    try:
        await send_again(
            request.db, request.merchant.id, booking.id, at=request.now, actor=request.actor
        )
    except REFUSALS as refusal:
        return await refused(request, desk, booking.id, refusal)
    return await done(request, desk, booking, "The order is on its way to the till.")


async def refused(
    request: ConsoleRequest,
    desk: Desk,
    booking_id: BookingId,
    refusal: RegularsError,
    *,
    retry: str = "",
) -> Response[Any]:
    """The booking as it is now, with the sentence, and what else could be done."""
    booking = await booking_at(request, desk, booking_id)
    ways = [one for one in proposals(refusal, desk) if one.name == "instead" and retry]
    return await show(
        request,
        desk,
        booking,
        status=status_of(refusal),
        changed=isinstance(refusal, ChangedMeanwhile),
        refused=refusal.sentence,
        proposals=ways,
        retry=retry if ways else "",
    )


def version_of(form: Form) -> int | None:
    """The version of the booking that the form was made of."""
    typed = form.value("version")
    return int(typed) if typed.isdecimal() else None


ROUTES = [set_booking_status, place_booking, send_order_again]

"""One booking in the diary's panel: all that a host wants to know of it, and every next step."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.model import Booking
from regulars.bookings.read import read_booking
from regulars.bookings.rules.times import minute_of
from regulars.faces.console.benefits import currency_symbol, plain
from regulars.faces.console.diary.desk import Desk, desk_of, sheet
from regulars.faces.console.diary.offered import offers
from regulars.faces.console.diary.proposals import Proposal
from regulars.faces.console.diary.shown import shown_of
from regulars.faces.console.diary.story import seen_of
from regulars.faces.console.diary.typed import as_clock
from regulars.faces.console.diary.whom import candidates
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import BookingId, draw_code
from regulars.merchants.model import Role

BOOKING = "/console/diary/{store_id:int}/bookings/{booking_id:uuid}"


class Part(StrEnum):
    """A part of the panel that is open to be changed. Only one is at a time."""

    VISIT = "visit"
    GUEST = "guest"
    WORDS = "words"
    DEPOSIT = "deposit"
    PAYMENT = "payment"


PARTS = {
    Part.VISIT: "diary/change_visit.html",
    Part.GUEST: "diary/change_guest.html",
    Part.WORDS: "diary/change_words.html",
    Part.DEPOSIT: "diary/change_deposit.html",
    Part.PAYMENT: "diary/record_payment.html",
}


@get(BOOKING)
async def show_booking(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """The panel. `open` names the part to be changed; `seen` is what the browser knows already."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    seen = request.query_params.get("seen")
    if seen and seen == await seen_of(request, booking):
        return Response(None, status_code=204)
    return await show(request, desk, booking, opened=_asked_part(request))


@get(f"{BOOKING}/changed")
async def say_changed(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """A sentence once somebody else changed what is being changed here; nothing before."""
    desk = await desk_of(request, store_id)
    booking = await booking_at(request, desk, booking_id)
    if request.query_params.get("seen") == await seen_of(request, booking):
        return Response(None, status_code=204)
    return request.part("diary/changed.html", desk=desk, booking=booking)


async def booking_at(request: ConsoleRequest, desk: Desk, booking_id: UUID) -> Booking:
    """A booking of this store. Raises `NoSuchBooking`, also for one of another store."""
    booking = await read_booking(request.db, request.merchant.id, BookingId(booking_id))
    if booking.store != desk.place.store.id:
        raise NoSuchBooking("There is no such booking.")
    return booking


async def show(
    request: ConsoleRequest,
    desk: Desk,
    booking: Booking,
    *,
    status: int = 200,
    changed: bool = False,
    opened: Part | None = None,
    form: Form | None = None,
    said: str = "",
    refused: str = "",
    proposals: Sequence[Proposal] = (),
    retry: str = "",
) -> Page:
    """The panel, with a sentence on what was just done or refused, and ways out of a conflict.

    `retry` is the status that a proposal tries once more.
    """
    shown, form = (
        await shown_of(request, desk, booking),
        form or as_typed(request, desk, booking, opened),
    )
    return sheet(
        request,
        desk,
        "diary/booking.html",
        status=status,
        changed=changed,
        shown=shown,
        booking=booking,
        opened=opened,
        parts=PARTS,
        **await _helps(request, desk, booking, opened, form),
        said=said,
        refused=refused,
        proposals=proposals,
        retry=retry,
        symbol=currency_symbol(request),
        may_refund=request.me.role is not Role.STAFF,
    )


async def done(
    request: ConsoleRequest, desk: Desk, booking: Booking, said: str = ""
) -> Response[Any]:
    """What follows a change: the panel as it is now, or the way back to it."""
    if request.is_htmx:
        return await show(request, desk, booking, changed=True, said=said)
    return request.go_to(desk.booking(booking.id), good=said)


def as_typed(request: ConsoleRequest, desk: Desk, booking: Booking, opened: Part | None) -> Form:
    """A form that has what is known of the booking, for whatever part is open."""
    payment, starts_at = booking.payment, booking.starts_at
    amount = payment and (payment.due if opened is Part.PAYMENT else payment.amount)
    return Form(
        {
            "version": str(booking.version),
            "covers": str(booking.covers),
            "minutes": str(booking.duration_minutes),
            "day": booking.day.isoformat(),
            "time": as_clock(minute_of(starts_at, booking.day, desk.zone)),
            "tables": ",".join(map(str, booking.tables)),
            "request": booking.request,
            "note": booking.note,
            "tags": ", ".join(booking.tags),
            "payment": payment.type if payment else "deposit",
            "amount": plain(amount, request.speech) if amount else "",
            "paid_at": desk.speech.typed(request.now),
            "key": draw_code(4),
        }
    )


async def _helps(
    request: ConsoleRequest, desk: Desk, booking: Booking, opened: Part | None, form: Form
) -> Mapping[str, Any]:
    """What the open part offers while it is filled in."""
    match opened:
        case Part.VISIT:
            return await offers(request, desk, form, of=booking)
        case Part.GUEST:
            return {"form": form, "people": await candidates(request, form, desk)}
        case _:
            return {"form": form}


def _asked_part(request: ConsoleRequest) -> Part | None:
    """What the address opens; nothing for anything else."""
    asked = request.query_params.get("open", "")
    return Part(asked) if asked in list(Part) else None


ROUTES = [show_booking, say_changed]

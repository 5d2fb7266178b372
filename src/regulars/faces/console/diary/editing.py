"""A part of a booking is changed: the visit, who comes, the notes, what is asked for ahead."""

from typing import Any, assert_never
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath
from msgspec import UNSET

from regulars.bookings.change import change
from regulars.bookings.errors import ChangedMeanwhile
from regulars.bookings.model import Booking, Changes
from regulars.faces.console.diary.desk import Desk, desk_of
from regulars.faces.console.diary.panel import BOOKING, Part, booking_at, done, show
from regulars.faces.console.diary.proposals import proposals
from regulars.faces.console.diary.setting import REFUSALS, version_of
from regulars.faces.console.diary.typed import (
    typed_covers,
    typed_guest,
    typed_minutes,
    typed_payment,
    typed_start,
    typed_tables,
    typed_tags,
    wrong,
)
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.model import Role

SAVED = {
    Part.VISIT: "The visit is changed.",
    Part.GUEST: "The guest is noted.",
    Part.WORDS: "Noted.",
    Part.DEPOSIT: "Saved.",
}


@post(f"{BOOKING}/edit", may=Role.STAFF)
async def edit_booking(
    request: ConsoleRequest, store_id: FromPath[int], booking_id: FromPath[UUID]
) -> Response[Any]:
    """Save the part named by `what`. What was typed stays where it is refused."""
    desk, form = await desk_of(request, store_id), await request.read_form()
    booking = await booking_at(request, desk, booking_id)
    part = form.choice("what", Part, Part.VISIT)
    changes = typed_changes(request, form, desk, booking, part)
    if not form.is_good:
        return await _again(request, desk, booking, part, form, status=422)
    try:
        booking = await change(
            request.db,
            request.merchant.id,
            booking.id,
            changes,
            version=version_of(form),
            at=request.now,
            actor=request.actor,
        )
    except ChangedMeanwhile as refusal:
        booking = await booking_at(request, desk, booking_id)
        form.fields["version"] = str(booking.version)
        sentence = f"{refusal.sentence} Look at it, then save again."
        return await _again(request, desk, booking, part, form, status=409, refused=sentence)
    except REFUSALS as refusal:
        form.refuse(refusal)
        ways = proposals(refusal, desk)
        return await _again(
            request,
            desk,
            booking,
            part,
            form,
            status=status_of(refusal),
            refused=form.failure,
            proposals=ways,
        )
    return await done(request, desk, booking, SAVED[part])


def typed_changes(
    request: ConsoleRequest, form: Form, desk: Desk, booking: Booking, part: Part
) -> Changes:
    """What the form changes; what stays as it was is left out."""
    match part:
        case Part.VISIT:
            return _visit(form, desk, booking)
        case Part.GUEST:
            guest = typed_guest(form)
            if guest is None:
                wrong(form, "name", "Who is it?")
            return Changes(guest=guest)
        case Part.WORDS:
            return Changes(
                request=form.value("request"), note=form.value("note"), tags=typed_tags(form)
            )
        case Part.DEPOSIT | Part.PAYMENT:
            return Changes(payment=typed_payment(form, request))
        case other:
            assert_never(other)


def _visit(form: Form, desk: Desk, booking: Booking) -> Changes:
    """Tables are named only where they are changed, so that a larger party finds its own."""
    starts_at, covers = typed_start(form, desk), typed_covers(form)
    minutes, tables = typed_minutes(form), typed_tables(form, desk)
    is_placed = not booking.waits
    return Changes(
        starts_at=UNSET if starts_at in (None, booking.starts_at) else starts_at,
        covers=UNSET if covers in (None, booking.covers) else covers,
        duration_minutes=UNSET if minutes in (None, booking.duration_minutes) else minutes,
        tables=UNSET if tables is None or tables == booking.tables else tables,
        waits=UNSET if is_placed or tables is None else None,
        over_pacing=form.flag("all_the_same"),
    )


async def _again(
    request: ConsoleRequest,
    desk: Desk,
    booking: Booking,
    part: Part,
    form: Form,
    **more: Any,
) -> Response[Any]:
    return await show(request, desk, booking, opened=part, form=form, **more)


ROUTES = [edit_booking]

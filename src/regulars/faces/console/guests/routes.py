"""Guests: finding one, all about one, and what staff note of one."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.guest import Glance, Guest, GuestChanges
from regulars.bookings.guests import edit, glance
from regulars.faces.console.diary.typed import typed_tags
from regulars.faces.console.errors import status_of
from regulars.faces.console.forms import Form
from regulars.faces.console.guests.listed import listed
from regulars.faces.console.guests.visits import visits_of
from regulars.faces.console.guests.words import birthday_of, figures, months
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import Conflict, Invalid
from regulars.kernel.ids import GuestId
from regulars.merchants.model import Role

GUESTS = "/console/guests"
ONE = f"{GUESTS}/{{guest_id:uuid}}"
CONTACT = ("first_name", "last_name", "email", "phone")


@get(GUESTS)
async def show_guests(request: ConsoleRequest) -> Page:
    """The newest guests, or those that are looked for. htmx asks for the list alone."""
    shown = await listed(request)
    if request.is_htmx:
        return request.part("guests/found.html", shown=shown)
    return request.page("guests/list.html", here="members", shown=shown)


@get(ONE)
async def show_guest(request: ConsoleRequest, guest_id: FromPath[UUID]) -> Page:
    """One guest at a glance, with the visits to come and those that were."""
    known = await _glance(request, guest_id)
    visits = await visits_of(request, known.guest.id)
    return request.page(
        "guests/guest.html",
        here="members",
        glance=known,
        guest=known.guest,
        figures=figures(known, request.speech),
        birthday=birthday_of(known.guest, request.speech),
        coming=visits.coming,
        past=visits.past,
        enrol=_to_enrol(known.guest),
    )


@get(f"{ONE}/edit")
async def show_editing(request: ConsoleRequest, guest_id: FromPath[UUID]) -> Page:
    known = await _glance(request, guest_id)
    return _show_editing(request, known.guest, _as_typed(known.guest))


@post(ONE, may=Role.STAFF)
async def edit_guest(request: ConsoleRequest, guest_id: FromPath[UUID]) -> Response[Any]:
    """Save what is known of a guest. A member's name and contact are not for here."""
    known, form = await _glance(request, guest_id), await request.read_form()
    changes = _typed(form, known.guest)
    if not form.is_good:
        return _show_editing(request, known.guest, form, status=422)
    try:
        guest = await edit(
            request.db,
            request.merchant.id,
            known.guest.id,
            changes,
            at=request.now,
            actor=request.actor,
        )
    except (Invalid, Conflict) as refusal:
        form.refuse(refusal)
        if getattr(refusal, "field", None) == "birthday":
            form.errors["birthday"], form.failure = refusal.sentence, ""
        return _show_editing(request, known.guest, form, status=status_of(refusal))
    return request.go_to(f"{GUESTS}/{guest.id}", good="Changes saved.")


async def _glance(request: ConsoleRequest, guest_id: UUID) -> Glance:
    """Raises `NoSuchGuest`, also for a guest of another merchant."""
    return await glance(request.db, request.merchant.id, GuestId(guest_id), at=request.now)


def _typed(form: Form, guest: Guest) -> GuestChanges:
    """What the form has. A member's own fields are not in it."""
    month = form.whole("birth_month", least=1, most=12)
    day = form.whole("birth_day", least=1, most=31)
    if (month is None) != (day is None) and form.is_good:
        form.errors["birthday"] = "Both the month and the day, please."
    contact = {} if guest.member else {name: form.text(name, most=254) for name in CONTACT}
    return GuestChanges(
        **contact,
        vip=form.flag("vip"),
        tags=typed_tags(form),
        note=form.value("note"),
        birthday=None if month is None or day is None else (month, day),
    )


def _as_typed(guest: Guest) -> Form:
    month, day = guest.birthday or ("", "")
    return Form(
        {
            "first_name": guest.first_name,
            "last_name": guest.last_name,
            "email": guest.email or "",
            "phone": guest.phone or "",
            "vip": "on" if guest.vip else "",
            "tags": ", ".join(guest.tags),
            "note": guest.note,
            "birth_month": str(month),
            "birth_day": str(day),
        }
    )


def _show_editing(request: ConsoleRequest, guest: Guest, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "guests/edit.html",
        status=status,
        here="members",
        guest=guest,
        form=form,
        months=months(request.speech),
    )


def _to_enrol(guest: Guest) -> str:
    """What the form for a new member begins with."""
    known = {name: getattr(guest, name) for name in CONTACT}
    return urlencode({name: value for name, value in known.items() if value})


ROUTES = [show_guests, show_guest, show_editing, edit_guest]

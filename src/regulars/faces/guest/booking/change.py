"""`/book/{slug}/{token}/change`: another time or party for what a guest has booked."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.deposits.errors import MoreDeposit
from regulars.bookings.errors import BadBooking
from regulars.bookings.page.alter import alter, may_alter
from regulars.bookings.page.model import Alteration
from regulars.faces.guest.answers import GuestRequest, deps_of, go_to
from regulars.faces.guest.booking.calendar import first_of
from regulars.faces.guest.booking.choice import read_choice
from regulars.faces.guest.booking.find import BOOKING, Found, find
from regulars.faces.guest.booking.form import show_again, show_gone
from regulars.faces.guest.booking.hold import hold_for
from regulars.faces.guest.booking.routes import GONE, begin_anew, show_step
from regulars.faces.guest.booking.sent import read_form, too_many
from regulars.faces.guest.booking.typed import Typed
from regulars.faces.guest.booking.walk import Walk
from regulars.kernel.errors import Conflict, Invalid
from regulars.platform.languages import say

CHANGE = f"{BOOKING}/change"


@get(CHANGE)
async def show_change(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """The step that the address has come to; it begins with the party as it is."""
    found = await find(request, slug, token)
    walk = _walk(request, found)
    if slug != found.venue.terms.slug or not _may(found, at=walk.at):
        return go_to(found.here, site=found.kept.site)
    booking, asked = found.booking, dict(request.query_params)
    if "day" not in asked:
        asked.setdefault("month", f"{first_of(booking.day):%Y-%m}")
    asked.setdefault("party", str(booking.covers))
    try:
        choice = read_choice(asked, found.venue.terms)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    return await show_step(request, walk, choice)


@post(f"{CHANGE}/hold")
async def hold_other(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Hold the time of the button; what is booked stays as it is."""
    found = await find(request, slug, token)
    walk = _walk(request, found)
    if not _may(found, at=walk.at):
        return go_to(found.here, site=found.kept.site)
    return await hold_for(request, walk)


@post(CHANGE)
async def change_booking(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Give the guest what they would rather have. Who is refused keeps what they had."""
    found = await find(request, slug, token)
    walk = _walk(request, found)
    try:
        typed = await read_form(request, walk)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    flood = too_many(request, walk)
    if flood is not None:
        return await show_again(walk, typed, notice=flood.notice, status=flood.status)
    return await _alter(request, found, walk, typed)


async def _alter(request: GuestRequest, found: Found, walk: Walk, typed: Typed) -> Response[Any]:
    deps, wanted = deps_of(request), _alteration(typed)
    try:
        await alter(
            walk.db,
            found.venue,
            found.booking.id,
            wanted,
            links=deps.bookings,
            payments=deps.payments,
            at=walk.at,
        )
    except GONE:
        return await show_gone(walk, typed)
    except (BadBooking, MoreDeposit) as refusal:
        return await show_again(walk, typed, notice=refusal.told, status=409)
    except Invalid as refusal:
        typed.errors = {refusal.field or "request": say(typed.language, refusal.told)}
        return await show_again(walk, typed, status=422)
    except Conflict:
        # It was cancelled, or is too late by now: its own page says which.
        return go_to(found.here, site=found.kept.site)
    return go_to(found.here, site=found.kept.site)


def _walk(request: GuestRequest, found: Found) -> Walk:
    deps = deps_of(request)
    return Walk(
        deps.db,
        found.venue,
        deps.clock(),
        f"{found.path}/change",
        takes_deposits=deps.payments is not None,
        instead_of=found.booking,
    )


def _may(found: Found, *, at: datetime) -> bool:
    return found.venue.terms.open and may_alter(found.venue, found.booking, at=at)


def _alteration(typed: Typed) -> Alteration:
    assert typed.choice.time is not None
    assert typed.choice.service is not None
    return Alteration(
        key=typed.key,
        starts_at=typed.choice.time,
        service=typed.choice.service,
        covers=typed.choice.party,
        phone=typed.value("phone"),
        request=typed.value("request"),
    )


ROUTES = [show_change, hold_other, change_booking]

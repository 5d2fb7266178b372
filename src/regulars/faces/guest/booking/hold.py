"""`/book/{slug}/hold`: a time is chosen, and held while the guest types."""

from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.params import FromPath

from regulars.bookings.errors import BadBooking
from regulars.bookings.page.errors import TooManyHolds
from regulars.bookings.page.hold import hold
from regulars.bookings.page.model import HoldWish
from regulars.bookings.page.read import has_booked
from regulars.faces.guest.answers import GuestRequest, deps_of, go_to
from regulars.faces.guest.booking import steps
from regulars.faces.guest.booking.brake import HOLDS, Brake, client_of
from regulars.faces.guest.booking.choice import Choice
from regulars.faces.guest.booking.form_key import is_of_now, new_key
from regulars.faces.guest.booking.routes import GONE, PAGE, begin_anew
from regulars.faces.guest.booking.typed import read_chosen, read_fields
from regulars.faces.guest.booking.walk import Walk, walk_to_book
from regulars.kernel.errors import Invalid
from regulars.kernel.sentences import said

SLOWER = said("Many times were looked at from here. Please wait ten minutes, or call us.")


@post(f"{PAGE}/hold")
async def hold_time(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """Hold the time of the button, and lead to its form."""
    return await hold_for(request, await walk_to_book(request, slug))


async def hold_for(request: GuestRequest, walk: Walk) -> Response[Any]:
    """Hold what a guest on their way has chosen, instead of what they had chosen before."""
    try:
        choice = await _named(request, walk)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    assert choice.day is not None
    brake: Brake = request.app.state.brake
    if brake.is_on(request, HOLDS, at=walk.at):
        return await steps.show_times(walk, choice, choice.day, notice=SLOWER, status=429)
    try:
        await _hold(request, walk, choice)
    except (*GONE, BadBooking):
        return await steps.show_chosen_is_gone(walk, choice, choice.day)
    except TooManyHolds as refusal:
        return await steps.show_times(walk, choice, choice.day, notice=refusal.told, status=429)
    return go_to(f"{walk.home}{choice.query}", site=choice.kept.site)


async def _named(request: GuestRequest, walk: Walk) -> Choice:
    """What was chosen, under the name of the form that it is for."""
    choice = read_chosen(await read_fields(request), walk.venue.terms)
    ring = deps_of(request).bookings.ring
    is_theirs = is_of_now(ring, choice.key, at=walk.at)
    if is_theirs and not await has_booked(walk.db, walk.venue.merchant.id, choice.key):
        return choice
    return replace(choice, key=new_key(ring, at=walk.at))


async def _hold(request: GuestRequest, walk: Walk, choice: Choice) -> None:
    assert choice.time is not None
    assert choice.service is not None
    wish = HoldWish(
        key=choice.key, starts_at=choice.time, service=choice.service, covers=choice.party
    )
    client = client_of(request)
    await hold(walk.db, walk.venue, wish, at=walk.at, client=client, but=walk.but)


ROUTES = [hold_time]

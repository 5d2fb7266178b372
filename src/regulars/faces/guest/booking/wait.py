"""`/book/{slug}/wait`: a guest leaves word for when something becomes free."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.errors import BadBooking, Closed
from regulars.bookings.page import words
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, FreeNow, TooManyBookings
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import WaitWish
from regulars.bookings.page.read import has_booked
from regulars.bookings.page.wait import join_list, times_to_wait_for
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, go_to
from regulars.faces.guest.booking import steps
from regulars.faces.guest.booking.choice import read_choice
from regulars.faces.guest.booking.routes import PAGE, begin_anew
from regulars.faces.guest.booking.sent import fault_of, read_form
from regulars.faces.guest.booking.times import by_service
from regulars.faces.guest.booking.typed import TRAP, Typed, new_form
from regulars.faces.guest.booking.walk import Walk, walk_to_book
from regulars.kernel.errors import Invalid
from regulars.kernel.sentences import said
from regulars.platform.languages import say

WAIT = f"{PAGE}/wait"

ALL_FREE = said("Every time of that day can be booked now.")
FLEXIBLE = (0, 30, 60, 120)
"""Minutes earlier or later that a guest would come."""


@get(WAIT)
async def show_wait(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """Who waits, and for what time of the day."""
    walk = await walk_to_book(request, slug)
    try:
        choice = read_choice(request.query_params, walk.venue.terms)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    if choice.day is None or not walk.venue.terms.open:
        return go_to(choice.kept.to(walk.home), site=choice.kept.site)
    ring = deps_of(request).bookings.ring
    if await has_booked(walk.db, walk.venue.merchant.id, choice.key):
        choice = replace(choice, key="")
    return await _show(walk, new_form(choice, walk.venue.language, ring, at=walk.at))


@post(WAIT)
async def wait_for_table(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """Put the guest on the list. Sent twice, they stand on it once."""
    walk = await walk_to_book(request, slug)
    try:
        typed = await read_form(request, walk)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    fault = fault_of(request, walk, typed)
    if fault is not None:
        return await _show(walk, typed, notice=fault.notice, status=fault.status)
    return await _join(request, walk, typed)


async def _join(request: GuestRequest, walk: Walk, typed: Typed) -> Response[Any]:
    links, venue, choice = deps_of(request).bookings, walk.venue, typed.choice
    assert choice.day is not None
    try:
        booking = await join_list(walk.db, venue, _wish(typed), links=links, at=walk.at)
    except (FreeNow, Closed) as refusal:
        return await steps.show_times(walk, choice, choice.day, notice=refusal.told, status=409)
    except (BadBooking, BookedBefore, BookedOtherwise, TooManyBookings) as refusal:
        return await _show(walk, typed, notice=refusal.told, status=409)
    token = links.token_of(venue.merchant.id, booking.id)
    return go_to(choice.kept.to(f"{PATH}/{venue.terms.slug}/{token}"), site=choice.kept.site)


async def _show(walk: Walk, typed: Typed, *, notice: str = "", status: int = 200) -> Page:
    choice, venue = typed.choice, walk.venue
    assert choice.day is not None
    slots = await times_to_wait_for(walk.db, venue, choice.day, choice.party, at=walk.at)
    if not slots:
        notice = ALL_FREE if venue.terms.takes_waiting else ""
        return await steps.show_times(walk, choice, choice.day, notice=notice)
    return walk.page(
        "booking/wait.html",
        choice,
        status=status,
        aside="/wait",
        typed=typed,
        trap=TRAP,
        day=words.full_day(venue, choice.day),
        groups=by_service(venue, choice, slots, await walk.services(), {}),
        flexible=FLEXIBLE,
        back=choice.on(choice.day).query,
        notice=say(venue.language, notice),
    )


def _wish(typed: Typed) -> WaitWish:
    wish, minutes = typed.wish, typed.value("flexible")
    return WaitWish(
        key=wish.key,
        starts_at=wish.starts_at,
        service=wish.service,
        covers=wish.covers,
        first_name=wish.first_name,
        last_name=wish.last_name,
        email=wish.email,
        phone=wish.phone,
        request=wish.request,
        language=wish.language,
        flexible_minutes=int(minutes) if minutes in map(str, FLEXIBLE) else 0,
    )


ROUTES = [show_wait, wait_for_table]

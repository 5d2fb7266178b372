"""`/book/{slug}`: a guest chooses a party, a day, a time, and books. Every step is an address."""

from datetime import datetime
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.errors import BadBooking, Closed, NoTable, SlotFull, TableTaken
from regulars.bookings.page.book import book
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, TooManyBookings
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Venue
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, go_to
from regulars.faces.guest.booking import steps
from regulars.faces.guest.booking.brake import FORMS, Brake
from regulars.faces.guest.booking.choice import Choice, read_choice, usual
from regulars.faces.guest.booking.typed import Typed, empty_form, read_typed
from regulars.faces.guest.booking.venue import kept_of, venue_for
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.sentences import said
from regulars.platform.db import Database

PAGE = f"{PATH}/{{slug:str}}"

GONE = (NoTable, TableTaken, SlotFull, Closed)
"""Why a time cannot be had any more. Their own sentences are for the venue's staff."""

SLOWER = said("Too many forms came from here. Please wait ten minutes, or call us.")
MACHINE = said("This looks as if a machine had filled it in. Please try again, or call us.")


@get(PAGE)
async def show_page(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """The step that the address has come to."""
    deps = deps_of(request)
    venue, at = await venue_for(request, slug), deps.clock()
    if slug != venue.terms.slug:
        return go_to(_here(venue, request.url.query), for_ever=True)
    if not venue.terms.open:
        return steps.show_closed(venue, usual(venue.terms, kept_of(request, venue)))
    try:
        choice = read_choice(request.query_params, venue.terms)
    except Invalid as refusal:
        return await _begin_anew(request, venue, refusal, at=at)
    return await _show_step(deps.db, venue, choice, at=at)


async def _begin_anew(
    request: GuestRequest, venue: Venue, refusal: Invalid, *, at: datetime
) -> Page:
    """What was asked for, nobody can choose."""
    db, choice = deps_of(request).db, usual(venue.terms, kept_of(request, venue))
    return await steps.show_start(db, venue, choice, at=at, notice=refusal.told, status=422)


async def _show_step(db: Database, venue: Venue, choice: Choice, *, at: datetime) -> Page:
    if choice.day is None:
        return await steps.show_start(db, venue, choice, at=at)
    if choice.time is None or choice.service is None:
        return await steps.show_times(db, venue, choice, choice.day, at=at)
    return await steps.show_chosen(db, venue, empty_form(choice, venue.language), at=at)


@post(PAGE)
async def take_booking(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """Book what the form asks for. Sent twice, it is one booking."""
    deps = deps_of(request)
    venue, at = await venue_for(request, slug), deps.clock()
    brake: Brake = request.app.state.brake
    try:
        typed = read_typed(await request.body(), venue.terms, venue.language)
    except Invalid as refusal:
        return await _begin_anew(request, venue, refusal, at=at)
    if brake.is_on(request, FORMS, at=at):
        return await steps.show_details(deps.db, venue, typed, notice=SLOWER, status=429)
    if typed.is_by_machine:
        return await steps.show_details(deps.db, venue, typed, notice=MACHINE, status=422)
    return await _book(request, venue, typed, at=at)


async def _book(
    request: GuestRequest, venue: Venue, typed: Typed, *, at: datetime
) -> Response[Any]:
    deps = deps_of(request)
    if typed.note_faults(venue.store.country):
        return await steps.show_details(deps.db, venue, typed, status=422)
    try:
        booking = await book(deps.db, venue, typed.wish, links=deps.bookings, at=at)
    except GONE:
        return await steps.show_gone(deps.db, venue, typed, at=at)
    except (BadBooking, BookedBefore, BookedOtherwise, TooManyBookings) as refusal:
        status = _status_of(refusal)
        return await steps.show_details(deps.db, venue, typed, notice=refusal.told, status=status)
    token = deps.bookings.token_of(venue.merchant.id, booking.id)
    return go_to(typed.choice.kept.to(f"{PATH}/{venue.terms.slug}/{token}"))


def _status_of(refusal: RegularsError) -> int:
    match refusal:
        case BadBooking():
            return 422
        case TooManyBookings():
            return 429
        case _:
            return 409


def _here(venue: Venue, query: str) -> str:
    return f"{PATH}/{venue.terms.slug}{f'?{query}' if query else ''}"


ROUTES = [show_page, take_booking]

"""`/book/{slug}`: a guest chooses a party, a day, a time, and books. Every step is an address."""

from dataclasses import replace
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.errors import BadBooking, Closed, NoTable, SlotFull, TableTaken
from regulars.bookings.model import Booking
from regulars.bookings.page.book import book
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, TooManyBookings
from regulars.bookings.page.links import PATH
from regulars.bookings.quiet.read import promise_of
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, for_one, go_to
from regulars.faces.guest.booking import steps
from regulars.faces.guest.booking.choice import Choice, read_choice, usual
from regulars.faces.guest.booking.form import show_again, show_gone
from regulars.faces.guest.booking.form_key import is_of_now, new_key
from regulars.faces.guest.booking.sent import fault_of, read_form
from regulars.faces.guest.booking.typed import Typed, new_form
from regulars.faces.guest.booking.venue import kept_of
from regulars.faces.guest.booking.walk import Walk, walk_to_book
from regulars.kernel.errors import Invalid, RegularsError

PAGE = f"{PATH}/{{slug:str}}"

ANYBODYS = "key-of-whoever-looks"
"""Stands for a guest's own key on a page that is made for many."""

GONE = (NoTable, TableTaken, SlotFull, Closed)
"""Why a time cannot be had any more. Their own sentences are for the venue's staff."""


@get(PAGE)
async def show_page(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """The step that the address has come to."""
    walk = await walk_to_book(request, slug)
    terms = walk.venue.terms
    if slug != terms.slug:
        query = request.url.query
        return go_to(f"{walk.home}{f'?{query}' if query else ''}", for_ever=True)
    if not terms.open:
        return steps.show_closed(walk, usual(terms, kept_of(request, walk.venue)))
    try:
        choice = read_choice(request.query_params, terms)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    return await show_step(request, walk, choice)


async def begin_anew(request: GuestRequest, walk: Walk, refusal: RegularsError) -> Page:
    """What was asked for, nobody can choose."""
    choice = usual(walk.venue.terms, kept_of(request, walk.venue))
    return await steps.show_start(walk, choice, notice=refusal.told, status=422)


async def show_step(request: GuestRequest, walk: Walk, choice: Choice) -> Page:
    """The page that comes after what was chosen."""
    ring = deps_of(request).bookings.ring
    if choice.time is None or choice.service is None:
        if is_of_now(ring, choice.key, at=walk.at):
            return await show_offered(walk, choice)
        return await show_first(walk, choice, key=new_key(ring, at=walk.at))
    typed = new_form(choice, walk.venue.language, ring, at=walk.at)
    if walk.instead_of is not None:
        typed.fields = {"request": walk.instead_of.request}
    return await steps.show_chosen(walk, typed)


async def show_first(walk: Walk, choice: Choice, *, key: str) -> Page:
    """What is offered to a guest who has just come, and goes on under `key`.

    Of a page that many open in the same moment one is made.
    """
    anybodys = replace(choice, key=ANYBODYS)
    about = (show_first, walk.home, walk.but, walk.venue.language, anybodys)
    page = await walk.db.together(about, lambda: show_offered(walk, anybodys))
    return for_one(page, ANYBODYS, key)


async def show_offered(walk: Walk, choice: Choice) -> Page:
    """The days that there are, or the times of the one that was chosen."""
    if choice.day is None:
        return await steps.show_start(walk, choice)
    return await steps.show_times(walk, choice, choice.day)


@post(PAGE)
async def take_booking(request: GuestRequest, slug: FromPath[str]) -> Response[Any]:
    """Book what the form asks for. Sent twice, it is one booking."""
    walk = await walk_to_book(request, slug)
    try:
        typed = await read_form(request, walk)
    except Invalid as refusal:
        return await begin_anew(request, walk, refusal)
    fault = fault_of(request, walk, typed)
    if fault is not None:
        return await show_again(walk, typed, notice=fault.notice, status=fault.status)
    return await _book(request, walk, typed)


async def _book(request: GuestRequest, walk: Walk, typed: Typed) -> Response[Any]:
    links, payments = deps_of(request).bookings, deps_of(request).payments
    venue = walk.venue
    try:
        booking = await book(walk.db, venue, typed.wish, links=links, payments=payments, at=walk.at)
    except GONE:
        return await show_gone(walk, typed)
    except (BadBooking, BookedBefore, BookedOtherwise, TooManyBookings) as refusal:
        return await show_again(walk, typed, notice=refusal.told, status=_status_of(refusal))
    token, kept = links.token_of(venue.merchant.id, booking.id), typed.choice.kept
    quiet = "over" if await _missed(walk, typed, booking) else ""
    return go_to(kept.to(f"{PATH}/{venue.terms.slug}/{token}", quiet=quiet), site=kept.site)


async def _missed(walk: Walk, typed: Typed, booking: Booking) -> bool:
    """Whether something was shown for the time that was given to others meanwhile."""
    if typed.value("quiet") != "shown":
        return False
    return await promise_of(walk.db, walk.venue.merchant.id, booking.id) is None


def _status_of(refusal: RegularsError) -> int:
    match refusal:
        case BadBooking():
            return 422
        case TooManyBookings():
            return 429
        case _:
            return 409


ROUTES = [show_page, take_booking]

"""`/book/{slug}/{token}`: what a guest has booked, and how it is cancelled."""

from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.page import words
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.letters.tell import policy_of
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Venue
from regulars.bookings.page.read import venue_at, who_asked
from regulars.bookings.page.rules import may_cancel
from regulars.bookings.read import read_booking
from regulars.bookings.rules.statuses import stage_of
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, go_to, page
from regulars.faces.guest.booking.venue import introduce, kept_of
from regulars.faces.guest.spoken import spoken_with
from regulars.kernel.errors import Conflict
from regulars.kernel.sentences import Sentence, said
from regulars.platform.languages import say

BOOKING = f"{PATH}/{{slug:str}}/{{token:str}}"


@dataclass(frozen=True, slots=True)
class Found:
    """A guest's booking, and where."""

    venue: Venue
    booking: Booking


@get(BOOKING)
async def show_booking(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """What is booked. With `?cancel` whoever looks is asked whether they really want that."""
    found = await find(request, slug, token)
    if slug != found.venue.terms.slug:
        kept = kept_of(request, found.venue)
        return go_to(kept.to(f"{PATH}/{found.venue.terms.slug}/{token}"), for_ever=True)
    return await _show(request, found, asks="cancel" in request.query_params)


@post(BOOKING)
async def cancel_booking(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Give the table back. Sent twice, it is cancelled once."""
    deps, found = deps_of(request), await find(request, slug, token)
    try:
        await cancel(deps.db, found.venue, found.booking.id, links=deps.bookings, at=deps.clock())
    except Conflict:
        # What became of the booking meanwhile is on its page.
        return await _show(request, await find(request, slug, token), asks=False, status=409)
    kept = kept_of(request, found.venue)
    return go_to(kept.to(f"{PATH}/{found.venue.terms.slug}/{token}"))


async def find(request: GuestRequest, slug: str, token: str) -> Found:
    """Raises `NoSuchPage` and `NoSuchBooking`, also for a link that we did not sign."""
    deps = deps_of(request)
    venue = await venue_at(deps.db, slug)
    number = deps.bookings.booking_of(venue.merchant.id, token)
    if number is None:
        sentence = said("This address is not complete. Please use the one in your mail.")
        raise NoSuchBooking(sentence)
    booking = await read_booking(deps.db, venue.merchant.id, number)
    if booking.store != venue.store.id:
        raise NoSuchBooking(said("There is no such booking."))
    return Found(venue, booking)


async def _show(request: GuestRequest, found: Found, *, asks: bool, status: int = 200) -> Page:
    deps, booking = deps_of(request), found.booking
    asked = await who_asked(deps.db, found.venue.merchant.id, booking.id)
    venue = words.speaking(found.venue, spoken_with(request, asked.language))
    kept, path = kept_of(request, venue), request.url.path
    may = may_cancel(booking, venue.terms, deps.clock())
    return page(
        "booking/cancel.html" if asks and may else "booking/own.html",
        status=status,
        language=venue.language,
        venue=introduce(venue, kept, lambda kept: kept.to(path)),
        here=kept.to(path),
        cancel=kept.to(path, cancel="yes"),
        heading=say(venue.language, heading(booking, passed=booking.ends_at < deps.clock())),
        stage=stage_of(booking.status_type).value,
        is_cancelled=booking.status_type is StatusType.CANCELLED,
        may_cancel=may,
        until=words.until(venue, booking),
        name=asked.name,
        request=booking.request,
        day=words.day_there(venue, booking.starts_at),
        time=words.clock(venue, booking.starts_at),
        night=words.night_of(venue, booking.starts_at),
        party=words.party(venue, booking.covers),
        policy=await policy_of(deps.db, venue, booking),
    )


def heading(booking: Booking, *, passed: bool) -> Sentence:
    """How the booking stands, in a few words."""
    match stage_of(booking.status_type):
        case Stage.COMING if passed:
            return said("This booking has passed")
        case Stage.COMING if booking.waits is not None:
            return said("You are on our list")
        case Stage.COMING:
            return said("Your table is booked")
        case Stage.AT_TABLE:
            return said("You are at your table")
        case Stage.OVER:
            return said("Thank you for your visit")
        case Stage.OFF if booking.status_type is StatusType.CANCELLED:
            return said("This booking is cancelled")
        case Stage.OFF:
            return said("This booking is closed")


ROUTES = [show_booking, cancel_booking]

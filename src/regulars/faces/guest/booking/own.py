"""`/book/{slug}/{token}`: what a guest has booked, and how it is cancelled."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.errors import NoTable
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.take_offered import take_offered
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, go_to, page
from regulars.faces.guest.booking.find import BOOKING, Found, find
from regulars.faces.guest.booking.standing import standing_of
from regulars.faces.guest.booking.venue import introduce
from regulars.kernel.errors import Conflict
from regulars.kernel.sentences import Sentence, said
from regulars.platform.languages import say

GIVEN_TO_OTHERS = said(
    "Your table is booked, but what was given for this time had been given to others by then."
)
TAKEN_MEANWHILE = said("This table is gone. You are still on our list, and we write to you again.")


@get(BOOKING)
async def show_booking(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """What is booked. With `?cancel` whoever looks is asked whether they really want that."""
    found = await find(request, slug, token)
    if slug != found.venue.terms.slug:
        return go_to(found.here, for_ever=True)
    asked = request.query_params
    notice = GIVEN_TO_OTHERS if asked.get("quiet") == "over" else None
    return await _show(request, found, asks="cancel" in asked, notice=notice)


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
        return await _show(request, await find(request, slug, token), status=409)
    return go_to(found.here, site=found.kept.site)


@post(f"{BOOKING}/take")
async def take_table(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[Any]:
    """Take the table that is kept for a guest who waited."""
    deps, found = deps_of(request), await find(request, slug, token)
    try:
        await take_offered(
            deps.db,
            found.venue,
            found.booking.id,
            links=deps.bookings,
            payments=deps.payments,
            at=deps.clock(),
        )
    except (NoTable, Conflict) as refusal:
        notice = TAKEN_MEANWHILE if isinstance(refusal, NoTable) else None
        now = await find(request, slug, token)
        return await _show(request, now, notice=notice, status=409)
    return go_to(found.here, site=found.kept.site)


async def _show(
    request: GuestRequest,
    found: Found,
    *,
    asks: bool = False,
    notice: Sentence | None = None,
    status: int = 200,
) -> Page:
    deps, venue = deps_of(request), found.venue
    standing = await standing_of(deps.db, found, at=deps.clock())
    return page(
        "booking/cancel.html" if asks and standing.may_cancel else "booking/own.html",
        status=status,
        language=venue.language,
        site=found.kept.site,
        venue=introduce(venue, found.kept, lambda kept: kept.to(found.path)),
        here=found.here,
        to={
            "cancel": found.kept.to(found.path, cancel="yes"),
            "change": found.kept.to(f"{found.path}/change"),
            "take": found.kept.to(f"{found.path}/take"),
            "pay": found.kept.to(f"{found.path}/pay"),
            "calendar": f"{found.path}/calendar.ics",
        },
        notice=say(venue.language, notice or ""),
        own=standing,
        day=standing.day,
        time=standing.time,
        night=standing.night,
        party=standing.party,
    )


ROUTES = [show_booking, cancel_booking, take_table]

"""Which guests a list shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from regulars.bookings.guest import FoundGuest
from regulars.bookings.guest_list import newest_guests
from regulars.bookings.guests import find_guests
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import GuestId

ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it is shown: the guests, what was looked for, and the way to the next page."""

    guests: Sequence[FoundGuest]
    keyword: str = ""
    refusal: str = ""
    next: str = ""


async def listed(request: ConsoleRequest) -> Listed:
    """What the address asks for: `q` looks for somebody, `before` turns the page."""
    keyword = request.query_params.get("q", "").strip()
    if not keyword:
        return await _newest(request)
    country = request.merchant.country
    try:
        found = await find_guests(
            request.db,
            request.merchant.id,
            keyword,
            country=country,
            at=request.now,
            limit=ON_A_PAGE,
        )
    except Invalid as refusal:
        return Listed([], keyword, refusal.sentence)
    return Listed(found, keyword)


async def _newest(request: ConsoleRequest) -> Listed:
    found = await newest_guests(
        request.db, request.merchant.id, before=_mark(request), limit=ON_A_PAGE + 1
    )
    shown = found[:ON_A_PAGE]
    more = f"/console/guests?before={shown[-1].guest}" if len(found) > ON_A_PAGE else ""
    return Listed(shown, next=more)


def _mark(request: ConsoleRequest) -> GuestId | None:
    """The end of the page before; the first page for anything that is none."""
    try:
        return GuestId(UUID(request.query_params.get("before", "")))
    except ValueError:
        return None

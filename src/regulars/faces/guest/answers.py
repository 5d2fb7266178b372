"""What the guests' pages are given, and how one goes back."""

from dataclasses import dataclass
from typing import Any

from litestar import MediaType, Request, Response
from litestar.datastructures import State
from litestar.response import Redirect

from regulars.bookings.page.links import BookingLinks
from regulars.faces.guest.templating import render
from regulars.kernel.clock import Clock
from regulars.platform.db import Database
from regulars.platform.languages import Language
from regulars.platform.payment import PaymentProvider
from regulars.vouchers.gift_cards.pages import GiftPages

POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors "
)
NOBODY = "'none'"
HEADERS = {
    "Content-Security-Policy": f"{POLICY}{NOBODY}",
    "X-Content-Type-Options": "nosniff",
    # The address of a card, or of a booking, is as good as what it leads to.
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "Cache-Control": "no-store",
}

GuestRequest = Request[Any, Any, State]
Page = Response[str]


@dataclass(frozen=True, slots=True)
class GuestDeps:
    """The parts of the guests' pages, handed in by the wiring."""

    db: Database
    clock: Clock
    pages: GiftPages
    bookings: BookingLinks
    payments: PaymentProvider | None = None


def deps_of(request: GuestRequest) -> GuestDeps:
    deps: GuestDeps = request.app.state.guest
    return deps


def page(
    template: str,
    *,
    language: Language,
    status: int = 200,
    site: str = "",
    frames: str = "",
    **context: Any,
) -> Page:
    """A page for its guest. `site` is the website in whose frame it stands.

    No other one may show it, unless `frames` says so.
    """
    body, may = render(template, language, site=site, **context), headers(frames or site)
    return Response(body, media_type=MediaType.HTML, status_code=status, headers=may)


def for_one(page: Page, placeholder: str, own: str) -> Page:
    """A page that was made for many, with one guest's `own` for the `placeholder` on it.

    Its address does not say what is theirs, so that only their browser, when they come back to it,
    still has it.
    """
    kept = {**page.headers, "Cache-Control": "private, max-age=0"}
    return Response(
        page.content.replace(placeholder, own),
        media_type=MediaType.HTML,
        status_code=page.status_code,
        headers=kept,
    )


def go_to(path: str, *, for_ever: bool = False, site: str = "") -> Redirect:
    """Send the browser to another page; `for_ever` where the address that was asked for is old."""
    return Redirect(path, status_code=301 if for_ever else 303, headers=headers(site))


def headers(site: str) -> dict[str, str]:
    """Those of a page that only `site` may frame, and nobody where that is empty."""
    return HEADERS | {"Content-Security-Policy": f"{POLICY}{site or NOBODY}"}

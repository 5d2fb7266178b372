"""A guest's page that there is not, or not now: a sentence, and a way on where one is known.

Where a booking page may stand in the frame of a website, so may these: else the guest would read
the browser's own refusal there. They do nothing, and know nothing that the address does not say.
"""

from litestar.exceptions import HTTPException

from regulars.bookings.page import words
from regulars.bookings.page.links import PATH as BOOK
from regulars.bookings.page.model import Venue
from regulars.bookings.page.rules import is_site
from regulars.faces.guest.answers import NOBODY, GuestRequest, Page, page
from regulars.faces.guest.kept import SITE, read_kept
from regulars.faces.guest.spoken import spoken
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.sentences import said
from regulars.platform import log
from regulars.platform.languages import Language, say

ANYBODY = "*"

HEADINGS = {404: said("There is nothing here"), 429: said("One moment, please")}
NOT_NOW = said("That did not work")


def refuse(request: GuestRequest, refusal: RegularsError) -> Page:
    status = 404 if isinstance(refusal, NotFound) else 503
    return nothing(request, refusal.told, status=status)


def refuse_http(request: GuestRequest, error: HTTPException) -> Page:
    status = 404 if error.status_code == 405 else error.status_code
    return nothing(request, said("This page does not exist."), status=status)


def apologise(request: GuestRequest, __: Exception) -> Page:
    log.exception("unexpected error", face="guest")
    return nothing(request, said("Something went wrong here."), status=500)


def nothing(request: GuestRequest, sentence: str, *, status: int) -> Page:
    """No page but a sentence, in the language of whoever asked."""
    venue: Venue | None = request.state.get("venue")
    language = spoken(request, venue.language if venue else Language.ENGLISH)
    site, frames = _frame(request, venue)
    return page(
        "nothing.html",
        language=language,
        status=status,
        site=site,
        frames=frames,
        heading=say(language, HEADINGS.get(status, NOT_NOW)),
        sentence=say(language, sentence),
        venue=words.name(venue) if venue else "",
        start=_start(request, venue) if venue else "",
    )


def _frame(request: GuestRequest, venue: Venue | None) -> tuple[str, str]:
    """The website in whose frame the page is, if it says so, and those in whose frame it may be."""
    asked = request.query_params.get(SITE, "")
    if not request.url.path.startswith(f"{BOOK}/"):
        return "", NOBODY
    if venue is None:
        return asked if is_site(asked) else "", ANYBODY
    sites = venue.terms.sites
    return asked if asked in sites else "", " ".join(sites) or NOBODY


def _start(request: GuestRequest, venue: Venue) -> str:
    """The venue's page, outside of any frame."""
    return read_kept(request.query_params, ()).to(f"{BOOK}/{venue.terms.slug}")

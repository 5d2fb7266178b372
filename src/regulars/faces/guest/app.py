"""`/gift/…`: what is left of a card, for whoever has its code; `/book/…`: a table. No cookies."""

from typing import Any, cast
from urllib.parse import quote

import segno
from litestar import Litestar, Response, get
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from litestar.response import Redirect
from litestar.types import ExceptionHandlersMap

from regulars.bookings.page.links import PATH as BOOK
from regulars.faces.guest.answers import GuestDeps, GuestRequest, Page, deps_of, go_to, page
from regulars.faces.guest.booking.brake import LOOKS, Brake
from regulars.faces.guest.booking.calendar_file import ROUTES as CALENDAR_FILE
from regulars.faces.guest.booking.change import ROUTES as CHANGE
from regulars.faces.guest.booking.hold import ROUTES as HOLD
from regulars.faces.guest.booking.own import ROUTES as OWN_BOOKING
from regulars.faces.guest.booking.paying import ROUTES as PAYING
from regulars.faces.guest.booking.routes import ROUTES as BOOKING
from regulars.faces.guest.booking.wait import ROUTES as WAIT
from regulars.faces.guest.booking.widget import ROUTES as WIDGET
from regulars.faces.guest.kept import Kept, read_kept
from regulars.faces.guest.misses import Misses
from regulars.faces.guest.refusals import apologise, nothing, refuse, refuse_http
from regulars.faces.guest.spoken import spoken, ways
from regulars.faces.guest.words import told
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.sentences import said
from regulars.merchants import wording
from regulars.merchants.create_merchant import every_merchant
from regulars.merchants.model import Merchant
from regulars.merchants.read import read_merchant
from regulars.platform.languages import Language, language_of, say
from regulars.vouchers.gift_cards.guest import for_guest
from regulars.vouchers.gift_cards.pages import PATH

QUIET = 2
"""Dots of white around a QR code, beside those of its frame."""

UNKNOWN = said("There is no card with this code. Please look at it again.")
SLOWER = said("Too many codes were tried. Please wait ten minutes, then try again.")

SLOWER_LOOKS = said("Many pages were asked for from here. Please wait ten minutes, or call us.")

LONGEST_TYPED = 40
LARGEST_BODY = 50_000


class NothingHere(NotFound):
    """No guest's page has this address."""

    code = "no_such_page"


@get(PATH)
async def show_start(request: GuestRequest) -> Redirect:
    """To the merchant's own page, where the hub has but one."""
    deps: GuestDeps = request.app.state.guest
    match await every_merchant(deps.db):
        case [merchant]:
            return go_to(kept_of(request).to(f"{PATH}/{deps.pages.key_of(merchant)}"))
        case _:
            sentence = said("Please use the whole address that came with your gift card.")
            raise NothingHere(sentence)


@get(f"{PATH}/{{key:str}}")
async def show_door(request: GuestRequest, key: FromPath[str]) -> Response[Any]:
    """Where a code is typed in."""
    merchant = await merchant_of(request, key)
    typed = request.query_params.get("code", "").strip()[:LONGEST_TYPED]
    if typed:
        return go_to(kept_of(request).to(f"{PATH}/{key}/{quote(typed, safe='')}"))
    return door(request, merchant, key)


@get(f"{PATH}/{{key:str}}/{{code:str}}")
async def show_card(request: GuestRequest, key: FromPath[str], code: FromPath[str]) -> Page:
    """What is left of one card."""
    deps: GuestDeps = request.app.state.guest
    merchant, at = await merchant_of(request, key), deps.clock()
    misses: Misses = request.app.state.misses
    who = request.client.host if request.client else ""
    if misses.too_many(who, code, at=at):
        return door(request, merchant, key, code, SLOWER, status=429)
    shown = await for_guest(deps.db, merchant.id, code, at=at)
    if shown is None:
        misses.count(who, at=at)
        return door(request, merchant, key, code, UNKNOWN, status=404)
    language = _language(request, merchant)
    return page(
        "card.html",
        **_frame(request, merchant),
        door=kept_of(request).to(f"{PATH}/{key}"),
        card=told(shown, wording.speaking(merchant, language), language, at=at),
        qr=segno.make(shown.voucher.code, error="m", micro=False).svg_inline(
            omitsize=True, border=QUIET
        ),
    )


def door(
    request: GuestRequest,
    merchant: Merchant,
    key: str,
    code: str = "",
    error: str = "",
    *,
    status: int = 200,
) -> Page:
    """Where a code is typed in, with what is wrong with the one that was."""
    return page(
        "door.html",
        status=status,
        **_frame(request, merchant),
        door=f"{PATH}/{key}",
        kept=kept_of(request),
        typed=code,
        error=say(_language(request, merchant), error),
    )


def _frame(request: GuestRequest, merchant: Merchant) -> dict[str, Any]:
    """What every page of a merchant's cards is given."""
    language, kept, path = _language(request, merchant), kept_of(request), request.url.path
    return {
        "language": language,
        "merchant": merchant,
        "ways": ways(language, lambda lang: kept.speaking(lang).to(path)),
    }


def _language(request: GuestRequest, merchant: Merchant) -> Language:
    return spoken(request, language_of(merchant.locale) or Language.ENGLISH)


def kept_of(request: GuestRequest) -> Kept:
    return read_kept(request.query_params, ())


async def merchant_of(request: GuestRequest, key: str) -> Merchant:
    """Whose pages these are. Raises `NothingHere` for a key that we did not sign."""
    deps: GuestDeps = request.app.state.guest
    merchant = deps.pages.merchant_of(key)
    if merchant is None:
        sentence = said("This address is not complete. Please use the one on your gift card.")
        raise NothingHere(sentence)
    return await read_merchant(deps.db, merchant)


async def slow_down(request: GuestRequest) -> Page | None:
    """Have whoever looks at booking pages by the hundred wait. Forms are counted by themselves."""
    if request.method != "GET" or not request.url.path.startswith(f"{BOOK}/"):
        return None
    brake: Brake = request.app.state.brake
    if not brake.is_on(request, LOOKS, at=deps_of(request).clock()):
        return None
    return nothing(request, SLOWER_LOOKS, status=429)


def create_guest(deps: GuestDeps) -> Litestar:
    """The guests' pages as one application."""
    handlers = {RegularsError: refuse, HTTPException: refuse_http, Exception: apologise}
    return Litestar(
        [
            show_start,
            show_door,
            show_card,
            *BOOKING,
            *HOLD,
            *WAIT,
            *WIDGET,
            *OWN_BOOKING,
            *CHANGE,
            *CALENDAR_FILE,
            *PAYING,
        ],
        before_request=slow_down,
        exception_handlers=cast("ExceptionHandlersMap", handlers),
        state=State({"guest": deps, "misses": Misses(), "brake": Brake()}),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )

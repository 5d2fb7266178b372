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

from regulars.faces.guest.answers import GuestDeps, GuestRequest, Page, page
from regulars.faces.guest.booking.brake import Brake
from regulars.faces.guest.booking.own import ROUTES as OWN_BOOKING
from regulars.faces.guest.booking.routes import ROUTES as BOOKING
from regulars.faces.guest.misses import Misses
from regulars.faces.guest.words import told
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.create_merchant import every_merchant
from regulars.merchants.model import Merchant
from regulars.merchants.read import read_merchant
from regulars.platform import log
from regulars.vouchers.gift_cards.guest import for_guest
from regulars.vouchers.gift_cards.pages import PATH

QUIET = 2
"""Dots of white around a QR code, beside those of its frame."""

UNKNOWN = "There is no card with this code. Please look at it again."
SLOWER = "Too many codes were tried. Please wait ten minutes, then try again."

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
            return Redirect(f"{PATH}/{deps.pages.key_of(merchant)}", status_code=303)
        case _:
            raise NothingHere("Please use the whole address that came with your gift card.")


@get(f"{PATH}/{{key:str}}")
async def show_door(request: GuestRequest, key: FromPath[str]) -> Response[Any]:
    """Where a code is typed in."""
    merchant = await merchant_of(request, key)
    typed = request.query_params.get("code", "").strip()[:LONGEST_TYPED]
    if typed:
        return Redirect(f"{PATH}/{key}/{quote(typed, safe='')}", status_code=303)
    return page("door.html", merchant=merchant, key=key, typed="", error="")


@get(f"{PATH}/{{key:str}}/{{code:str}}")
async def show_card(request: GuestRequest, key: FromPath[str], code: FromPath[str]) -> Page:
    """What is left of one card."""
    deps: GuestDeps = request.app.state.guest
    merchant, at = await merchant_of(request, key), deps.clock()
    misses: Misses = request.app.state.misses
    who = request.client.host if request.client else ""
    if misses.too_many(who, code, at=at):
        return door(merchant, key, code, SLOWER, status=429)
    shown = await for_guest(deps.db, merchant.id, code, at=at)
    if shown is None:
        misses.count(who, at=at)
        return door(merchant, key, code, UNKNOWN, status=404)
    return page(
        "card.html",
        merchant=merchant,
        key=key,
        card=told(shown, merchant, at=at),
        qr=segno.make(shown.voucher.code, error="m", micro=False).svg_inline(
            omitsize=True, border=QUIET
        ),
    )


def door(merchant: Merchant, key: str, code: str, error: str, *, status: int) -> Page:
    return page("door.html", status=status, merchant=merchant, key=key, typed=code, error=error)


async def merchant_of(request: GuestRequest, key: str) -> Merchant:
    """Whose pages these are. Raises `NothingHere` for a key that we did not sign."""
    deps: GuestDeps = request.app.state.guest
    merchant = deps.pages.merchant_of(key)
    if merchant is None:
        raise NothingHere("This address is not complete. Please use the one on your gift card.")
    return await read_merchant(deps.db, merchant)


def refuse(_: GuestRequest, refusal: RegularsError) -> Page:
    status = 404 if isinstance(refusal, NotFound) else 503
    return page("nothing.html", status=status, sentence=refusal.sentence)


def refuse_http(_: GuestRequest, error: HTTPException) -> Page:
    status = 404 if error.status_code == 405 else error.status_code
    return page("nothing.html", status=status, sentence="This page does not exist.")


def apologise(_: GuestRequest, __: Exception) -> Page:
    log.exception("unexpected error", face="guest")
    return page("nothing.html", status=500, sentence="Something went wrong here.")


def create_guest(deps: GuestDeps) -> Litestar:
    """The guests' pages as one application."""
    handlers = {RegularsError: refuse, HTTPException: refuse_http, Exception: apologise}
    return Litestar(
        [show_start, show_door, show_card, *BOOKING, *OWN_BOOKING],
        exception_handlers=cast("ExceptionHandlersMap", handlers),
        state=State({"guest": deps, "misses": Misses(), "brake": Brake()}),
        request_max_body_size=LARGEST_BODY,
        openapi_config=None,
        logging_config=None,
    )

"""A sheet of vouchers to print and cut: what each gives, its code, and the code for a scanner."""

import asyncio
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from litestar import get

from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_batches.card import Card, Guest, card_of
from regulars.faces.console.voucher_batches.exporting import wanted
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import VoucherId
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.vouchers.export import FIRST, after, these
from regulars.vouchers.gift_cards.model import GiftCardState
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.read import states_of
from regulars.vouchers.model import Voucher

PRINT = f"{VOUCHERS}/print"
ON_A_SHEET = 10
AT_ONCE = 500
"""Vouchers on one page: fifty sheets of paper."""


@get(PRINT, may=Role.MANAGER)
async def show_sheet(request: ConsoleRequest) -> Page:
    """The vouchers of a list, of a `batch`, or those whose `ids` are named."""
    found, more = await chosen(request)
    cards = await cards_of(request, found)
    sheets = [cards[start : start + ON_A_SHEET] for start in range(0, len(cards), ON_A_SHEET)]
    return request.page(
        "voucher_batches/sheet.html",
        here="vouchers",
        sheets=sheets,
        number=len(cards),
        next=more and address_after(request, found[-1].id),
    )


async def chosen(request: ConsoleRequest) -> tuple[Sequence[Voucher], bool]:
    """The vouchers to print, and whether more follow."""
    asked = request.query_params
    if ids := asked.get("ids", ""):
        return await these(request.db, request.merchant.id, ids_of(ids.split(","))), False
    [last] = ids_of([asked.get("after") or str(FIRST)])
    which = await wanted(request)
    found = await after(request.db, request.merchant.id, which, last, limit=AT_ONCE + 1)
    return found[:AT_ONCE], len(found) > AT_ONCE


def ids_of(texts: Sequence[str]) -> Sequence[VoucherId]:
    if len(texts) > AT_ONCE:
        raise Invalid(f"At most {AT_ONCE} vouchers are printed at once.")
    try:
        return [VoucherId(UUID(text)) for text in texts]
    except ValueError as error:
        raise Invalid("There is no such voucher.") from error


async def cards_of(request: ConsoleRequest, vouchers: Sequence[Voucher]) -> Sequence[Card]:
    """Cards of the merchant's own vouchers; gift cards only when they were paid for."""
    ids = [voucher.id for voucher in vouchers]
    gifts = await states_of(request.db, request.merchant.id, ids)
    venues = await stores(request.db, request.merchant.id)
    guest = Guest(request.merchant, request.speech, {one.id: one.name for one in venues})
    pages = GiftPages(request.deps.base_url, request.deps.ring)

    def draw() -> Sequence[Card]:
        return [
            card_of(one, guest, scanned(one, gifts, pages))
            for one in vouchers
            if not one.is_wallet and gifts.get(one.id) in (None, GiftCardState.PAID)
        ]

    return await asyncio.to_thread(draw)


def scanned(voucher: Voucher, gifts: Mapping[VoucherId, GiftCardState], pages: GiftPages) -> str:
    """What a scanner reads: the code, for a gift card the page that says what is left."""
    if voucher.id in gifts:
        return pages.card(voucher.merchant, voucher.code)
    return voucher.code


def address_after(request: ConsoleRequest, last: VoucherId) -> str:
    asked = dict(request.query_params) | {"after": str(last)}
    return f"{PRINT}?{urlencode(asked)}"


ROUTES = [show_sheet]

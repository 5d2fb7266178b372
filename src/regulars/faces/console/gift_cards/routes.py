"""The room Gift cards."""

import secrets
from typing import Any
from uuid import UUID

import segno
from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.codes import may_see_codes, shown_code
from regulars.faces.console.forms import Form
from regulars.faces.console.gift_cards.listed import GIFT_CARDS, STATES, listed
from regulars.faces.console.gift_cards.typed import (
    PAID,
    VALID,
    empty_form,
    read_payment,
    read_typed,
)
from regulars.faces.console.gift_cards.words import for_whom, state
from regulars.faces.console.mailbox.routes import state as state_of_mail
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import VoucherId
from regulars.merchants import wording
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.platform import mail
from regulars.vouchers.gift_cards.cancel import cancel
from regulars.vouchers.gift_cards.mail import mail_again
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState
from regulars.vouchers.gift_cards.pages import GiftPages
from regulars.vouchers.gift_cards.pay import pay
from regulars.vouchers.gift_cards.read import read_gift_card, totals
from regulars.vouchers.gift_cards.sell import sell

ONE = GIFT_CARDS + "/{voucher_id:uuid}"
QUIET = 2
"""Dots of white around a QR code, beside those of its frame."""


@get(GIFT_CARDS)
async def show_gift_cards(request: ConsoleRequest) -> Page:
    """The newest first. htmx asks for the list alone."""
    shown = await listed(request)
    if request.is_htmx:
        part = request.part("gift_cards/found.html", shown=shown)
        part.headers["HX-Replace-Url"] = shown.address
        return part
    return request.page(
        "gift_cards/list.html",
        here="gift-cards",
        live="/console/live",
        shown=shown,
        states=list(STATES.items()),
        totals=await totals(request.db, request.merchant.id),
    )


@get(f"{GIFT_CARDS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    return await show_form(request, empty_form(secrets.token_bytes(16)))


@post(GIFT_CARDS)
async def sell_gift_card(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    new = read_typed(form, request, await stores(request.db, request.merchant.id))
    if new is None:
        return await show_form(request, form, status=422)
    try:
        card = await sell(
            request.db,
            request.merchant.id,
            new,
            pages=pages(request),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
        return await show_form(request, form, status=422)
    return request.go_to(f"{GIFT_CARDS}/{card.id}", good=_sold(card))


@get(ONE)
async def show_gift_card(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Page:
    card = await read_gift_card(request.db, request.merchant.id, VoucherId(voucher_id))
    return await show(request, card, Form({"payment": card.payment}))


@post(f"{ONE}/payment")
async def mark_paid(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Response[Any]:
    """The buyer has paid: the value goes on the card, and the card to its recipient."""
    card = await read_gift_card(request.db, request.merchant.id, VoucherId(voucher_id))
    form = await request.read_form()
    payment = read_payment(form)
    if not form.is_good:
        return await show(request, card, form, status=422)
    where = f"{GIFT_CARDS}/{card.id}"
    try:
        paid = await pay(
            request.db,
            request.merchant.id,
            card.id,
            payment,
            pages=pages(request),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        return request.go_to(where, bad=refusal.sentence)
    return request.go_to(where, good=_sold(paid))


@post(f"{ONE}/mail")
async def mail_it_again(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Response[Any]:
    where = f"{GIFT_CARDS}/{voucher_id}"
    try:
        card = await mail_again(
            request.db,
            request.merchant.id,
            VoucherId(voucher_id),
            pages=pages(request),
            at=request.now,
        )
    except RegularsError as refusal:
        return request.go_to(where, bad=refusal.sentence)
    return request.go_to(where, good=f"It is mailed to {card.mail_to} again.")


@post(f"{ONE}/cancellation")
async def cancel_it(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Response[Any]:
    where = f"{GIFT_CARDS}/{voucher_id}"
    try:
        card = await cancel(
            request.db,
            request.merchant.id,
            VoucherId(voucher_id),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        return request.go_to(where, bad=refusal.sentence)
    paid_back = (
        f" Pay {request.speech.money(card.price)} back to the buyer." if card.paid_at else ""
    )
    return request.go_to(where, good=f"It is cancelled, and worth nothing any more.{paid_back}")


@get(f"{ONE}/print", may=Role.MANAGER)
async def show_print(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Page:
    """The card alone, for paper."""
    card = await read_gift_card(request.db, request.merchant.id, VoucherId(voucher_id))
    address = pages(request).card(request.merchant.id, card.voucher.code)
    return request.page(
        "gift_cards/print.html",
        card=card,
        qr=qr(card.voucher.code),
        page_qr=qr(address),
        until=until(card, request),
    )


async def show_form(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "gift_cards/new.html",
        status=status,
        here="gift-cards",
        form=form,
        paid=PAID,
        valid=VALID,
        venues=await stores(request.db, request.merchant.id),
        symbol=currency_symbol(request),
    )


async def show(request: ConsoleRequest, card: GiftCard, form: Form, *, status: int = 200) -> Page:
    letters = await mail.newest(request.db, request.merchant.id, about=f"voucher:{card.id}")
    sees_code = may_see_codes(request.me)
    page = pages(request).card(request.merchant.id, card.voucher.code)
    return request.page(
        "gift_cards/card.html",
        status=status,
        here="gift-cards",
        live="/console/live",
        card=card,
        form=form,
        whom=for_whom(card),
        code=shown_code(card.voucher, request.me),
        state=state(card, request.now),
        facts=await facts(request, card),
        letters=[(one, state_of_mail(one)) for one in letters] if sees_code else [],
        address=page if sees_code else "",
        qr=qr(card.voucher.code) if sees_code else "",
        until=until(card, request),
    )


async def facts(request: ConsoleRequest, card: GiftCard) -> list[tuple[str, str]]:
    """What is known of a gift card."""
    venues = {venue.id: venue.name for venue in await stores(request.db, request.merchant.id)}
    speech = request.speech
    pairs = [
        ("Value", speech.money(card.value)),
        ("Price", speech.money(card.price)),
        ("Payment", card.payment),
        ("For", _person(card.recipient_name, card.recipient_email)),
        ("Bought by", _person(card.buyer_name, card.buyer_email)),
        ("Sold", speech.when(card.sold_at, now=request.now)),
        ("Good until", until(card, request) or "For ever"),
    ]
    if card.store is not None:
        pairs.append(("Store", venues.get(card.store, "")))
    if card.cancelled_at is not None:
        pairs.append(("Cancelled", speech.when(card.cancelled_at, now=request.now)))
    return pairs


def until(card: GiftCard, request: ConsoleRequest) -> str:
    """The last day of the card; nothing for one that is good for ever."""
    ends_at = card.voucher.terms.ends_at
    return wording.last_day(request.merchant, ends_at) if ends_at else ""


def pages(request: ConsoleRequest) -> GiftPages:
    """Where guests look at their gift cards."""
    return GiftPages(request.deps.base_url, request.deps.ring)


def qr(text: str) -> str:
    """A QR code as a drawing that is as wide as its place."""
    return segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=QUIET)


def _sold(card: GiftCard) -> str:
    if card.state is GiftCardState.UNPAID:
        return "It is sold. Once you mark it as paid, it has its value."
    if card.mail_to is None:
        return "It is paid, and ready to be printed."
    return f"It is paid, and on its way to {card.mail_to}."


def _person(name: str, email: str | None) -> str:
    return ", ".join(part for part in (name, email) if part)


ROUTES = [
    show_gift_cards,
    show_new,
    sell_gift_card,
    show_gift_card,
    mark_paid,
    mail_it_again,
    cancel_it,
    show_print,
]

"""Floor & services › Booking page: where guests book by themselves, and what they may book."""

from typing import Any

import segno
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.bookings.page.change import change_page, proposed_terms
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import PageTerms, Venue
from regulars.bookings.page.read import page_of
from regulars.faces.console.booking_page import deposits
from regulars.faces.console.booking_page.address import AT, BOOKING_PAGE
from regulars.faces.console.booking_page.preview import preview
from regulars.faces.console.booking_page.typed import (
    CANCEL,
    NOTICE,
    REMIND,
    form_of,
    options,
    read_typed,
)
from regulars.faces.console.diary.at_store import Place, place_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role
from regulars.merchants.stores import stores

QUIET = 2
"""Dots of white around a QR code, beside those of its frame."""


@get(BOOKING_PAGE, may=Role.MANAGER)
async def find_booking_page(request: ConsoleRequest) -> Redirect:
    """To the first store's."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{BOOKING_PAGE}/{first.id}")


@get(AT, may=Role.MANAGER)
async def show_booking_page(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    place = await place_of(request, store_id)
    found = await page_of(request.db, request.merchant.id, place.store.id)
    terms = (
        found.terms if found else await proposed_terms(request.db, request.merchant, place.store.id)
    )
    return await show(request, place, form_of(terms), terms if found else None)


@post(AT)
async def save_booking_page(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    place = await place_of(request, store_id)
    form = await request.read_form()
    found = await page_of(request.db, request.merchant.id, place.store.id)
    terms = read_typed(form, found.terms if found else None)
    if terms is None:
        return await refused(request, place, form)
    try:
        changed = await change_page(
            request.db,
            request.merchant.id,
            place.store.id,
            terms,
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.refuse(refusal)
        return await refused(request, place, form)
    said = "Saved. Guests can book." if changed.terms.open else "Saved. The page is closed."
    return request.go_to(f"{BOOKING_PAGE}/{place.store.id}", good=said)


async def refused(request: ConsoleRequest, place: Place, form: Form) -> Page:
    found = await page_of(request.db, request.merchant.id, place.store.id)
    return await show(request, place, form, found.terms if found else None, status=422)


async def show(
    request: ConsoleRequest, place: Place, form: Form, kept: PageTerms | None, *, status: int = 200
) -> Page:
    """The form, and beside it the page as it was `kept`, if it ever was."""
    links = BookingLinks(request.deps.base_url, request.deps.ring)
    address = links.page(kept.slug) if kept else ""
    venue = Venue(request.merchant, place.store, kept) if kept and kept.open else None
    return request.page(
        "booking_page/page.html",
        status=status,
        here="seating",
        place=place,
        form=form,
        kept=kept,
        address=address,
        qr=qr(address) if address else "",
        prefix=f"{links.page('')}".removeprefix("https://").removeprefix("http://"),
        notice=options(NOTICE, form.value("notice_minutes")),
        cancel=options(CANCEL, form.value("cancel_minutes")),
        remind=options(REMIND, form.value("remind_minutes")),
        snippet=snippet(address) if kept and kept.sites else "",
        preview=await preview(request, venue) if venue else None,
        deposits=await deposits.rows(request, place, kept.deposits) if kept else (),
        takes_payments=request.deps.takes_payments,
    )


def snippet(address: str) -> str:
    """What a website has in its own page to show the booking page."""
    return f'<script src="{address}/widget.js" async></script>'


def qr(text: str) -> str:
    """A QR code as a drawing that is as wide as its place."""
    return segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=QUIET)


ROUTES = [find_booking_page, show_booking_page, save_booking_page, *deposits.ROUTES]

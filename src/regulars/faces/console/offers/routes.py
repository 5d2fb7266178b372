"""Offers: the list in the till's order, and the form of one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console import pictures
from regulars.faces.console.arranged import Arranged, rows, save_typed, switch, voice_for, way
from regulars.faces.console.benefits import FOR_OFFERS, currency_symbol
from regulars.faces.console.conditions import Whom
from regulars.faces.console.conditions_form import conditions_shown
from regulars.faces.console.forms import Form
from regulars.faces.console.goods import picker
from regulars.faces.console.offers.typed import NEW, filled_in, read_typed
from regulars.faces.console.previews import preview
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import OfferId
from regulars.merchants.model import Role
from regulars.programs.arrange import move_offer
from regulars.programs.define import list_offers, read_offer, save_offer
from regulars.programs.model import Offer

OFFERS = "/console/offers"
ONE = OFFERS + "/{offer_id:uuid}"


@get(OFFERS)
async def show_offers(request: ConsoleRequest) -> Page:
    offers = await list_offers(request.db, request.merchant.id)
    return request.page("offers/list.html", here="offers", rows=await rows(request, offers))


@get(f"{OFFERS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    """An empty form; `member` in the address is whom the offer is for."""
    member = request.query_params.get("member", "")
    whom = {"member": member, "audience": Whom.MEMBER.value} if member else {}
    return await show(request, Form(NEW | whom), None)


@get(ONE, may=Role.MANAGER)
async def show_offer(request: ConsoleRequest, offer_id: FromPath[UUID]) -> Page:
    offer = await read_offer(request.db, request.merchant.id, OfferId(offer_id))
    return await show(request, filled_in(offer, request.speech), offer)


@post(f"{OFFERS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind of benefit that is chosen."""
    return request.part("benefit_fields.html", **await fields(request, await request.read_form()))


@post(f"{OFFERS}/preview")
async def show_preview(request: ConsoleRequest) -> Page:
    typed = await read_typed(await request.read_form(), request, None)
    shown = preview(typed, await voice_for(request, typed))
    return request.part("till_preview.html", preview=shown)


@post(OFFERS, request_max_body_size=pictures.LARGEST_REQUEST)
async def add_offer(request: ConsoleRequest) -> Response[Any]:
    return await save_typed(request, ROOM, None)


@post(ONE, request_max_body_size=pictures.LARGEST_REQUEST)
async def change_offer(request: ConsoleRequest, offer_id: FromPath[UUID]) -> Response[Any]:
    offer = await read_offer(request.db, request.merchant.id, OfferId(offer_id))
    return await save_typed(request, ROOM, offer)


@post(f"{ONE}/active")
async def switch_offer(request: ConsoleRequest, offer_id: FromPath[UUID]) -> Response[Any]:
    offer = await read_offer(request.db, request.merchant.id, OfferId(offer_id))
    return await switch(request, ROOM, offer)


@post(f"{ONE}/place")
async def move(request: ConsoleRequest, offer_id: FromPath[UUID]) -> Response[Any]:
    by, offer = await way(request), OfferId(offer_id)
    await move_offer(
        request.db, request.merchant.id, offer, by=by, at=request.now, actor=request.actor
    )
    return request.go_to(OFFERS)


async def show(
    request: ConsoleRequest, form: Form, known: Offer | None, *, status: int = 200
) -> Page:
    typed = await read_typed(Form(form.fields), request, known)
    voice = await voice_for(request, typed)
    return request.page(
        "offers/offer.html",
        status=status,
        here="offers",
        known=known,
        benefits=FOR_OFFERS,
        picture=pictures.address(request, known.picture if known else None),
        preview=preview(typed, voice),
        **await fields(request, form),
        **await conditions_shown(request, form, voice),
    )


async def fields(request: ConsoleRequest, form: Form) -> dict[str, Any]:
    """For the template `benefit_fields.html`."""
    return {
        "form": form,
        "symbol": currency_symbol(request),
        "goods": await picker(request, form),
    }


ROOM = Arranged(OFFERS, list_offers, read_typed, show, save_offer)
ROUTES = [
    show_offers,
    show_new,
    show_offer,
    show_fields,
    show_preview,
    add_offer,
    change_offer,
    switch_offer,
    move,
]

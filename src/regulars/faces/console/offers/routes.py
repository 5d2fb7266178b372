"""Offers: the list in the till's order, and the form of one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.arranged import Arranged, save_typed, switch, way
from regulars.faces.console.benefits import currency_symbol, described
from regulars.faces.console.forms import Form
from regulars.faces.console.offers.typed import NEW, filled_in, read_typed
from regulars.faces.console.previews import preview
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.speech import Speech
from regulars.faces.console.whose import candidates, named
from regulars.kernel.ids import OfferId
from regulars.merchants.model import Role
from regulars.programs.arrange import move_offer
from regulars.programs.define import list_offers, read_offer, save_offer
from regulars.programs.model import Offer

OFFERS = "/console/offers"
ONE = OFFERS + "/{offer_id:uuid}"
BENEFITS = [
    ("amount_off", "Amount off", "$5 off the bill", "banknote"),
    ("percent_off", "Per cent off", "10 % off, with a maximum", "percent"),
]
EVERYBODY = ("Everybody", "Every member may use it")


@get(OFFERS)
async def show_offers(request: ConsoleRequest) -> Page:
    offers = await list_offers(request.db, request.merchant.id)
    names = await named(request, [offer.member for offer in offers])
    rows = [
        {
            "offer": offer,
            "benefit": described(offer.benefit, request.speech),
            "whom": names.get(offer.member, "") if offer.member else "",
            "state": state(offer, request.now),
            "when": when(offer, request.speech),
        }
        for offer in offers
    ]
    return request.page("offers/list.html", here="offers", rows=rows)


@get(f"{OFFERS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    """An empty form; `member` in the address is whom the offer is for."""
    form = Form(NEW | {"member": request.query_params.get("member", "")})
    return await show(request, form, None)


@get(ONE, may=Role.MANAGER)
async def show_offer(request: ConsoleRequest, offer_id: FromPath[UUID]) -> Page:
    offer = await read_offer(request.db, request.merchant.id, OfferId(offer_id))
    return await show(request, filled_in(offer, request.speech), offer)


@post(f"{OFFERS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind of benefit that is chosen."""
    form = await request.read_form()
    return request.part("benefit_fields.html", form=form, symbol=currency_symbol(request))


@post(f"{OFFERS}/members")
async def show_candidates(request: ConsoleRequest) -> Page:
    """Whom the offer may be for: who is looked for, and who is chosen already."""
    form = await request.read_form()
    return request.part("whom.html", form=form, people=await candidates(request, form, EVERYBODY))


@post(f"{OFFERS}/preview")
async def show_preview(request: ConsoleRequest) -> Page:
    typed = read_typed(await request.read_form(), request, None)
    return request.part("till_preview.html", preview=preview(typed, "", request))


@post(OFFERS)
async def add_offer(request: ConsoleRequest) -> Response[Any]:
    return await save_typed(request, ROOM, None)


@post(ONE)
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
    typed = read_typed(Form(form.fields), request, known)
    return request.page(
        "offers/offer.html",
        status=status,
        here="offers",
        form=form,
        known=known,
        benefits=BENEFITS,
        symbol=currency_symbol(request),
        people=await candidates(request, form, EVERYBODY),
        preview=preview(typed, "", request),
    )


def state(offer: Offer, at: datetime) -> tuple[str, str]:
    """A word on whether the till offers it at `at`, and the kind of its badge."""
    if not offer.active:
        return "Off", "neutral"
    if offer.ends_at is not None and offer.ends_at <= at:
        return "Over", "neutral"
    if offer.limit_total is not None and offer.used >= offer.limit_total:
        return "Used up", "neutral"
    if offer.starts_at is not None and at < offer.starts_at:
        return "Not yet", "wait"
    return "On", "good"


def when(offer: Offer, speech: Speech) -> str:
    """The days on which it can be used, in words."""
    parts = []
    if offer.starts_at:
        parts.append(f"from {speech.moment(offer.starts_at)}")
    if offer.ends_at:
        parts.append(f"until {speech.moment(offer.ends_at)}")
    said = " ".join(parts)
    return said[:1].upper() + said[1:] or "Always"


ROOM = Arranged(OFFERS, list_offers, read_typed, show, save_offer)
ROUTES = [
    show_offers,
    show_new,
    show_offer,
    show_fields,
    show_candidates,
    show_preview,
    add_offer,
    change_offer,
    switch_offer,
    move,
]

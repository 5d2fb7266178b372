"""Quiet times: the offers with their budgets, the week ahead, and the form of an offer."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.bookings.quiet import arrange
from regulars.bookings.quiet.errors import NoSuchOffer
from regulars.bookings.quiet.model import QuietOffer
from regulars.bookings.quiet.read import offers_of
from regulars.bookings.quiet.week import coming_week
from regulars.faces.console.arranged import way
from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.diary.at_store import Place, place_of
from regulars.faces.console.floor.at_store import speech_at
from regulars.faces.console.forms import Form
from regulars.faces.console.quiet.typed import NEW, as_typed, read_terms, refuse
from regulars.faces.console.quiet.week import week_of
from regulars.faces.console.quiet.words import row
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.services.chosen import ChosenServices, services_of
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import QuietOfferId
from regulars.merchants.model import Role
from regulars.merchants.stores import stores

QUIET = "/console/quiet"
AT = QUIET + "/{store_id:int}"
ONE = AT + "/{offer_id:uuid}"
KINDS = (
    ("points", "More points", "For members, when the bill is paid", "coins"),
    ("voucher", "A voucher", "For everybody, good on that day", "ticket-percent"),
)


@get(QUIET, may=Role.MANAGER)
async def find_offers(request: ConsoleRequest) -> Redirect:
    """To the first store."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{QUIET}/{first.id}")


@get(AT, may=Role.MANAGER)
async def show_offers(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    place = await place_of(request, store_id)
    db, merchant, store = request.db, request.merchant.id, place.store
    offers = await offers_of(db, merchant, store.id)
    services = await services_of(request, store.id)
    slots = await coming_week(db, merchant, store.id, place.today, at=request.now)
    names: dict[object, str] = {one.id: one.terms.name for one in offers}
    speech = speech_at(store, request)
    return request.page(
        "quiet/list.html",
        here="seating",
        place=place,
        address=address(place),
        rows=[row(one, ChosenServices(services, one.terms.services), speech) for one in offers],
        week=week_of(slots, place.today, names, speech),
    )


@get(f"{AT}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    place = await place_of(request, store_id)
    return await show(request, place, as_typed(NEW, request.speech), None)


@get(ONE, may=Role.MANAGER)
async def show_offer(
    request: ConsoleRequest, store_id: FromPath[int], offer_id: FromPath[UUID]
) -> Page:
    place = await place_of(request, store_id)
    known = await offer_of(request, place, offer_id)
    return await show(request, place, as_typed(known.terms, request.speech), known)


@post(AT)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    return await save(request, await place_of(request, store_id), None)


@post(ONE)
async def change(
    request: ConsoleRequest, store_id: FromPath[int], offer_id: FromPath[UUID]
) -> Response[Any]:
    place = await place_of(request, store_id)
    return await save(request, place, await offer_of(request, place, offer_id))


@post(f"{ONE}/active")
async def switch(
    request: ConsoleRequest, store_id: FromPath[int], offer_id: FromPath[UUID]
) -> Response[Any]:
    place = await place_of(request, store_id)
    known = await offer_of(request, place, offer_id)
    on = (await request.read_form()).flag("active")
    await arrange.switch_offer(
        request.db, request.merchant.id, known.id, on=on, at=request.now, actor=request.actor
    )
    said = f"{known.terms.name} is {'on' if on else 'off. What was promised is kept'}."
    return request.go_to(address(place), good=said)


@post(f"{ONE}/place")
async def move(
    request: ConsoleRequest, store_id: FromPath[int], offer_id: FromPath[UUID]
) -> Response[Any]:
    place = await place_of(request, store_id)
    known = await offer_of(request, place, offer_id)
    by = await way(request)
    await arrange.move_offer(
        request.db, request.merchant.id, known.id, by=by, at=request.now, actor=request.actor
    )
    return request.go_to(address(place))


@post(f"{ONE}/remove")
async def remove(
    request: ConsoleRequest, store_id: FromPath[int], offer_id: FromPath[UUID]
) -> Response[Any]:
    place = await place_of(request, store_id)
    known = await offer_of(request, place, offer_id)
    await arrange.remove_offer(
        request.db, request.merchant.id, known.id, at=request.now, actor=request.actor
    )
    said = f"{known.terms.name} is gone. What was promised is kept."
    return request.go_to(address(place), good=said)


def address(place: Place) -> str:
    return f"{QUIET}/{place.store.id}"


async def services_for(
    request: ConsoleRequest, place: Place, known: QuietOffer | None
) -> ChosenServices:
    every = await services_of(request, place.store.id)
    return ChosenServices(every, known.terms.services if known else ())


async def offer_of(request: ConsoleRequest, place: Place, number: UUID) -> QuietOffer:
    """Raises `NoSuchOffer`, also for one of another store."""
    found = await arrange.read_offer(request.db, request.merchant.id, QuietOfferId(number))
    if found.store != place.store.id:
        raise NoSuchOffer("There is no such offer.")
    return found


async def save(request: ConsoleRequest, place: Place, known: QuietOffer | None) -> Response[Any]:
    form, services = await request.read_form(), await services_for(request, place, known)
    terms = read_terms(form, services, request.speech, request.merchant.currency)
    db, merchant = request.db, request.merchant.id
    said: dict[str, Any] = {"at": request.now, "actor": request.actor}
    if terms is not None:
        try:
            if known is None:
                await arrange.add_offer(db, merchant, place.store.id, terms, **said)
            else:
                await arrange.change_offer(db, merchant, known.id, terms, **said)
            return request.go_to(address(place), good=f"{terms.name} is saved.")
        except RegularsError as refusal:
            refuse(form, refusal)
    return await show(request, place, form, known, status=422)


async def show(
    request: ConsoleRequest,
    place: Place,
    form: Form,
    known: QuietOffer | None,
    *,
    status: int = 200,
) -> Page:
    services = await services_for(request, place, known)
    return request.page(
        "quiet/offer.html",
        status=status,
        here="seating",
        place=place,
        address=address(place),
        form=form,
        known=known,
        kinds=KINDS,
        symbol=currency_symbol(request),
        days=[
            (f"day_{day}", name, form.flag(f"day_{day}"))
            for day, name in enumerate(request.speech.weekdays)
        ],
        services=services.checks(form),
        has_lost_some=services.has_lost_some,
    )


ROUTES = [find_offers, show_offers, show_new, show_offer, add, change, switch, move, remove]

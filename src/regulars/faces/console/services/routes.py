"""Services: the list with a week of them, and the form of one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.bookings.errors import NoSuchPlace
from regulars.bookings.floor.model import Service, ServiceTerms
from regulars.bookings.floor.read import read_services
from regulars.bookings.floor.services import add_service, change_service, remove_service
from regulars.faces.console.floor.at_store import Drawn, drawn_at
from regulars.faces.console.floor.free import section_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.services.preview import example_of
from regulars.faces.console.services.typed import NEW, SEVERAL, as_typed, read_terms, stay_lines
from regulars.faces.console.services.week import KINDS, days_said, stays_said, times_said, week_of
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role
from regulars.merchants.stores import stores

SERVICES = "/console/services"
AT = SERVICES + "/{store_id:int}"
ONE = AT + "/{service_id:uuid}"
SLOTS = (5, 10, 15, 20, 30, 45, 60, 90, 120)


@get(SERVICES)
async def find_services(request: ConsoleRequest) -> Redirect:
    """To the first store."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{SERVICES}/{first.id}")


@get(AT)
async def show_services(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    drawn = await drawn_at(request, store_id)
    services = await services_of(request, drawn)
    return request.page(
        "services/list.html",
        here="seating",
        drawn=drawn,
        rows=[row(service, drawn, request) for service in services],
        week=week_of(services, request.speech),
        may_edit=request.me.role is not Role.STAFF,
    )


@get(f"{AT}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    return show(request, await drawn_at(request, store_id), as_typed(NEW), None)


@get(ONE, may=Role.MANAGER)
async def show_service(
    request: ConsoleRequest, store_id: FromPath[int], service_id: FromPath[UUID]
) -> Page:
    drawn = await drawn_at(request, store_id)
    known = await service_of(request, drawn, service_id)
    return show(request, drawn, as_typed(known.terms), known)


@post(f"{AT}/preview", may=Role.STAFF)
async def show_preview(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The times of a day, while they are typed."""
    drawn = await drawn_at(request, store_id)
    terms = read_terms(await request.read_form(), drawn.floor)
    return request.part("services/preview.html", example=example_of(terms, drawn.place, request))


@post(AT)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    if (terms := read_terms(form, drawn.floor)) is not None:
        try:
            new = await add_service(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                terms,
                at=request.now,
                actor=request.actor,
            )
            return request.go_to(address(drawn), good=f"{new.terms.name} is there.")
        except RegularsError as refusal:
            refuse(form, refusal)
    return show(request, drawn, form, None, status=422)


@post(ONE)
async def change(
    request: ConsoleRequest, store_id: FromPath[int], service_id: FromPath[UUID]
) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    known = await service_of(request, drawn, service_id)
    if (terms := read_terms(form, drawn.floor)) is not None:
        try:
            changed = await change_service(
                request.db,
                request.merchant.id,
                known.id,
                terms,
                at=request.now,
                actor=request.actor,
            )
            said = f"{changed.terms.name} is saved. Bookings that are there stay as they are."
            return request.go_to(address(drawn), good=said)
        except RegularsError as refusal:
            refuse(form, refusal)
    return show(request, drawn, form, known, status=422)


@post(f"{ONE}/remove")
async def remove(
    request: ConsoleRequest, store_id: FromPath[int], service_id: FromPath[UUID]
) -> Response[Any]:
    drawn = await drawn_at(request, store_id)
    known = await service_of(request, drawn, service_id)
    left = await remove_service(
        request.db, request.merchant.id, known.id, at=request.now, actor=request.actor
    )
    name = known.terms.name
    if left is not None:
        return request.go_to(address(drawn), info=f"{name} has bookings, so it is switched off.")
    return request.go_to(address(drawn), good=f"{name} is gone.")


def address(drawn: Drawn) -> str:
    return f"{SERVICES}/{drawn.place.store.id}"


async def services_of(request: ConsoleRequest, drawn: Drawn) -> list[Service]:
    store = drawn.place.store.id
    return [*await read_services(request.db, request.merchant.id, store, also_inactive=True)]


async def service_of(request: ConsoleRequest, drawn: Drawn, number: UUID) -> Service:
    """Raises `NoSuchPlace`."""
    for service in await services_of(request, drawn):
        if service.id == number:
            return service
    raise NoSuchPlace("There is no such service.")


def refuse(form: Form, refusal: RegularsError) -> None:
    """A refusal of what is typed into several fields stands below them."""
    form.fields |= dict.fromkeys(SEVERAL, "")
    form.refuse(refusal)


def row(service: Service, drawn: Drawn, request: ConsoleRequest) -> dict[str, Any]:
    """A service in words."""
    terms = service.terms
    sections = [section_of(drawn.floor, section) for section in terms.sections]
    return {
        "id": service.id,
        "terms": terms,
        "kind": KINDS[terms.kind],
        "days": days_said(terms.weekdays, request.speech),
        "dates": dates_said(terms, request),
        "times": times_said(terms, request.speech),
        "stays": stays_said(terms),
        "sections": ", ".join(one.name for one in sections if one) or "Whole floor",
    }


def dates_said(terms: ServiceTerms, request: ConsoleRequest) -> str:
    first, last = terms.first_day, terms.last_day
    if first and last:
        return f"{request.speech.date(first)} – {request.speech.date(last)}"
    if first:
        return f"from {request.speech.date(first)}"
    return f"until {request.speech.date(last)}" if last else ""


def show(
    request: ConsoleRequest, drawn: Drawn, form: Form, known: Service | None, *, status: int = 200
) -> Page:
    terms = read_terms(Form(form.fields), drawn.floor)
    sections = drawn.floor.sections
    return request.page(
        "services/service.html",
        status=status,
        here="seating",
        drawn=drawn,
        address=address(drawn),
        form=form,
        known=known,
        kinds=[(kind.value, name) for kind, name in KINDS.items()],
        days=[
            (f"day_{day}", name, form.flag(f"day_{day}"))
            for day, name in enumerate(request.speech.weekdays)
        ],
        slots=[(str(minutes), f"{minutes} minutes") for minutes in slots_with(form)],
        lines=stay_lines(form),
        sections=[
            (f"section_{one.id}", one.name, form.flag(f"section_{one.id}")) for one in sections
        ],
        example=example_of(terms, drawn.place, request),
    )


def slots_with(form: Form) -> list[int]:
    """The usual lengths of a slot, and the one that the service has."""
    own = form.value("slot_minutes")
    return sorted(
        {*SLOTS, *([int(own)] if own.isascii() and own.isdigit() and len(own) < 4 else [])}
    )


ROUTES = [find_services, show_services, show_new, show_service, show_preview, add, change, remove]

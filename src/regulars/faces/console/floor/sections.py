"""A section: its name and how large it is."""

from typing import Any, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.floor.model import Section
from regulars.bookings.floor.sections import add_section, change_section, remove_section
from regulars.faces.console.floor.at_store import AT, Drawn, drawn_at
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role

SECTIONS = AT + "/sections"
ONE = SECTIONS + "/{section_id:uuid}"
NEW = {"columns": "24", "rows": "16"}


class Typed(NamedTuple):
    name: str
    columns: int
    rows: int


@get(f"{SECTIONS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    return show(request, await drawn_at(request, store_id), Form(NEW), None)


@get(ONE, may=Role.MANAGER)
async def show_section(
    request: ConsoleRequest, store_id: FromPath[int], section_id: FromPath[UUID]
) -> Page:
    drawn = await drawn_at(request, store_id)
    known = drawn.section(section_id)
    typed = {"name": known.name, "columns": str(known.columns), "rows": str(known.rows)}
    return show(request, drawn, Form(typed), known)


@post(SECTIONS)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    if (typed := read(form)) is not None:
        try:
            new = await add_section(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                typed.name,
                columns=typed.columns,
                rows=typed.rows,
                at=request.now,
                actor=request.actor,
            )
            return request.go_to(drawn.address_of(new.id), good=f"{new.name} is there.")
        except RegularsError as refusal:
            form.refuse(refusal)
    return show(request, drawn, form, None, status=422)


@post(ONE)
async def change(
    request: ConsoleRequest, store_id: FromPath[int], section_id: FromPath[UUID]
) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    known = drawn.section(section_id)
    if (typed := read(form)) is not None:
        try:
            await change_section(
                request.db,
                request.merchant.id,
                known.id,
                typed.name,
                columns=typed.columns,
                rows=typed.rows,
                at=request.now,
                actor=request.actor,
            )
            return request.go_to(drawn.address_of(known.id), good=f"{typed.name} is saved.")
        except RegularsError as refusal:
            form.refuse(refusal)
    return show(request, drawn, form, known, status=422)


@post(f"{ONE}/remove")
async def remove(
    request: ConsoleRequest, store_id: FromPath[int], section_id: FromPath[UUID]
) -> Response[Any]:
    drawn = await drawn_at(request, store_id)
    known = drawn.section(section_id)
    await remove_section(
        request.db, request.merchant.id, known.id, at=request.now, actor=request.actor
    )
    return request.go_to(drawn.address, good=f"{known.name} is gone.")


def read(form: Form) -> Typed | None:
    """What was typed; None, with sentences in `form`, when it is not complete."""
    name = form.text("name", required="What is this section called?", most=40)
    columns = form.whole("columns", required="How wide is it?", least=6, most=80)
    rows = form.whole("rows", required="How deep is it?", least=4, most=80)
    if not form.is_good or columns is None or rows is None:
        return None
    return Typed(name, columns, rows)


def show(
    request: ConsoleRequest, drawn: Drawn, form: Form, known: Section | None, *, status: int = 200
) -> Page:
    return request.page(
        "floor/section.html", status=status, here="seating", drawn=drawn, form=form, known=known
    )


ROUTES = [show_new, show_section, add, change, remove]

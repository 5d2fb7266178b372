"""A table, typed: on a page of its own, or beside the plan."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.floor.model import NewTable, Shape, Spot, Table
from regulars.bookings.floor.tables import add_table, change_table, remove_table
from regulars.faces.console.floor.at_store import AT, Drawn, asked_section, drawn_at
from regulars.faces.console.floor.free import free_spot, names_of, next_names, section_of, size_of
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import SectionId
from regulars.merchants.model import Role

TABLES = AT + "/tables"
ONE = TABLES + "/{table_id:uuid}"
CHANGED = "floor-changed"
"""What the plan on the page hears when a form beside it was saved."""
SHAPES = [("square", "Square"), ("round", "Round"), ("long", "Long"), ("bar", "Bar, one side")]


@get(f"{TABLES}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    drawn = await drawn_at(request, store_id)
    section = asked_section(request, drawn.floor)
    typed = {"least": "2", "most": "4", "shape": "square", "online": "on"}
    if section is not None:
        typed |= {"section": str(section.id), "name": next(next_names(drawn.floor, section.id))}
    return show(request, drawn, Form(typed), None)


@get(ONE, may=Role.MANAGER)
async def show_table(
    request: ConsoleRequest, store_id: FromPath[int], table_id: FromPath[UUID]
) -> Page:
    drawn = await drawn_at(request, store_id)
    known = drawn.table(table_id)
    return show(request, drawn, as_typed(known), known)


@post(TABLES)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    try:
        if (typed := read(form, drawn, None)) is not None:
            new = await add_table(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                typed,
                at=request.now,
                actor=request.actor,
            )
            return request.go_to(drawn.address_of(new.section), good=f"Table {new.name} is there.")
    except RegularsError as refusal:
        form.refuse(refusal)
    return show(request, drawn, form, None, status=422)


@post(ONE)
async def change(
    request: ConsoleRequest, store_id: FromPath[int], table_id: FromPath[UUID]
) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    known = drawn.table(table_id)
    try:
        if (typed := read(form, drawn, known)) is not None:
            changed = await change_table(
                request.db,
                request.merchant.id,
                known.id,
                typed,
                at=request.now,
                actor=request.actor,
            )
            return saved(request, drawn, changed)
    except RegularsError as refusal:
        form.refuse(refusal)
    return show(request, drawn, form, known, status=422)


@post(f"{ONE}/remove")
async def remove(
    request: ConsoleRequest, store_id: FromPath[int], table_id: FromPath[UUID]
) -> Response[Any]:
    drawn = await drawn_at(request, store_id)
    known = drawn.table(table_id)
    try:
        await remove_table(
            request.db, request.merchant.id, known.id, at=request.now, actor=request.actor
        )
    except RegularsError as refusal:
        form = as_typed(known)
        form.refuse(refusal)
        return show(request, drawn, form, known, status=409)
    if request.is_htmx:
        return telling(Response("", media_type="text/html", status_code=200))
    return request.go_to(drawn.address_of(known.section), good=f"Table {known.name} is gone.")


def saved(request: ConsoleRequest, drawn: Drawn, table: Table) -> Response[Any]:
    if request.is_htmx:
        return telling(show(request, drawn, as_typed(table), table, done=True))
    return request.go_to(drawn.address_of(table.section), good=f"Table {table.name} is saved.")


def telling(response: Response[Any]) -> Response[Any]:
    """The answer, with a word to the plan that is drawn on the page."""
    response.headers["HX-Trigger"] = CHANGED
    return response


def read(form: Form, drawn: Drawn, known: Table | None) -> NewTable | None:
    """The table that was typed; None, with sentences in `form`, when it is not complete.

    It stands where it stood, or where there is room. Raises `BadFloor`.
    """
    name = form.text("name", required="What is this table called?", most=20)
    least = form.whole("least", required="At least how many?", least=1, most=200)
    most = form.whole("most", required="At most how many?", least=1, most=200)
    shape = form.choice("shape", Shape, known.shape if known else Shape.SQUARE)
    section = read_section(form, drawn)
    if not form.is_good or section is None or least is None or most is None:
        return None
    return NewTable(
        section=section,
        name=name,
        least=least,
        most=most,
        shape=shape,
        spot=spot_of(drawn, known, section, shape, most),
        online=form.flag("online"),
    )


def read_section(form: Form, drawn: Drawn) -> SectionId | None:
    typed = form.text("section", required="In which section?", most=40)
    if typed and all(str(one.id) != typed for one in drawn.floor.sections):
        form.errors["section"] = "Choose one of these."
    return SectionId(UUID(typed)) if form.is_good else None


def spot_of(drawn: Drawn, known: Table | None, section: SectionId, shape: Shape, most: int) -> Spot:
    if known and known.section == section and known.shape is shape:
        return known.spot
    room = section_of(drawn.floor, section)
    assert room is not None
    size = size_of(shape, most)
    others = [one for one in drawn.floor.tables if known is None or one.id != known.id]
    if known and known.section == section:
        return free_spot(room, others, *size, near=known.spot)
    return free_spot(room, others, *size)


def as_typed(table: Table) -> Form:
    return Form(
        {
            "name": table.name,
            "section": str(table.section),
            "least": str(table.least),
            "most": str(table.most),
            "shape": table.shape.value,
            "online": "on" if table.online else "",
        }
    )


def show(
    request: ConsoleRequest,
    drawn: Drawn,
    form: Form,
    known: Table | None,
    *,
    status: int = 200,
    done: bool = False,
) -> Page:
    """The form: a whole page, or the part beside the plan."""
    answer = request.part if request.is_htmx and known else request.page
    return answer(
        "floor/table_beside.html" if request.is_htmx and known else "floor/table.html",
        status=status,
        here="seating",
        drawn=drawn,
        form=form,
        known=known,
        done=done,
        shapes=SHAPES,
        sections=[(str(one.id), one.name) for one in drawn.floor.sections],
        together=together_with(drawn, known) if known else [],
    )


def together_with(drawn: Drawn, table: Table) -> list[tuple[str, str, str]]:
    """What a table is pushed together to: address, names, covers."""
    return [
        (
            f"{drawn.address}/combinations/{one.id}",
            names_of(drawn.floor, one.tables),
            f"{one.least}–{one.most}",
        )
        for one in drawn.floor.combinations
        if table.id in one.tables
    ]


ROUTES = [show_new, show_table, add, change, remove]

"""Several tables at once: from one number to another."""

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.floor.model import NewTable, Section, Shape
from regulars.bookings.floor.tables import add_table
from regulars.faces.console.floor.at_store import AT, Drawn, asked_section, drawn_at
from regulars.faces.console.floor.free import free_spot, next_names, section_of, size_of
from regulars.faces.console.floor.tables import SHAPES, read_section
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role

SEVERAL = AT + "/several"
MOST = 60
"""Tables at once."""


@get(SEVERAL, may=Role.MANAGER)
async def show_several(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    drawn = await drawn_at(request, store_id)
    section = asked_section(request, drawn.floor)
    typed = {"least": "2", "most": "4", "shape": "square", "online": "on"}
    if section is not None:
        following = next(next_names(drawn.floor, section.id))
        typed |= {"section": str(section.id), "first": following if following.isdecimal() else "1"}
    return show(request, drawn, Form(typed))


@post(SEVERAL)
async def add_several(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    try:
        tables = read(form, drawn)
        for table in tables:
            await add_table(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                table,
                at=request.now,
                actor=request.actor,
            )
    except RegularsError as refusal:
        form.refuse(refusal)
    if not form.is_good or not tables:
        return show(request, drawn, form, status=422)
    said = f"{len(tables)} tables are there." if len(tables) > 1 else "The table is there."
    return request.go_to(drawn.address_of(tables[0].section), good=said)


def read(form: Form, drawn: Drawn) -> list[NewTable]:
    """The tables that were asked for; none, with sentences in `form`, when something is wrong.

    Raises `BadFloor` where there is no room for all.
    """
    before = form.text("before", most=10)
    first = form.whole("first", required="From which number?", least=0, most=9999)
    last = form.whole("last", required="To which number?", least=0, most=9999)
    least = form.whole("least", required="At least how many?", least=1, most=200)
    most = form.whole("most", required="At most how many?", least=1, most=200)
    shape = form.choice("shape", Shape, Shape.SQUARE)
    section = read_section(form, drawn)
    if first is None or last is None or least is None or most is None or section is None:
        return []
    names = [f"{before}{number}" for number in range(first, last + 1)][: MOST + 1]
    check(form, drawn, names, least, most)
    if not form.is_good:
        return []
    room = section_of(drawn.floor, section)
    assert room is not None
    return placed(drawn, room, names, least, most, shape, form.flag("online"))


def check(form: Form, drawn: Drawn, names: list[str], least: int, most: int) -> None:
    """Note what is wrong with all of them together, before the first is there."""
    if not names:
        form.errors["last"] = "This comes before the first number."
    if len(names) > MOST:
        form.errors["last"] = f"At most {MOST} tables at once."
    if most < least:
        form.errors["most"] = "This is fewer than the least."
    taken = {table.name.casefold() for table in drawn.floor.tables}
    if there := next((name for name in names if name.casefold() in taken), None):
        form.errors["first"] = f"There is a table {there} already."


def placed(
    drawn: Drawn,
    section: Section,
    names: list[str],
    least: int,
    most: int,
    shape: Shape,
    online: bool,
) -> list[NewTable]:
    """The tables, row by row where there is room. Raises `BadFloor`."""
    tables: list[NewTable] = []
    for name in names:
        spot = free_spot(section, [*drawn.floor.tables, *tables], *size_of(shape, most))
        tables.append(
            NewTable(
                section=section.id,
                name=name,
                least=least,
                most=most,
                shape=shape,
                spot=spot,
                online=online,
            )
        )
    return tables


def show(request: ConsoleRequest, drawn: Drawn, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "floor/several.html",
        status=status,
        here="seating",
        drawn=drawn,
        form=form,
        shapes=SHAPES,
        sections=[(str(one.id), one.name) for one in drawn.floor.sections],
    )


ROUTES = [show_several, add_several]

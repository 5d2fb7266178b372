"""The page that compares the diary with the till, and mends what a press can mend."""

from uuid import UUID

from litestar import get, post
from litestar.response import Redirect

from regulars.bookings.floor.model import Floor, NewTable, Spot, Table
from regulars.bookings.floor.read import read_floor
from regulars.bookings.floor.tables import add_table, change_table
from regulars.bookings.till.doctor import examine
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import TableId
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.sales.exceptions import list_exceptions
from regulars.sales.model import ExceptionKind, ExceptionState

TILL_CHECK = "/console/till-check"
USUAL_LEAST, USUAL_MOST = 2, 4
"""Covers of a table that the till has and the diary has not, until somebody says otherwise."""


@get(TILL_CHECK, may=Role.MANAGER)
async def show_till_check(request: ConsoleRequest) -> Page:
    """Sites, stores and tables side by side, and the orders that found no partner."""
    db, merchant = request.db, request.merchant.id
    waiting = await list_exceptions(db, merchant, state=ExceptionState.OPEN)
    return request.page(
        "till_check/page.html",
        here="seating",
        venues=await stores(db, merchant),
        now=request.now,
        found=await examine(db, request.deps.tills, merchant),
        strays=[one for one in waiting if one.kind is ExceptionKind.STRAY],
    )


@post(f"{TILL_CHECK}/rename")
async def rename_table(request: ConsoleRequest) -> Redirect:
    """Call a table of the diary what the till calls it."""
    form = await request.read_form()
    name = form.text("name", required="Which name?", most=20)
    table = await _table(request, form)
    told = NewTable(
        section=table.section,
        name=name,
        least=table.least,
        most=table.most,
        shape=table.shape,
        spot=table.spot,
        online=table.online,
    )
    try:
        await change_table(
            request.db, request.merchant.id, table.id, told, at=request.now, actor=request.actor
        )
    except RegularsError as refusal:
        return request.go_to(TILL_CHECK, bad=refusal.sentence)
    return request.go_to(TILL_CHECK, good=f"Table {table.name} is called {name} now.")


@post(f"{TILL_CHECK}/add")
async def add_from_till(request: ConsoleRequest) -> Redirect:
    """Draw a table that only the till has, in the corner of the first section."""
    form = await request.read_form()
    floor = await _floor(request, form)
    if not floor.sections:
        return request.go_to(TILL_CHECK, bad="Draw a section first; tables stand in one.")
    new = NewTable(
        section=floor.sections[0].id,
        name=form.text("name", required="Which name?", most=20),
        least=USUAL_LEAST,
        most=USUAL_MOST,
        spot=Spot(0, 0),
    )
    try:
        table = await add_table(
            request.db, request.merchant.id, floor.store, new, at=request.now, actor=request.actor
        )
    except RegularsError as refusal:
        return request.go_to(TILL_CHECK, bad=refusal.sentence)
    where = floor.sections[0].name
    return request.go_to(
        TILL_CHECK, good=f"Table {table.name} stands in the corner of {where} now, for 2 to 4."
    )


async def _floor(request: ConsoleRequest, form: Form) -> Floor:
    """The floor of the store that the form names. Raises `NotFound`."""
    typed = form.text("store")
    for store in await stores(request.db, request.merchant.id):
        if str(store.id) == typed:
            return await read_floor(request.db, request.merchant.id, store.id)
    raise NotFound("There is no such store.")


async def _table(request: ConsoleRequest, form: Form) -> Table:
    """The table that the form names. Raises `NotFound`."""
    floor = await _floor(request, form)
    try:
        table = floor.table(TableId(UUID(form.text("table"))))
    except ValueError:
        table = None
    if table is None:
        raise NotFound("There is no such table.")
    return table


ROUTES = [show_till_check, rename_table, add_from_till]

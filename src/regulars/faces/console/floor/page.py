"""The floor's page: the plan of a section, its tables as a list, and what is pushed together."""

from litestar import get
from litestar.params import FromPath
from litestar.response import Redirect

from regulars.faces.console.floor.at_store import AT, FLOOR, asked_section, drawn_at
from regulars.faces.console.floor.free import names_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.merchants.model import Role
from regulars.merchants.stores import stores


@get(FLOOR)
async def find_floor(request: ConsoleRequest) -> Redirect:
    """To the first store."""
    [first, *_] = await stores(request.db, request.merchant.id)
    return request.go_to(f"{FLOOR}/{first.id}")


@get(AT)
async def show_floor(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    drawn = await drawn_at(request, store_id)
    floor, section = drawn.floor, asked_section(request, drawn.floor)
    together = [(one, names_of(floor, one.tables)) for one in floor.combinations]
    return request.page(
        "floor/floor.html",
        here="seating",
        live="/console/live",
        drawn=drawn,
        section=section,
        tables=[one for one in floor.tables if section and one.section == section.id],
        covers=sum(one.most for one in floor.tables),
        together=together,
        may_edit=request.me.role is not Role.STAFF,
    )


ROUTES = [find_floor, show_floor]

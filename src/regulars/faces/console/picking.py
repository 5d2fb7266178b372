"""What forms look for while somebody types: goods, and members."""

from litestar import post

from regulars.faces.console.conditions_form import NOBODY
from regulars.faces.console.goods import picker
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.whose import candidates
from regulars.merchants.model import Role

PICKING = "/console/picking"


@post(f"{PICKING}/goods", may=Role.MANAGER)
async def show_goods(request: ConsoleRequest) -> Page:
    """The goods that are chosen in the form, and those that were found."""
    form = await request.read_form()
    return request.part("goods_choices.html", form=form, goods=await picker(request, form))


@post(f"{PICKING}/members", may=Role.MANAGER)
async def show_members(request: ConsoleRequest) -> Page:
    """Who is chosen in the form, and those who were found."""
    form = await request.read_form()
    return request.part("whom.html", form=form, people=await candidates(request, form, NOBODY))


ROUTES = [show_goods, show_members]

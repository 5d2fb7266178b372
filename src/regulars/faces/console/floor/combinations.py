"""Tables that may be pushed together, and for how many."""

from typing import Any, NamedTuple
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.bookings.floor import combinations
from regulars.bookings.floor.model import Combination
from regulars.faces.console.floor.at_store import AT, Drawn, drawn_at
from regulars.faces.console.floor.free import names_of
from regulars.faces.console.floor.tables import telling
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import TableId
from regulars.merchants.model import Role

COMBINATIONS = AT + "/combinations"
ONE = COMBINATIONS + "/{combination_id:uuid}"


class Typed(NamedTuple):
    tables: tuple[TableId, ...]
    least: int
    most: int


@get(f"{COMBINATIONS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest, store_id: FromPath[int]) -> Page:
    """The form, with the tables that were picked on the plan, if any were."""
    drawn = await drawn_at(request, store_id)
    picked = request.query_params.get("tables", "").split(",")
    return show(request, drawn, suggested(drawn, picked), None)


@get(ONE, may=Role.MANAGER)
async def show_combination(
    request: ConsoleRequest, store_id: FromPath[int], combination_id: FromPath[UUID]
) -> Page:
    drawn = await drawn_at(request, store_id)
    known = drawn.combination(combination_id)
    return show(request, drawn, as_typed(known), known)


@post(COMBINATIONS)
async def add(request: ConsoleRequest, store_id: FromPath[int]) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    if (typed := read(form, drawn)) is not None:
        try:
            await combinations.combine(
                request.db,
                request.merchant.id,
                drawn.place.store.id,
                typed.tables,
                least=typed.least,
                most=typed.most,
                at=request.now,
                actor=request.actor,
            )
            return saved(request, drawn, typed)
        except RegularsError as refusal:
            form.refuse(refusal)
    return show(request, drawn, form, None, status=422)


@post(ONE)
async def change_combination(
    request: ConsoleRequest, store_id: FromPath[int], combination_id: FromPath[UUID]
) -> Response[Any]:
    drawn, form = await drawn_at(request, store_id), await request.read_form()
    known = drawn.combination(combination_id)
    if (typed := read(form, drawn)) is not None:
        try:
            await combinations.change_combination(
                request.db,
                request.merchant.id,
                known.id,
                typed.tables,
                least=typed.least,
                most=typed.most,
                at=request.now,
                actor=request.actor,
            )
            return saved(request, drawn, typed)
        except RegularsError as refusal:
            form.refuse(refusal)
    return show(request, drawn, form, known, status=422)


@post(f"{ONE}/remove")
async def remove_combination(
    request: ConsoleRequest, store_id: FromPath[int], combination_id: FromPath[UUID]
) -> Response[Any]:
    drawn = await drawn_at(request, store_id)
    known = drawn.combination(combination_id)
    await combinations.remove_combination(
        request.db, request.merchant.id, known.id, at=request.now, actor=request.actor
    )
    said = f"{names_of(drawn.floor, known.tables)} stay apart."
    return request.go_to(drawn.address, good=said)


def saved(request: ConsoleRequest, drawn: Drawn, typed: Typed) -> Response[Any]:
    names = names_of(drawn.floor, typed.tables)
    said = f"{names} may be pushed together for {typed.least} to {typed.most}."
    if request.is_htmx:
        return telling(request.part("floor/combined.html", said=said))
    return request.go_to(drawn.address, good=said)


def read(form: Form, drawn: Drawn) -> Typed | None:
    """What was typed; None, with sentences in `form`, when it is not complete."""
    tables = tuple(one.id for one in drawn.floor.tables if form.flag(f"table_{one.id}"))
    least = form.whole("least", required="For at least how many?", least=1, most=400)
    most = form.whole("most", required="For at most how many?", least=1, most=400)
    if len(tables) < 2:
        form.errors["tables"] = "Choose two tables or more."
    if not form.is_good or least is None or most is None:
        return None
    return Typed(tables, least, most)


def suggested(drawn: Drawn, picked: list[str]) -> Form:
    """More than any of them takes alone, and as many as have a seat."""
    tables = [one for one in drawn.floor.tables if str(one.id) in picked]
    typed = {f"table_{one.id}": "on" for one in tables}
    if len(tables) > 1:
        most = sum(one.most for one in tables)
        least = min(most, max(one.most for one in tables) + 1)
        typed |= {"least": str(least), "most": str(most)}
    return Form(typed)


def as_typed(known: Combination) -> Form:
    tables = {f"table_{one}": "on" for one in known.tables}
    return Form(tables | {"least": str(known.least), "most": str(known.most)})


def show(
    request: ConsoleRequest,
    drawn: Drawn,
    form: Form,
    known: Combination | None,
    *,
    status: int = 200,
) -> Page:
    """The form: a whole page, or the part beside the plan."""
    answer = request.part if request.is_htmx else request.page
    picked = [one for one in drawn.floor.tables if form.flag(f"table_{one.id}")]
    return answer(
        "floor/combination_beside.html" if request.is_htmx else "floor/combination.html",
        status=status,
        here="seating",
        drawn=drawn,
        form=form,
        known=known,
        picked=picked,
        names=names_of(drawn.floor, [one.id for one in picked]),
        by_section=[(one.name, options(drawn, form, one.id)) for one in drawn.floor.sections],
    )


def options(drawn: Drawn, form: Form, section: UUID) -> list[tuple[str, str, bool]]:
    """The tables of a section to choose from."""
    return [
        (f"table_{one.id}", f"{one.name} ({one.most})", form.flag(f"table_{one.id}"))
        for one in drawn.floor.tables
        if one.section == section
    ]


ROUTES = [show_new, show_combination, add, change_combination, remove_combination]

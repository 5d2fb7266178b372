"""A program from one press."""

from typing import Any

import msgspec
from litestar import Response, get, post

from regulars.faces.console.program.saving import PROGRAM, based_on
from regulars.faces.console.program.starts import Kitchen, Start, starts
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound
from regulars.merchants.model import Role
from regulars.programs.define import (
    change_terms,
    find_program,
    list_rewards,
    save_reward,
    set_program,
)
from regulars.programs.earning.model import Terms
from regulars.programs.goods.read import goods_of
from regulars.programs.model import Program

START = f"{PROGRAM}/start"
BY_HAND = "by_hand"


class NoSuchStart(NotFound):
    """There is no such program to start from."""

    code = "no_such_start"


@get(START, may=Role.MANAGER)
async def show_starts(request: ConsoleRequest) -> Page:
    program = await find_program(request.db, request.merchant.id)
    return request.page(
        "program/start.html", here="program", starts=await offered(request), program=program
    )


@post(START)
async def start(request: ConsoleRequest) -> Response[Any]:
    """Set the program up from what was chosen, or put its rules in place of those there are."""
    form = await request.read_form()
    key = form.value("start")
    if key == BY_HAND:
        await begin(request, "Points", Terms(rules=()))
        return request.go_to(f"{PROGRAM}/rules/new")
    chosen = next((one for one in await offered(request) if one.key == key), None)
    if chosen is None:
        raise NoSuchStart("There is no such program to start from.")
    await set_up(request, chosen, based_on(form))
    return request.go_to(PROGRAM, good=f"“{chosen.title}” holds from the next sale on.")


async def set_up(request: ConsoleRequest, chosen: Start, version: int) -> None:
    def change(terms: Terms) -> Terms:
        tiers = chosen.tiers or terms.tiers
        return msgspec.structs.replace(terms, rules=chosen.rules, tiers=tiers)

    merchant, at, actor = request.merchant.id, request.now, request.actor
    if await find_program(request.db, merchant) is None:
        await begin(request, chosen.label, change(Terms(rules=())))
    else:
        await change_terms(request.db, merchant, change, based_on=version, at=at, actor=actor)
    if not await list_rewards(request.db, merchant):
        await save_reward(request.db, merchant, chosen.reward, at=at, actor=actor)


async def begin(request: ConsoleRequest, label: str, terms: Terms) -> None:
    """A program where there was none, called like its merchant."""
    merchant = request.merchant
    if await find_program(request.db, merchant.id) is None:
        program = Program(merchant.id, merchant.name[:60], label, terms)
        await set_program(request.db, program, at=request.now, actor=request.actor)


async def offered(request: ConsoleRequest) -> list[Start]:
    merchant = request.merchant
    found = await goods_of(request.db, merchant.id, text="coffee", kind="category", limit=1)
    coffee = found[0] if found else None
    return starts(Kitchen(merchant.currency, request.speech, request.now, coffee))


ROUTES = [show_starts, start]

"""Rewards: the list in the till's order, and the form of one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.arranged import Arranged, save_typed, switch, way
from regulars.faces.console.benefits import as_typed, currency_symbol, described, read_benefit
from regulars.faces.console.forms import Form
from regulars.faces.console.previews import preview
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.ids import RewardId, uuid7
from regulars.kernel.points import Points
from regulars.merchants.model import Role
from regulars.programs.arrange import move_reward
from regulars.programs.define import find_program, list_rewards, read_reward, save_reward
from regulars.programs.model import Reward

REWARDS = "/console/rewards"
ONE = REWARDS + "/{reward_id:uuid}"
BENEFITS = [
    ("amount_off", "Amount off", "$5 off the bill", "banknote"),
    ("percent_off", "Per cent off", "10 % off, with a maximum", "percent"),
    ("points_for_money", "Points as money", "The guest chooses how many", "coins"),
]
NEW = {"benefit": "amount_off", "action_label": "Redeem", "active": "on"}


@get(REWARDS)
async def show_rewards(request: ConsoleRequest) -> Page:
    rewards = await list_rewards(request.db, request.merchant.id)
    rows = [(reward, described(reward.benefit, request.speech)) for reward in rewards]
    return request.page("rewards/list.html", here="rewards", rows=rows, label=await label(request))


@get(f"{REWARDS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    return await show(request, Form(NEW), None)


@get(ONE, may=Role.MANAGER)
async def show_reward(request: ConsoleRequest, reward_id: FromPath[UUID]) -> Page:
    reward = await read_reward(request.db, request.merchant.id, RewardId(reward_id))
    return await show(request, filled_in(reward, request), reward)


@post(f"{REWARDS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind of benefit that is chosen."""
    form = await request.read_form()
    return request.part(
        "benefit_fields.html", form=form, symbol=currency_symbol(request), in_points=True
    )


@post(f"{REWARDS}/preview")
async def show_preview(request: ConsoleRequest) -> Page:
    typed = read_typed(await request.read_form(), request, None)
    shown = preview(typed, await label(request), request)
    return request.part("till_preview.html", preview=shown)


@post(REWARDS)
async def add_reward(request: ConsoleRequest) -> Response[Any]:
    return await save_typed(request, ROOM, None)


@post(ONE)
async def change_reward(request: ConsoleRequest, reward_id: FromPath[UUID]) -> Response[Any]:
    reward = await read_reward(request.db, request.merchant.id, RewardId(reward_id))
    return await save_typed(request, ROOM, reward)


@post(f"{ONE}/active")
async def switch_reward(request: ConsoleRequest, reward_id: FromPath[UUID]) -> Response[Any]:
    reward = await read_reward(request.db, request.merchant.id, RewardId(reward_id))
    return await switch(request, ROOM, reward)


@post(f"{ONE}/place")
async def move(request: ConsoleRequest, reward_id: FromPath[UUID]) -> Response[Any]:
    by, reward = await way(request), RewardId(reward_id)
    await move_reward(
        request.db, request.merchant.id, reward, by=by, at=request.now, actor=request.actor
    )
    return request.go_to(REWARDS)


async def show(
    request: ConsoleRequest, form: Form, known: Reward | None, *, status: int = 200
) -> Page:
    typed = read_typed(Form(form.fields), request, known)
    return request.page(
        "rewards/reward.html",
        status=status,
        here="rewards",
        form=form,
        known=known,
        benefits=BENEFITS,
        symbol=currency_symbol(request),
        in_points=True,
        preview=preview(typed, await label(request), request),
    )


def filled_in(reward: Reward, request: ConsoleRequest) -> Form:
    return Form(
        as_typed(reward.benefit, request.speech)
        | {
            "title": reward.title,
            "terms": reward.terms,
            "action_label": reward.action_label,
            "points": str(reward.points),
            "active": "on" if reward.active else "",
        }
    )


def read_typed(form: Form, request: ConsoleRequest, known: Reward | None) -> Reward | None:
    """The reward that was typed; None, with sentences in `form`, when it is not complete."""
    title = form.text("title", required="What is it called?", most=80)
    terms = form.text("terms", most=200)
    action = form.text("action_label", required="What does the button say?", most=20)
    benefit = read_benefit(form, request)
    points = form.whole("points", required="How many points?", least=1, most=10_000_000)
    if not form.is_good or benefit is None or points is None:
        return None
    return Reward(
        id=known.id if known else RewardId(uuid7(request.now)),
        title=title,
        benefit=benefit,
        points=Points(points),
        terms=terms,
        action_label=action,
        active=form.flag("active"),
        position=known.position if known else 0,
    )


async def label(request: ConsoleRequest) -> str:
    """What points are called."""
    program = await find_program(request.db, request.merchant.id)
    return program.points_label if program else "Points"


ROOM = Arranged(REWARDS, list_rewards, read_typed, show, save_reward)
ROUTES = [
    show_rewards,
    show_new,
    show_reward,
    show_fields,
    show_preview,
    add_reward,
    change_reward,
    switch_reward,
    move,
]

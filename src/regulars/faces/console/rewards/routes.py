"""Rewards: the list in the till's order, and the form of one."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console import pictures
from regulars.faces.console.arranged import Arranged, rows, save_typed, switch, voice_for, way
from regulars.faces.console.benefits import CHOICES, currency_symbol
from regulars.faces.console.conditions_form import conditions_shown
from regulars.faces.console.forms import Form
from regulars.faces.console.goods import picker
from regulars.faces.console.previews import preview
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.rewards.typed import NEW, filled_in, read_typed
from regulars.faces.console.voice import voice_of
from regulars.kernel.ids import RewardId
from regulars.merchants.model import Role
from regulars.programs.arrange import move_reward
from regulars.programs.define import list_rewards, read_reward, save_reward
from regulars.programs.model import Reward

REWARDS = "/console/rewards"
ONE = REWARDS + "/{reward_id:uuid}"


@get(REWARDS)
async def show_rewards(request: ConsoleRequest) -> Page:
    rewards = await list_rewards(request.db, request.merchant.id)
    voice = await voice_of(request)
    return request.page(
        "rewards/list.html",
        here="rewards",
        rows=await rows(request, rewards),
        label=voice.label,
    )


@get(f"{REWARDS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    return await show(request, Form(NEW), None)


@get(ONE, may=Role.MANAGER)
async def show_reward(request: ConsoleRequest, reward_id: FromPath[UUID]) -> Page:
    reward = await read_reward(request.db, request.merchant.id, RewardId(reward_id))
    return await show(request, filled_in(reward, request.speech), reward)


@post(f"{REWARDS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind of benefit that is chosen."""
    return request.part("benefit_fields.html", **await fields(request, await request.read_form()))


@post(f"{REWARDS}/preview")
async def show_preview(request: ConsoleRequest) -> Page:
    typed = await read_typed(await request.read_form(), request, None)
    shown = preview(typed, await voice_for(request, typed))
    return request.part("till_preview.html", preview=shown)


@post(REWARDS, request_max_body_size=pictures.LARGEST_REQUEST)
async def add_reward(request: ConsoleRequest) -> Response[Any]:
    return await save_typed(request, ROOM, None)


@post(ONE, request_max_body_size=pictures.LARGEST_REQUEST)
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
    typed = await read_typed(Form(form.fields), request, known)
    voice = await voice_for(request, typed)
    return request.page(
        "rewards/reward.html",
        status=status,
        here="rewards",
        known=known,
        benefits=CHOICES,
        picture=pictures.address(request, known.picture if known else None),
        preview=preview(typed, voice),
        **await fields(request, form),
        **await conditions_shown(request, form, voice),
    )


async def fields(request: ConsoleRequest, form: Form) -> dict[str, Any]:
    """For the template `benefit_fields.html`."""
    return {
        "form": form,
        "symbol": currency_symbol(request),
        "goods": await picker(request, form),
        "in_points": True,
    }


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

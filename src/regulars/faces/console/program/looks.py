"""What the program is called, and what the till shows of it."""

from typing import Any

import msgspec
from litestar import Response, get, post

from regulars.faces.console.forms import Form
from regulars.faces.console.program.saving import PROGRAM, saved_head
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.merchants.model import Role
from regulars.programs.define import read_program
from regulars.programs.model import AtTillWords, Program

LOOKS = f"{PROGRAM}/looks"
WORDS = {
    "nearly": ("What is nearly reached", "“2 coffees to your next reward”, above the rewards."),
    "tier": ("The member’s tier", "Where the program has tiers."),
    "next_reward": ("The next reward", "What it is, and how far away."),
    "last_visit": ("The last visit", "The day, so that you can say it has been a while."),
}
"""What a till can show of a member, what that means."""


@get(LOOKS, may=Role.MANAGER)
async def show_looks(request: ConsoleRequest) -> Page:
    program = await read_program(request.db, request.merchant.id)
    return show(request, Form(as_typed(program)))


@post(LOOKS)
async def save_looks(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    name = form.text("name", required="What is the program called?", most=60)
    label = form.text("points_label", required="What are the points called?", most=30)
    intro = form.text("intro_text", most=200)
    shown = AtTillWords(**{word: form.flag(word) for word in WORDS})

    def change(program: Program) -> Program:
        return msgspec.structs.replace(
            program, name=name, points_label=label, intro_text=intro, at_till=shown
        )

    if not form.is_good or not await saved_head(request, form, change):
        return show(request, form, status=422)
    return request.go_to(PROGRAM, good="Saved. Tills show it from the next lookup on.")


def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    return request.page("program/looks.html", status=status, here="program", form=form, words=WORDS)


def as_typed(program: Program) -> dict[str, str]:
    shown = {word: "on" if getattr(program.at_till, word) else "" for word in WORDS}
    return shown | {
        "name": program.name,
        "points_label": program.points_label,
        "intro_text": program.intro_text,
    }


ROUTES = [show_looks, save_looks]

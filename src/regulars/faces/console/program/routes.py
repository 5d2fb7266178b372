"""The program: its rules and settings in words, and what they do to a bill."""

from typing import Any

from litestar import get, post

from regulars.faces.console.forms import Form
from regulars.faces.console.program import (
    history,
    looks,
    rules,
    settings,
    starting,
    stores,
    wallet,
)
from regulars.faces.console.program.bill import with_bill
from regulars.faces.console.program.example import example
from regulars.faces.console.program.rule_words import conditions, gives
from regulars.faces.console.program.saving import PROGRAM
from regulars.faces.console.program.terms_words import ASPECTS, Aspect
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import voice_of
from regulars.merchants.model import Role
from regulars.merchants.stores import stores as all_stores
from regulars.programs.define import find_program, read_program
from regulars.programs.model import Program
from regulars.vouchers.model import WalletScheme

WAYS = {
    "counting": (Aspect.COUNTING, "receipt"),
    "lasting": (Aspect.LASTING, "hourglass"),
    "bonuses": (Aspect.BONUSES, "cake"),
    "combining": (Aspect.COMBINING, "layers"),
}
"""The settings with pictures, by the address of their pages."""


@get(PROGRAM)
async def show_program(request: ConsoleRequest) -> Page:
    """The program, with the bill that the address asks for; ways to start where there is none."""
    program = await find_program(request.db, request.merchant.id)
    if program is None:
        offered = await starting.offered(request)
        return request.page("program/start.html", here="program", starts=offered, program=None)
    form = with_bill(Form(dict(request.query_params)), request)
    return request.page(
        "program/program.html",
        here="program",
        program=program,
        example=await example(request, form, program.terms, program.wallet),
        **await in_words(request, program),
    )


@post(f"{PROGRAM}/example", may=Role.STAFF)
async def show_example(request: ConsoleRequest) -> Page:
    """What the program gives for the bill, while it is typed."""
    program = await read_program(request.db, request.merchant.id)
    form = with_bill(await request.read_form(), request)
    shown = await example(request, form, program.terms, program.wallet)
    return request.part("program/example.html", example=shown)


async def in_words(request: ConsoleRequest, program: Program) -> dict[str, Any]:
    """The rules and settings, as an owner would say them."""
    terms = program.terms
    voice = await voice_of(request, *(rule.goods for rule in terms.rules), terms.left_out)
    rows = [(rule, gives(rule, voice), conditions(rule, voice)) for rule in terms.rules]
    ways = [
        (f"{PROGRAM}/settings/{key}", aspect.value, ASPECTS[aspect](terms, voice), picture)
        for key, (aspect, picture) in WAYS.items()
    ]
    shown = [one for one in looks.WORDS if getattr(program.at_till, one)]
    return {
        "rows": rows,
        "ways": ways,
        "tiers": ASPECTS[Aspect.TIERS](terms, voice),
        "wallet": filling(program.wallet, request.speech),
        "at_till": [looks.WORDS[one][0].lower() for one in shown],
        "has_stores": len(await all_stores(request.db, request.merchant.id)) > 1,
    }


def filling(scheme: WalletScheme | None, speech: Speech) -> str:
    """What fills wallets, in words."""
    if scheme is None:
        return "Nothing fills wallets."
    return f"{speech.money(scheme.credit)} into the wallet for every {speech.money(scheme.per)}."


ROUTES = [
    show_program,
    show_example,
    *starting.ROUTES,
    *rules.ROUTES,
    *settings.ROUTES,
    *looks.ROUTES,
    *wallet.ROUTES,
    *history.ROUTES,
    *stores.ROUTES,
]

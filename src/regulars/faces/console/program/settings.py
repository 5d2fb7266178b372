"""The settings of the program, each a page of its own, said in words while they are typed."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.forms import Form
from regulars.faces.console.goods import picker, typed_selection
from regulars.faces.console.program import typed_terms
from regulars.faces.console.program.bill import with_bill
from regulars.faces.console.program.example import example
from regulars.faces.console.program.saving import PROGRAM, saved_terms
from regulars.faces.console.program.terms_words import ASPECTS, Aspect
from regulars.faces.console.program.typed_terms import Change
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voice import voice_of
from regulars.kernel.errors import NotFound
from regulars.merchants.model import Role
from regulars.programs.define import read_program
from regulars.programs.earning.model import Terms
from regulars.programs.model import Program

ONE = PROGRAM + "/settings/{key:str}"


class NoSuchSetting(NotFound):
    """The program has no such setting."""

    code = "no_such_setting"


@dataclass(frozen=True, slots=True)
class Setting:
    """A part of the terms with its form. `on_a_bill` says whether an example bill shows it."""

    aspect: Aspect
    lead: str
    typed: Callable[[Terms], dict[str, str]]
    read: Callable[[Form, ConsoleRequest], Awaitable[Change]]
    on_a_bill: bool = False


SETTINGS = {
    "counting": Setting(
        Aspect.COUNTING,
        "What of a bill earns.",
        typed_terms.counting_typed,
        typed_terms.read_counting,
        on_a_bill=True,
    ),
    "lasting": Setting(
        Aspect.LASTING,
        "How long they can be spent, and what happens when money goes back.",
        typed_terms.lasting_typed,
        typed_terms.read_lasting,
        on_a_bill=True,
    ),
    "bonuses": Setting(
        Aspect.BONUSES,
        "What is given without a bill.",
        typed_terms.bonuses_typed,
        typed_terms.read_bonuses,
    ),
    "combining": Setting(
        Aspect.COMBINING,
        "What may be on one bill together.",
        typed_terms.combining_typed,
        typed_terms.read_combining,
    ),
}


@get(ONE, may=Role.MANAGER)
async def show_setting(request: ConsoleRequest, key: FromPath[str]) -> Page:
    setting = setting_of(key)
    program = await read_program(request.db, request.merchant.id)
    return await show(request, key, setting, Form(setting.typed(program.terms)))


@post(ONE)
async def save_setting(request: ConsoleRequest, key: FromPath[str]) -> Response[Any]:
    setting, form = setting_of(key), await request.read_form()
    await read_program(request.db, request.merchant.id)
    if form.value("look"):
        return await show(request, key, setting, form)
    change = await setting.read(form, request)
    if not form.is_good or not await saved_terms(request, form, change):
        return await show(request, key, setting, form, status=422)
    return request.go_to(PROGRAM, good="Saved. It holds from the next sale on.")


@post(f"{ONE}/words", may=Role.STAFF)
async def show_words(request: ConsoleRequest, key: FromPath[str]) -> Page:
    """What the setting means as it is typed, in words and on a bill."""
    setting, form = setting_of(key), await request.read_form()
    program = await read_program(request.db, request.merchant.id)
    return request.part("program/said.html", **await said(request, setting, form, program))


async def said(
    request: ConsoleRequest, setting: Setting, form: Form, program: Program
) -> dict[str, Any]:
    reading = Form(form.fields)
    change = await setting.read(reading, request)
    terms = change(program.terms) if reading.is_good else program.terms
    voice = await voice_of(request, terms.left_out)
    bill = with_bill(form, request)
    return {
        "words": ASPECTS[setting.aspect](terms, voice),
        "example": (
            await example(request, bill, terms, program.wallet) if setting.on_a_bill else None
        ),
    }


async def show(
    request: ConsoleRequest, key: str, setting: Setting, form: Form, *, status: int = 200
) -> Page:
    program = await read_program(request.db, request.merchant.id)
    return request.page(
        f"program/setting_{key}.html",
        status=status,
        here="program",
        form=form,
        key=key,
        title=setting.aspect.value,
        lead=setting.lead,
        label=program.points_label,
        version=form.value("based_on") or program.version,
        goods=await picker(request, form),
        leaves_out=bool(typed_selection(form)),
        **await said(request, setting, form, program),
    )


def setting_of(key: str) -> Setting:
    """The setting of that address. Raises `NoSuchSetting`."""
    if key not in SETTINGS:
        raise NoSuchSetting("The program has no such setting.")
    return SETTINGS[key]


ROUTES = [show_setting, save_setting, show_words]

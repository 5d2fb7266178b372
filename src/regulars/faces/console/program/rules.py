"""Rules of earning: added, changed, switched and taken away, one by one."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.chosen import days, flags
from regulars.faces.console.forms import Form
from regulars.faces.console.goods import picker, read_selection
from regulars.faces.console.program.bill import with_bill
from regulars.faces.console.program.example import Example, example
from regulars.faces.console.program.rule_words import conditions
from regulars.faces.console.program.saving import PROGRAM, saved_terms
from regulars.faces.console.program.typed_rule import NEW, Kind, filled_in, read_rule
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voice import voice_of
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import RuleId
from regulars.merchants.model import Role
from regulars.programs.define import find_program, read_program
from regulars.programs.earning.model import EarningRule, Terms
from regulars.vouchers.model import Hours

RULES = f"{PROGRAM}/rules"
ONE = RULES + "/{rule_id:uuid}"
KINDS = [
    (Kind.AMOUNT, "By what is spent", "A point for every dollar", "banknote"),
    (Kind.VISIT, "By the visit", "Ten points each time", "footprints"),
    (Kind.ITEM, "By the item", "A stamp for each coffee", "coffee"),
    (Kind.EXTRA, "More of the others", "Double points on Tuesdays", "zap"),
    (Kind.FIRST, "First visit", "Fifty points to begin with", "party-popper"),
]

LIMITS = ("from_day", "to_day", "minimum", "most_a_day")
"""The fields that are folded away."""


class NoSuchRule(NotFound):
    """The program has no rule of this id."""

    code = "no_such_rule"


@get(f"{RULES}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    await read_program(request.db, request.merchant.id)
    return await show(request, Form(NEW), None)


@get(ONE, may=Role.MANAGER)
async def show_rule(request: ConsoleRequest, rule_id: FromPath[UUID]) -> Page:
    rule = await read_rule_of(request, RuleId(rule_id))
    return await show(request, filled_in(rule, request.speech), rule)


@post(RULES)
async def add_rule(request: ConsoleRequest) -> Response[Any]:
    return await save(request, None)


@post(ONE)
async def change_rule(request: ConsoleRequest, rule_id: FromPath[UUID]) -> Response[Any]:
    return await save(request, await read_rule_of(request, RuleId(rule_id)))


@post(f"{ONE}/active")
async def switch_rule(request: ConsoleRequest, rule_id: FromPath[UUID]) -> Response[Any]:
    rule = await read_rule_of(request, RuleId(rule_id))
    form = await request.read_form()
    switched = msgspec.structs.replace(rule, active=form.flag("active"))
    if not await saved_terms(request, form, putting(switched)):
        return request.go_to(PROGRAM, bad=form.failure)
    said = f"“{rule.name}” is {'on' if switched.active else 'off'} from the next sale on."
    return request.go_to(PROGRAM, good=said)


@post(f"{ONE}/remove")
async def remove_rule(request: ConsoleRequest, rule_id: FromPath[UUID]) -> Response[Any]:
    rule = await read_rule_of(request, RuleId(rule_id))
    form = await request.read_form()

    def without(terms: Terms) -> Terms:
        left = tuple(one for one in terms.rules if one.id != rule.id)
        return msgspec.structs.replace(terms, rules=left)

    if not await saved_terms(request, form, without):
        return request.go_to(PROGRAM, bad=form.failure)
    return request.go_to(PROGRAM, good=f"“{rule.name}” is gone. What was earned by it stays.")


@post(f"{RULES}/example", may=Role.STAFF)
async def show_example(request: ConsoleRequest) -> Page:
    return await what_it_does(request, None)


@post(f"{ONE}/example", may=Role.STAFF)
async def show_example_of(request: ConsoleRequest, rule_id: FromPath[UUID]) -> Page:
    return await what_it_does(request, await read_rule_of(request, RuleId(rule_id)))


async def what_it_does(request: ConsoleRequest, known: EarningRule | None) -> Page:
    """The bill with the rule as it is typed, saved or not."""
    form = await request.read_form()
    shown = await example_with(request, form, known)
    return request.part("program/example.html", example=shown)


async def save(request: ConsoleRequest, known: EarningRule | None) -> Response[Any]:
    form = await request.read_form()
    if form.value("look"):
        return await show(request, form, known)
    rule = await typed(request, form, known)
    if rule is None or not await saved_terms(request, form, putting(rule)):
        return await show(request, form, known, status=422)
    return request.go_to(PROGRAM, good=f"“{rule.name}” holds from the next sale on.")


async def typed(
    request: ConsoleRequest, form: Form, known: EarningRule | None
) -> EarningRule | None:
    goods = await read_selection(form, request)
    return read_rule(form, request, await voice_of(request, goods), goods, known)


def putting(rule: EarningRule) -> Callable[[Terms], Terms]:
    """A change that puts `rule` where it was, or at the end."""

    def change(terms: Terms) -> Terms:
        known = any(one.id == rule.id for one in terms.rules)
        there = tuple(rule if one.id == rule.id else one for one in terms.rules)
        return msgspec.structs.replace(terms, rules=there if known else (*there, rule))

    return change


async def read_rule_of(request: ConsoleRequest, rule: RuleId) -> EarningRule:
    """A rule of the program. Raises `NoSuchRule`."""
    program = await find_program(request.db, request.merchant.id)
    rules = program.terms.rules if program else ()
    found = next((one for one in rules if one.id == rule), None)
    if found is None:
        raise NoSuchRule("There is no such rule, or not any more.")
    return found


async def example_with(request: ConsoleRequest, form: Form, known: EarningRule | None) -> Example:
    program = await read_program(request.db, request.merchant.id)
    rule = await typed(request, Form(form.fields), known)
    terms = putting(rule)(program.terms) if rule else program.terms
    return await example(request, with_bill(form, request), terms, program.wallet)


async def show(
    request: ConsoleRequest, form: Form, known: EarningRule | None, *, status: int = 200
) -> Page:
    program = await read_program(request.db, request.merchant.id)
    voice = await voice_of(request)
    rule = await typed(request, Form(form.fields), known)
    limits = conditions(msgspec.structs.replace(rule, hours=Hours()), voice) if rule else []
    return request.page(
        "program/rule.html",
        status=status,
        here="program",
        form=form,
        known=known,
        kinds=KINDS,
        version=form.value("based_on") or program.version,
        symbol=currency_symbol(request),
        goods=await picker(request, form),
        label=voice.label,
        stores=flags(form, "store", voice.venues),
        tiers=flags(form, "tier", voice.tiers),
        days=days(form, request),
        limits=" · ".join(limits) or "None",
        limited=any(form.error(name) for name in LIMITS),
        example=await example_with(request, form, known),
    )


ROUTES = [
    show_new,
    show_rule,
    add_rule,
    change_rule,
    switch_rule,
    remove_rule,
    show_example,
    show_example_of,
]

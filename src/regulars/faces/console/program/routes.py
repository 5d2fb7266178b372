"""The program: its name, what a visit earns, and how long points last."""

from typing import Any

from litestar import Response, get, post

from regulars.faces.console.benefits import currency_symbol, plain, read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.program.example import example
from regulars.faces.console.program.stores import ROUTES as STORES
from regulars.faces.console.program.stores import listing
from regulars.faces.console.program.welcome import candidates, read_welcome
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.money import Money
from regulars.merchants.model import Role
from regulars.programs.define import find_program, set_program
from regulars.programs.earning.model import (
    Expiry,
    MonthsSince,
    Never,
    PerAmount,
    Terms,
    one_for_each,
)
from regulars.programs.errors import BadReward
from regulars.programs.model import Program
from regulars.vouchers.model import WalletScheme

PROGRAM = "/console/program"


@get(PROGRAM)
async def show_program(request: ConsoleRequest) -> Page:
    program = await find_program(request.db, request.merchant.id)
    return await show(request, as_typed(program or suggested(request), request))


@post(f"{PROGRAM}/example", may=Role.STAFF)
async def show_example(request: ConsoleRequest) -> Page:
    """What the rules mean, while they are typed."""
    typed = read_program(await request.read_form(), request)
    return request.part("program/example.html", example=example(typed, request))


@post(f"{PROGRAM}/welcome", may=Role.STAFF)
async def show_welcome(request: ConsoleRequest) -> Page:
    """The vouchers for new guests that are looked for, and the one that is chosen already."""
    form = await request.read_form()
    found = await candidates(request, form)
    return request.part("program/welcome.html", form=form, vouchers=found)


@post(PROGRAM)
async def save_program(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    program = read_program(form, request)
    if program is not None:
        try:
            await set_program(request.db, program, at=request.now, actor=request.actor)
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good:
        return await show(request, form, status=422)
    return request.go_to(PROGRAM, good="Saved. It holds from the next sale on.")


async def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    typed = read_program(Form(form.fields), request)
    return request.page(
        "program/program.html",
        status=status,
        here="program",
        form=form,
        symbol=currency_symbol(request),
        example=example(typed, request),
        vouchers=await candidates(request, form),
        stores=await listing(request),
    )


def suggested(request: ConsoleRequest) -> Program:
    """What a new merchant starts from: a point for every whole unit of money."""
    return Program(
        merchant=request.merchant.id,
        name=request.merchant.name[:60],
        points_label="Points",
        terms=one_for_each(Money.of(1, request.merchant.currency)),
    )


def as_typed(program: Program, request: ConsoleRequest) -> Form:
    terms = program.terms
    return Form(
        {
            "name": program.name,
            "points_label": program.points_label,
            "tax": "included" if terms.tax_included else "left_out",
            "earn_when_redeeming": "on" if terms.earn_when_redeeming else "",
            "expire_after_months": months_typed(terms.expiry),
            "intro_text": program.intro_text,
            "new_guest_voucher": str(program.new_guest_voucher or ""),
        }
        | earning_typed(terms, request)
        | wallet_typed(program.wallet, request)
    )


def earning_typed(terms: Terms, request: ConsoleRequest) -> dict[str, str]:
    """The first rule that gives points for an amount."""
    for rule in terms.rules:
        if isinstance(rule.gives, PerAmount):
            per = plain(rule.gives.per, request.speech)
            return {"earn_points": str(rule.gives.points), "earn_per": per}
    return {}


def months_typed(expiry: Expiry) -> str:
    return str(expiry.months) if isinstance(expiry, MonthsSince) else ""


def wallet_typed(scheme: WalletScheme | None, request: ConsoleRequest) -> dict[str, str]:
    if scheme is None:
        return {}
    per, credit = plain(scheme.per, request.speech), plain(scheme.credit, request.speech)
    return {"wallet": "on", "wallet_per": per, "wallet_credit": credit}


def read_program(form: Form, request: ConsoleRequest) -> Program | None:
    """The program that was typed; None, with sentences in `form`, when it is not complete."""
    name = form.text("name", required="What is the program called?", most=60)
    label = form.text("points_label", required="What are the points called?", most=30)
    points = form.whole("earn_points", required="How many points?", most=1_000_000)
    amount = read_money(form, request, "earn_per", required="For how much spent?")
    months = form.whole("expire_after_months", least=1, most=120)
    intro = form.text("intro_text", most=200)
    wallet = read_wallet(form, request) if form.flag("wallet") else None
    welcome = read_welcome(form)
    if amount is not None and amount.minor <= 0:
        form.refuse(BadReward("The amount is more than zero.", field="earn_per"))
    if not form.is_good or points is None or amount is None:
        return None
    terms = one_for_each(
        amount,
        points,
        tax_included=form.value("tax") != "left_out",
        earn_when_redeeming=form.flag("earn_when_redeeming"),
        expiry=MonthsSince(months) if months else Never(),
    )
    return Program(
        merchant=request.merchant.id,
        name=name,
        points_label=label,
        terms=terms,
        intro_text=intro,
        wallet=wallet,
        new_guest_voucher=welcome,
    )


def read_wallet(form: Form, request: ConsoleRequest) -> WalletScheme | None:
    credit = read_money(form, request, "wallet_credit", required="How much comes into the wallet?")
    per = read_money(form, request, "wallet_per", required="For how much spent?")
    return WalletScheme(per, credit) if per and credit else None


ROUTES = [show_program, show_example, show_welcome, save_program, *STORES]

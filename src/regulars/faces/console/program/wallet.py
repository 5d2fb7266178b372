"""What fills wallets, the voucher for new guests, and where public vouchers are shown."""

from typing import Any

import msgspec
from litestar import Response, get, post

from regulars.faces.console.benefits import currency_symbol, plain, read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.program.saving import PROGRAM, saved_head
from regulars.faces.console.program.stores import listing
from regulars.faces.console.program.welcome import candidates, read_welcome
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.merchants.model import Role
from regulars.programs.define import read_program
from regulars.programs.model import Program
from regulars.vouchers.model import WalletScheme

WALLET = f"{PROGRAM}/wallet"


@get(WALLET, may=Role.MANAGER)
async def show_wallet(request: ConsoleRequest) -> Page:
    program = await read_program(request.db, request.merchant.id)
    chosen = {"new_guest_voucher": str(program.new_guest_voucher or "")}
    return await show(request, Form(chosen | wallet_typed(program.wallet, request)))


@post(f"{PROGRAM}/welcome", may=Role.STAFF)
async def show_welcome(request: ConsoleRequest) -> Page:
    """The vouchers for new guests that are looked for, and the one that is chosen already."""
    form = await request.read_form()
    found = await candidates(request, form)
    return request.part("program/welcome.html", form=form, vouchers=found)


@post(WALLET)
async def save_wallet(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    if form.value("look"):
        return await show(request, form)
    wallet = read_wallet(form, request) if form.flag("wallet") else None
    welcome = read_welcome(form)

    def change(program: Program) -> Program:
        return msgspec.structs.replace(program, wallet=wallet, new_guest_voucher=welcome)

    if not form.is_good or not await saved_head(request, form, change):
        return await show(request, form, status=422)
    return request.go_to(PROGRAM, good="Saved. It holds from the next sale on.")


async def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "program/wallet.html",
        status=status,
        here="program",
        form=form,
        symbol=currency_symbol(request),
        vouchers=await candidates(request, form),
        stores=await listing(request),
    )


def wallet_typed(scheme: WalletScheme | None, request: ConsoleRequest) -> dict[str, str]:
    if scheme is None:
        return {}
    per, credit = plain(scheme.per, request.speech), plain(scheme.credit, request.speech)
    return {"wallet": "on", "wallet_per": per, "wallet_credit": credit}


def read_wallet(form: Form, request: ConsoleRequest) -> WalletScheme | None:
    credit = read_money(form, request, "wallet_credit", required="How much comes into the wallet?")
    per = read_money(form, request, "wallet_per", required="For how much spent?")
    return WalletScheme(per, credit) if per and credit else None


ROUTES = [show_wallet, show_welcome, save_wallet]

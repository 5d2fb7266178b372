"""Vouchers made and changed: the form, and what it says while it is filled in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.vouchers.example import as_issued, example
from regulars.faces.console.vouchers.filters import ONE, VOUCHERS
from regulars.faces.console.vouchers.typed import NEW, filled_in, read_new, read_terms
from regulars.faces.console.vouchers.words import KINDS, choices, described, kind_of
from regulars.faces.console.whose import candidates
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import VoucherId
from regulars.merchants.model import Role, Store
from regulars.merchants.stores import stores
from regulars.vouchers.edit import edit
from regulars.vouchers.issue import issue
from regulars.vouchers.model import Voucher
from regulars.vouchers.read import read_voucher

ANYBODY = ("Anybody", "Whoever has the code may use it")


@get(f"{VOUCHERS}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    """An empty form; `member` in the address is whom the voucher is for."""
    form = Form(NEW | {"member": request.query_params.get("member", "")})
    return await show(request, form, None)


@get(f"{ONE}/edit", may=Role.MANAGER)
async def show_editing(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Page:
    voucher = await read_voucher(request.db, request.merchant.id, VoucherId(voucher_id))
    return await show(request, filled_in(voucher, request.speech), voucher)


@post(f"{VOUCHERS}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind that is chosen."""
    form = await request.read_form()
    return request.part("vouchers/fields.html", form=form, symbol=currency_symbol(request))


@post(f"{VOUCHERS}/members")
async def show_candidates(request: ConsoleRequest) -> Page:
    """Whom the voucher may be for: who is looked for, and who is chosen already."""
    form = await request.read_form()
    return request.part("whom.html", form=form, people=await candidates(request, form, ANYBODY))


@post(f"{VOUCHERS}/example")
async def show_example(request: ConsoleRequest) -> Page:
    return await show_on_a_bill(request, None)


@post(f"{ONE}/example")
async def show_example_of(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Page:
    voucher = await read_voucher(request.db, request.merchant.id, VoucherId(voucher_id))
    return await show_on_a_bill(request, voucher)


@post(VOUCHERS)
async def make_voucher(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    new = read_new(form, request, await stores(request.db, request.merchant.id))
    if form.is_good and new is not None:
        try:
            made = await issue(
                request.db, request.merchant.id, new, at=request.now, actor=request.actor
            )
        except RegularsError as refusal:
            form.refuse(refusal)
        else:
            return request.go_to(f"{VOUCHERS}/{made.id}", good=f"{made.code} can be used.")
    return await show(request, form, None, status=422)


@post(ONE)
async def change_voucher(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Response[Any]:
    voucher = await read_voucher(request.db, request.merchant.id, VoucherId(voucher_id))
    form = await request.read_form()
    terms = read_terms(form, request, await stores(request.db, request.merchant.id))
    if terms is not None:
        try:
            await edit(
                request.db,
                request.merchant.id,
                voucher.id,
                terms,
                at=request.now,
                actor=request.actor,
            )
        except RegularsError as refusal:
            form.refuse(refusal)
    if not form.is_good:
        return await show(request, form, voucher, status=422)
    return request.go_to(f"{VOUCHERS}/{voucher.id}", good="Changes saved.")


@post(f"{ONE}/active")
async def switch_voucher(request: ConsoleRequest, voucher_id: FromPath[UUID]) -> Response[Any]:
    """On or off, as the page's button says."""
    voucher = await read_voucher(request.db, request.merchant.id, VoucherId(voucher_id))
    on = (await request.read_form()).flag("active")
    terms = msgspec.structs.replace(voucher.terms, active=on)
    await edit(
        request.db, request.merchant.id, voucher.id, terms, at=request.now, actor=request.actor
    )
    sentence = f"{voucher.code} is {'on' if on else 'off'}."
    return request.go_to(f"{VOUCHERS}/{voucher.id}", good=sentence)


async def show(
    request: ConsoleRequest, form: Form, known: Voucher | None, *, status: int = 200
) -> Page:
    venues = await stores(request.db, request.merchant.id)
    typed = meant(Form(form.fields), request, known, venues)
    return request.page(
        "vouchers/form.html",
        status=status,
        here="vouchers",
        form=form,
        known=known,
        kinds=choices(),
        fixed=fixed(known, request) if known else [],
        symbol=currency_symbol(request),
        stores=[(f"store_{one.id}", one.name, form.flag(f"store_{one.id}")) for one in venues],
        days=[
            (f"day_{day}", name, form.flag(f"day_{day}"))
            for day, name in enumerate(request.speech.weekdays)
        ],
        has_hours=any(form.value(name) for name in ("from_time", *map("day_{}".format, range(7)))),
        people=await candidates(request, form, ANYBODY),
        example=example(typed, Form(form.fields), request),
    )


def fixed(voucher: Voucher, request: ConsoleRequest) -> list[tuple[str, str]]:
    """What stays as it was issued."""
    kind, _, _ = KINDS[kind_of(voucher.worth, voucher.use_type)]
    worth = described(voucher.worth, voucher.use_type, request.speech)
    return [("Code", voucher.code), ("What it does", kind), ("Face value", worth)]


async def show_on_a_bill(request: ConsoleRequest, known: Voucher | None) -> Page:
    form = await request.read_form()
    venues = await stores(request.db, request.merchant.id)
    typed = meant(form, request, known, venues)
    return request.part("vouchers/example.html", example=example(typed, form, request))


def meant(
    form: Form, request: ConsoleRequest, known: Voucher | None, venues: Sequence[Store]
) -> Voucher | None:
    """The voucher as it would be; None while the form is not complete."""
    if known is not None:
        terms = read_terms(form, request, venues)
        return None if terms is None else msgspec.structs.replace(known, terms=terms)
    new = read_new(form, request, venues)
    return None if new is None else as_issued(new, request.merchant.id, request.now)


ROUTES = [
    show_new,
    show_editing,
    show_fields,
    show_candidates,
    show_example,
    show_example_of,
    make_voucher,
    change_voucher,
    switch_voucher,
]

"""So many vouchers that are all alike: the form."""

from typing import Any

from litestar import Response, get, post

from regulars.faces.console.benefits import currency_symbol
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_batches.words import BATCHES, alike
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.faces.console.vouchers.typed import NEW, read_new
from regulars.faces.console.vouchers.words import choices
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role
from regulars.merchants.stores import stores
from regulars.vouchers.issue_by_number import LONGEST_NAME, LONGEST_PREFIX, MOST, issue_by_number

ISSUE = f"{VOUCHERS}/issue"


@get(ISSUE, may=Role.MANAGER)
async def show_issuing(request: ConsoleRequest) -> Page:
    return await show(request, Form(NEW | {"number": "100"}))


@post(f"{ISSUE}/fields")
async def show_fields(request: ConsoleRequest) -> Page:
    """The fields of the kind that is chosen."""
    form = await request.read_form()
    return request.part("voucher_batches/worth.html", form=form, symbol=currency_symbol(request))


@post(ISSUE)
async def issue_them(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    number = form.whole("number", required="How many?", least=1, most=MOST)
    prefix = form.text("prefix", most=LONGEST_PREFIX)
    name = form.text("name", most=LONGEST_NAME)
    new = read_new(form, request, await stores(request.db, request.merchant.id))
    if form.is_good and new is not None and number is not None:
        try:
            batch = await issue_by_number(
                request.db,
                request.merchant.id,
                new,
                number=number,
                prefix=prefix,
                name=name or alike(number, new.worth, new.use_type, request.speech),
                at=request.now,
                actor=request.actor,
            )
        except RegularsError as refusal:
            form.refuse(refusal)
        else:
            return request.go_to(f"{BATCHES}/{batch}")
    return await show(request, form, status=422)


async def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    venues = await stores(request.db, request.merchant.id)
    return request.page(
        "voucher_batches/issue.html",
        status=status,
        here="vouchers",
        form=form,
        kinds=choices(),
        symbol=currency_symbol(request),
        stores=[(f"store_{one.id}", one.name, form.flag(f"store_{one.id}")) for one in venues],
        days=[
            (f"day_{day}", name, form.flag(f"day_{day}"))
            for day, name in enumerate(request.speech.weekdays)
        ],
        has_hours=any(form.value(name) for name in ("from_time", *map("day_{}".format, range(7)))),
        most=MOST,
    )


ROUTES = [show_issuing, show_fields, issue_them]

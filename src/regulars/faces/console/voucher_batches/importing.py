"""Vouchers out of a file: sent, looked at, applied."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from babel.dates import get_date_format
from babel.numbers import get_decimal_symbol, get_group_symbol
from litestar import Response, get, post
from litestar.params import FromPath
from litestar.response import Stream

from regulars.faces.console.downloads import csv_download
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_batches.file_told import NOT_DONE
from regulars.faces.console.voucher_batches.following import ONE
from regulars.faces.console.voucher_batches.words import BATCHES
from regulars.faces.console.vouchers.filters import VOUCHERS
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import BatchId
from regulars.merchants.model import Merchant, Role
from regulars.platform.spreadsheets import Cell
from regulars.vouchers.apply_file import apply_file
from regulars.vouchers.batch import Batch
from regulars.vouchers.batches import file_of, file_rows, read_batch
from regulars.vouchers.cells import EXAMPLES, Habits
from regulars.vouchers.preview_file import LIMITS, preview_file
from regulars.vouchers.rows import Column

IMPORT = f"{VOUCHERS}/import"
LARGEST_REQUEST = 5 * LIMITS.size
"""Bytes that are listened to, so that a file that is too large has a sentence of its own."""
AT_ONCE = 1_000


@get(IMPORT, may=Role.MANAGER)
async def show_importing(request: ConsoleRequest) -> Page:
    return show(request, Form())


@post(IMPORT, request_max_body_size=LARGEST_REQUEST)
async def send_file(request: ConsoleRequest) -> Response[Any]:
    """Read a file and lead to its preview."""
    form = Form({"file": ""})
    sent = await request.read_file("file")
    if sent is None:
        form.errors["file"] = "Choose a file first."
        return show(request, form, status=422)
    try:
        batch = await preview_file(
            request.db,
            request.merchant.id,
            sent.data,
            name=sent.name,
            habits=habits_of(request.merchant),
            at=request.now,
            actor=request.actor,
        )
    except RegularsError as refusal:
        form.errors["file"] = refusal.sentence
        return show(request, form, status=422)
    return request.go_to(f"{BATCHES}/{batch}")


@post(f"{ONE}/apply")
async def apply_batch(request: ConsoleRequest, batch_id: FromPath[UUID]) -> Response[Any]:
    await apply_file(request.db, request.merchant.id, BatchId(batch_id))
    return request.go_to(f"{BATCHES}/{batch_id}")


@get(f"{ONE}/problems.csv", may=Role.MANAGER)
async def show_problems(request: ConsoleRequest, batch_id: FromPath[UUID]) -> Stream:
    """The rows that cannot be used, with what is wrong, to be mended and sent again."""
    batch = await read_batch(request.db, request.merchant.id, BatchId(batch_id))
    columns = (await file_of(request.db, batch)).columns
    rows = problems(request, batch, columns)
    return csv_download(request, "problems.csv", [*columns, "problem"], rows)


async def problems(
    request: ConsoleRequest, batch: Batch, columns: tuple[str, ...]
) -> AsyncIterator[list[list[Cell]]]:
    last = 0
    while page := await file_rows(request.db, batch, NOT_DONE, after=last, limit=AT_ONCE):
        yield [[*(row.cells.get(name, "") for name in columns), row.sentence] for row in page]
        last = page[-1].number


def show(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    habits = habits_of(request.merchant)
    return request.page(
        "voucher_batches/import.html",
        status=status,
        here="vouchers",
        form=form,
        columns=explained(habits),
        most_rows=LIMITS.rows,
        address=IMPORT,
    )


def explained(habits: Habits) -> list[tuple[str, str, str]]:
    """The columns, what each says, and what a new voucher has without it."""
    amount = f"12{habits.decimal_sign}50"
    day = EXAMPLES.get(habits.day_order, EXAMPLES["ymd"])
    return [
        (Column.CODE, "2 to 20 characters. A known code is changed, another one is made.", ""),
        (Column.DISCOUNT, f"An amount in {habits.currency} such as {amount}, or per cent.", ""),
        (Column.DISCOUNT_TYPE, "MONETARY for an amount, PERCENTILE for per cent.", "MONETARY"),
        (Column.TYPE, "ONE_TIME_USE or MULTI_USE.", "ONE_TIME_USE"),
        (Column.MINIMUM, "The smallest bill that it can be used on.", "Any bill"),
        (Column.STARTS, f"The first day, such as 2026-12-31 or {day}.", "From now on"),
        (Column.ENDS, "The last day, which is included.", "For ever"),
        (Column.ACTIVE, "true or false.", "true"),
        (Column.EXTERNAL_ID, "What another program calls it.", ""),
        (Column.DESCRIPTION, "Text for you and for whoever gets it.", ""),
        (Column.MEMBER, "The code of the member whom it is for.", "Anybody"),
        (Column.STORES, "Names or numbers of stores, with | between.", "Every store"),
        (Column.LIMIT_TOTAL, "How often it can be used in all.", "No limit"),
        (Column.LIMIT_PER_MEMBER, "How often one member can use it.", "No limit"),
    ]


def habits_of(merchant: Merchant) -> Habits:
    """How a merchant writes numbers and days."""
    pattern = get_date_format("short", locale=merchant.locale).pattern.lower()
    order = sorted("dmy", key=pattern.find)
    return Habits(
        currency=merchant.currency,
        zone=merchant.time_zone,
        decimal_sign=get_decimal_symbol(merchant.locale),
        group_sign=get_group_symbol(merchant.locale),
        day_order="".join(order),
    )


ROUTES = [show_importing, send_file, apply_batch, show_problems]

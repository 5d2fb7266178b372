"""Vouchers leave as CSV or XLSX: all of them, those of a list, or those of a batch."""

from uuid import UUID

import msgspec
from litestar import get
from litestar.response import Stream

from regulars.faces.console.downloads import csv_download, day_of, xlsx_download
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.vouchers.filters import VOUCHERS, read_filters
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import BatchId
from regulars.merchants.model import Role
from regulars.vouchers.batches import read_batch
from regulars.vouchers.export import HEADINGS, pages
from regulars.vouchers.model import Filter


async def wanted(request: ConsoleRequest) -> Filter:
    """Which vouchers the address asks for. Raises `Invalid`, `NotFound` for another's batch."""
    asked = dict(request.query_params)
    filters = read_filters(Form(asked))
    if not filters.form.is_good:
        raise Invalid(" ".join(filters.form.errors.values()))
    which = filters.which(request.now)
    if not asked.get("batch"):
        return which
    try:
        batch = BatchId(UUID(asked["batch"]))
    except ValueError as error:
        raise Invalid("There is no such batch of vouchers.") from error
    await read_batch(request.db, request.merchant.id, batch)
    return msgspec.structs.replace(which, batch=batch)


@get(f"{VOUCHERS}/export.csv", may=Role.MANAGER)
async def export_csv(request: ConsoleRequest) -> Stream:
    merchant = request.merchant
    rows = pages(request.db, merchant.id, await wanted(request), zone=merchant.time_zone)
    return csv_download(request, f"{file_name(request)}.csv", HEADINGS, rows)


@get(f"{VOUCHERS}/export.xlsx", may=Role.MANAGER)
async def export_xlsx(request: ConsoleRequest) -> Stream:
    merchant = request.merchant
    rows = pages(request.db, merchant.id, await wanted(request), zone=merchant.time_zone)
    return await xlsx_download(f"{file_name(request)}.xlsx", "Vouchers", HEADINGS, rows)


def file_name(request: ConsoleRequest) -> str:
    """`vouchers-2026-05-04`, by the merchant's day."""
    return f"vouchers-{day_of(request.now, request)}"


ROUTES = [export_csv, export_xlsx]

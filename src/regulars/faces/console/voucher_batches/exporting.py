"""Vouchers leave as CSV or XLSX: all of them, those of a list, or those of a batch."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO, Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.response import Stream

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.voucher_batches.downloads import csv_download, saved_as
from regulars.faces.console.vouchers.filters import VOUCHERS, read_filters
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import BatchId
from regulars.merchants.model import Role
from regulars.platform.spreadsheets import WorkbookFile
from regulars.vouchers.batches import read_batch
from regulars.vouchers.export import HEADINGS, pages
from regulars.vouchers.model import Filter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 200_000
"""Vouchers in one workbook; a CSV file has no end."""
PIECE = 1 << 16


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
async def export_xlsx(request: ConsoleRequest) -> Response[Any]:
    file = await written(request, await wanted(request))
    headers = saved_as(f"{file_name(request)}.xlsx")
    return Stream(read_and_close(file), media_type=XLSX, headers=headers, status_code=200)


async def written(request: ConsoleRequest, which: Filter) -> IO[bytes]:
    """A workbook of the vouchers. Raises `Invalid` for more than one can hold."""
    merchant = request.merchant
    workbook, rows = WorkbookFile("Vouchers", HEADINGS), 0
    async for page in pages(request.db, merchant.id, which, zone=merchant.time_zone):
        rows += len(page)
        if rows > MOST_ROWS:
            raise Invalid(f"A workbook has at most {MOST_ROWS} vouchers. Export them as CSV.")
        await asyncio.to_thread(workbook.add, page)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it has been read
    await asyncio.to_thread(workbook.save, file)
    file.seek(0)
    return file


async def read_and_close(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece


def file_name(request: ConsoleRequest) -> str:
    """`vouchers-2026-05-04`, by the merchant's day."""
    return f"vouchers-{day_of(request.now, request)}"


def day_of(moment: datetime, request: ConsoleRequest) -> str:
    return moment.astimezone(request.speech.zone).date().isoformat()


ROUTES = [export_csv, export_xlsx]

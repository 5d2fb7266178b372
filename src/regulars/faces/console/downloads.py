"""Files that leave the console: CSV while it is written, a workbook once it is whole."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import IO

from babel.numbers import get_decimal_symbol
from litestar.response import Stream

from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Invalid
from regulars.platform.spreadsheets import MARK, Cell, WorkbookFile, csv_rows

Pages = AsyncIterator[Sequence[Sequence[Cell]]]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 200_000
"""Rows in one workbook; a CSV file has no end."""
PIECE = 1 << 16


def csv_download(
    request: ConsoleRequest, name: str, headings: Sequence[str], pages: Pages
) -> Stream:
    """`pages` of rows below `headings`, in the form that the merchant's spreadsheets open."""
    sign = get_decimal_symbol(request.merchant.locale)

    async def lines() -> AsyncIterator[bytes]:
        yield (MARK + csv_rows([headings], decimal_sign=sign)).encode()
        async for page in pages:
            yield csv_rows(page, decimal_sign=sign).encode()

    return Stream(
        lines(), media_type="text/csv; charset=utf-8", headers=saved_as(name), status_code=200
    )


async def xlsx_download(name: str, title: str, headings: Sequence[str], pages: Pages) -> Stream:
    """A workbook of one sheet called `title`. Raises `Invalid` for more rows than it can hold."""
    workbook, rows = WorkbookFile(title, headings), 0
    async for page in pages:
        rows += len(page)
        if rows > MOST_ROWS:
            raise Invalid(f"A workbook has at most {MOST_ROWS} {title.lower()}. Take the CSV file.")
        await asyncio.to_thread(workbook.add, page)
    file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed when it has been read
    await asyncio.to_thread(workbook.save, file)
    file.seek(0)
    return Stream(_read_and_close(file), media_type=XLSX, headers=saved_as(name), status_code=200)


def saved_as(name: str) -> dict[str, str]:
    """Headers that have the browser save a file under `name`."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }


def day_of(moment: datetime, request: ConsoleRequest) -> str:
    """`2026-05-04`, by the merchant's day, for a file's name."""
    return moment.astimezone(request.speech.zone).date().isoformat()


async def _read_and_close(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece

"""Files that leave the console while they are written."""

from collections.abc import AsyncIterator, Sequence

from babel.numbers import get_decimal_symbol
from litestar.response import Stream

from regulars.faces.console.requests import ConsoleRequest
from regulars.platform.spreadsheets import MARK, Cell, csv_rows

Pages = AsyncIterator[Sequence[Sequence[Cell]]]


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


def saved_as(name: str) -> dict[str, str]:
    """Headers that have the browser save a file under `name`."""
    return {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }

"""XLSX: the first sheet of a workbook, with the values that its formulas had when it was saved."""

import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from regulars.platform.spreadsheets.errors import UnreadableFile
from regulars.platform.spreadsheets.guard import unguarded

UNPACKED = 64_000_000
"""Bytes that a workbook may have when unpacked: a small file can hold a huge one."""
PARTS = 1_000
CONTENTS = "[Content_Types].xml"

DAMAGED = "This workbook is damaged. Open it, save it as XLSX again and try once more."


def read(
    data: bytes, *, most_rows: int, most_columns: int
) -> tuple[Sequence[Sequence[str]], Sequence[str]]:
    """The rows of the first sheet, at most so many. Raises `UnreadableFile`."""
    _weigh(data)
    try:
        with warnings.catch_warnings(action="ignore"):
            workbook = load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            rows = list(_rows(workbook, most_rows, most_columns))
    except UnreadableFile:
        raise
    except Exception as error:  # a crafted file can fail it in any way
        raise UnreadableFile(DAMAGED) from error
    several = len(workbook.worksheets) > 1
    return rows, ("Only the first sheet of the workbook was read.",) if several else ()


def _weigh(data: bytes) -> None:
    """Refuse what is no workbook, and what would not fit, before anything is unpacked."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UnreadableFile(DAMAGED) from error
    names = {part.filename for part in parts}
    if CONTENTS not in names:
        raise UnreadableFile("This is a ZIP archive. A CSV or XLSX file is needed.")
    if not any(name.startswith("xl/") for name in names):
        raise UnreadableFile("This is no workbook. A CSV or XLSX file is needed.")
    if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
        raise UnreadableFile("This workbook is too large when unpacked. Cut it into smaller ones.")


def _rows(workbook: Workbook, most_rows: int, most_columns: int) -> Iterator[Sequence[str]]:
    if not workbook.worksheets:
        raise UnreadableFile("This workbook has no sheet with cells.")
    sheet = workbook.worksheets[0]
    # What the file says about its own extent is often wrong.
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_row=most_rows, max_col=most_columns, values_only=True):
        cells = [_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield cells


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            # As many digits as a spreadsheet shows: 0.30000000000000004 is 0.3.
            return format(Decimal(f"{value:.15g}"), "f")
        case datetime():
            at_midnight = value.time() == time()
            return value.date().isoformat() if at_midnight else value.isoformat(timespec="seconds")
        case date():
            return value.isoformat()
        case _:
            return unguarded(str(value).strip())

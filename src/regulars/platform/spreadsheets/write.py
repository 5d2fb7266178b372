"""Tables as CSV, and as XLSX."""

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, TypeAlias

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from regulars.platform.spreadsheets.guard import guarded

Cell: TypeAlias = str | Decimal | int | bool | None

NARROWEST = 14
"""Characters that a column has room for at least."""

MARK = "\ufeff"
"""Tells spreadsheet programs that a CSV file is in UTF-8."""


def csv_rows(rows: Iterable[Sequence[Cell]], *, decimal_sign: str = ".") -> str:
    """`rows` as lines of a CSV file; with a comma in numbers, cells are parted by semicolons."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=";" if decimal_sign == "," else ",")
    writer.writerows([_written(cell, decimal_sign) for cell in row] for row in rows)
    return lines.getvalue()


def _written(cell: Cell, decimal_sign: str) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return format(cell, "f").replace(".", decimal_sign)
        case int():
            return str(cell)
        case str():
            return guarded(cell)


class WorkbookFile:
    """A workbook of one sheet that grows row by row and is then saved."""

    def __init__(self, title: str, headings: Sequence[str]) -> None:
        self._workbook = Workbook(write_only=True)
        self._sheet = self._workbook.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for column, heading in enumerate(headings, 1):
            width = max(len(heading) + 2, NARROWEST)
            self._sheet.column_dimensions[get_column_letter(column)].width = width
        self._sheet.append([self._bold(heading) for heading in headings])

    def add(self, rows: Iterable[Sequence[Cell]]) -> None:
        for row in rows:
            self._sheet.append([guarded(cell) if isinstance(cell, str) else cell for cell in row])

    def save(self, file: IO[bytes]) -> None:
        """Write the workbook down. Nothing can be added after that."""
        self._workbook.save(file)

    def _bold(self, text: str) -> object:
        cell = WriteOnlyCell(self._sheet, text)
        cell.font = Font(bold=True)
        return cell

"""A table out of the bytes of a file: told by what is in it, never by its name."""

from collections.abc import Sequence
from dataclasses import dataclass

from regulars.platform.spreadsheets import commas, excel
from regulars.platform.spreadsheets.errors import UnreadableFile

PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
PDF = b"%PDF"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may be: its bytes, its rows below the headings, and its columns."""

    size: int = 5 * MEGABYTE
    rows: int = 50_000
    columns: int = 60


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file with the numbers that a spreadsheet shows them with; the headings are 1.

    Rows without anything in them are left out. `notes` are sentences on how the file was read.
    """

    headings: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    notes: Sequence[str] = ()


def read_table(data: bytes, limits: Limits) -> Table:
    """The table that `data` holds. Raises `UnreadableFile`."""
    if not data:
        raise UnreadableFile("This file is empty.")
    if len(data) > limits.size:
        most = limits.size // MEGABYTE
        raise UnreadableFile(f"This file has more than {most} MB. Cut it into smaller ones.")
    _refuse_others(data)
    read = excel.read if data.startswith(ZIP) else commas.read
    # One row more than may be, so that too many are noticed.
    lines, notes = read(data, most_rows=limits.rows + 2, most_columns=limits.columns)
    rows = [(number, line) for number, line in enumerate(lines, 1) if any(line)]
    if not rows:
        raise UnreadableFile("There is nothing in this file.")
    if len(rows) > limits.rows + 1:
        raise UnreadableFile(
            f"This file has more than {limits.rows} rows. Cut it into smaller ones."
        )
    (_, headings), *rest = rows
    return Table(headings, rest, notes)


def _refuse_others(data: bytes) -> None:
    """Name the kinds of files that are taken for tables by mistake."""
    if data.startswith(PICTURES):
        raise UnreadableFile("This is a picture. A CSV or XLSX file is needed.")
    if data.startswith(PDF):
        raise UnreadableFile("This is a PDF. A CSV or XLSX file is needed.")
    if data.startswith(OLD_OFFICE):
        if ENCRYPTED in data:
            raise UnreadableFile(
                "This workbook is protected by a password. Save it without one and try again."
            )
        raise UnreadableFile("This is an old Excel file. Save it as XLSX or CSV and try again.")

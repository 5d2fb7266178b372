"""CSV: rows of text with commas, semicolons or tabs between, in the usual alphabets."""

import codecs
import csv
import io
import re
from collections.abc import Sequence
from itertools import islice

from regulars.platform.spreadsheets.errors import UnreadableFile
from regulars.platform.spreadsheets.guard import unguarded

SEPARATORS = (",", ";", "\t")
TOLD = "sep="
WHITE = "\t\r\n"
QUOTED = re.compile('"[^"]*"')

WESTERN = (
    "The file is not in UTF-8, so it was read as Windows-1252. "
    "Look whether letters with accents came out right."
)


def read(
    data: bytes, *, most_rows: int, most_columns: int
) -> tuple[Sequence[Sequence[str]], Sequence[str]]:
    """The rows of the file, at most so many, and how it was read. Raises `UnreadableFile`."""
    text, notes = _decoded(data)
    if any(letter < " " and letter not in WHITE for letter in set(text)):
        raise UnreadableFile("This is no table. A CSV or XLSX file is needed.")
    separator, text = _separator(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        rows = [_cells(line, most_columns) for line in islice(lines, most_rows)]
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {lines.line_num} cannot be read: look for a quotation mark that is not closed."
        ) from error
    return rows, notes


def _decoded(data: bytes) -> tuple[str, Sequence[str]]:
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return data.decode("utf-16"), ()
        return data.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252"), (WESTERN,)
    except UnicodeDecodeError as error:
        raise UnreadableFile(
            "The letters of this file cannot be read. Save it as CSV in UTF-8, or as XLSX."
        ) from error


def _separator(text: str) -> tuple[str, str]:
    """What stands between the cells: as the file says, else what cuts its headings most often."""
    told, _, rest = text.partition("\n")
    if told.lower().startswith(TOLD) and (separator := told[len(TOLD) :].strip("\r")) in SEPARATORS:
        return separator, rest
    first = next((line for line in text.splitlines() if line.strip()), "")
    headings = QUOTED.sub("", first)
    return max(SEPARATORS, key=headings.count), text


def _cells(line: Sequence[str], most: int) -> Sequence[str]:
    if len(line) > most:
        raise UnreadableFile(f"This file has more than {most} columns.")
    return [unguarded(cell.strip()) for cell in line]

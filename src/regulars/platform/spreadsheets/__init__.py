"""Tables that people bring and take along: CSV and XLSX files, as rows of text.

A number reads `12.5`, a day `2026-05-04`, a day with a time `2026-05-04T18:00:00`, a yes `true`,
whatever the file is. What programs would take for a formula is written with an apostrophe before
it, and read without.
"""

from regulars.platform.spreadsheets.errors import UnreadableFile
from regulars.platform.spreadsheets.read import Limits, Table, read_table
from regulars.platform.spreadsheets.write import MARK, Cell, WorkbookFile, csv_rows

__all__ = [
    "MARK",
    "Cell",
    "Limits",
    "Table",
    "UnreadableFile",
    "WorkbookFile",
    "csv_rows",
    "read_table",
]

"""What is made of files that people bring, nasty ones among them."""

import io
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook

from regulars.platform.spreadsheets import (
    MARK,
    Limits,
    UnreadableFile,
    WorkbookFile,
    csv_rows,
    read_table,
)

LIMITS = Limits(size=200_000, rows=20, columns=12)


def workbook(*rows: list[Any]) -> bytes:
    made = Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    return saved(made)


def saved(made: Workbook) -> bytes:
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def archive(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name.replace("__", "/"), content)
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"code,discount\nCAF\xc3\x89,5\n",
        b"\xef\xbb\xbfcode;discount\r\nCAF\xc3\x89;5\r\n",
        b"code\tdiscount\rCAF\xc3\x89\t5",
        b"sep=;\ncode;discount\n\n;\nCAF\xc3\x89 ;5",
        b'"code","discount"\n"CAF\xc3\x89","5"',
        "code,discount\nCAFÉ,5".encode("utf-16"),
        b"\xfe\xff" + "code;discount\nCAFÉ;5".encode("utf-16-be"),
        b"code,discount\nCAF\xc9,5\n",
        workbook(["code", "discount"], ["CAFÉ", 5]),
    ],
)
def test_a_table_is_the_same_however_it_was_saved(data: bytes) -> None:
    table = read_table(data, LIMITS)
    assert list(table.headings) == ["code", "discount"]
    assert [list(row) for _, row in table.rows] == [["CAFÉ", "5"]]


def test_windows_letters_are_told_and_rows_keep_the_numbers_that_a_spreadsheet_shows() -> None:
    table = read_table(b"code,discount\n\nCAF\xc9,5\n,,\nB,6", LIMITS)
    assert [number for number, _ in table.rows] == [3, 5]
    assert "Windows-1252" in table.notes[0]


def test_cells_of_a_workbook_are_read_as_what_they_show() -> None:
    row = [
        0.1 + 0.2,
        12345678901,
        True,
        date(2026, 5, 4),
        datetime(2026, 5, 4, 18, 30),  # noqa: DTZ001 - as a workbook has it
        None,
        "'=1",
    ]
    table = read_table(workbook(["a"], row), LIMITS)
    [(_, cells)] = table.rows
    assert list(cells) == [
        "0.3",
        "12345678901",
        "true",
        "2026-05-04",
        "2026-05-04T18:30:00",
        "",
        "=1",
    ]


def test_a_formula_has_the_value_that_it_had_when_it_was_saved() -> None:
    table = read_table(workbook(["code", "discount"], ["A1", "=2+3"]), LIMITS)
    assert [list(cells) for _, cells in table.rows] == [["A1"]]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"\n\n;;\n", "nothing in this file"),
        (b"\x89PNG\r\n\x1a\n....", "picture"),
        (b"\xff\xd8\xff\xe0....", "picture"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0....", "old Excel"),
        (b"\xd0\xcf\x11\xe0...." + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"a,b\nc\x00d,e", "no table"),
        (b"a,b\n\x81\xfe,e", "letters"),
        (b'a,b\n"c,d\ne,f', "quotation mark"),
        (b"a,b\n" * 200, "more than 20 rows"),
        (b"a," * 40, "columns"),
        (b"a" * 300_000, "MB"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (archive(photo=b"x"), "ZIP archive"),
        (
            archive(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": b"<w/>"}),
            "workbook",
        ),
        (archive(**{"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<w/>"}), "damaged"),
        (workbook(["a", "b"], ["c", "d"])[:-200], "damaged"),
        (workbook(*[["a"]] * 22), "more than 20 rows"),
        (
            archive(**{"[Content_Types].xml": b"<Types/>", "xl__big.xml": b" " * 70_000_000}),
            "unpacked",
        ),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence_that_says_why(data: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_table(data, LIMITS)
    assert word in refusal.value.sentence


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", "''", "'quoted", "plain", "\tx"])
def test_no_program_takes_a_text_for_a_formula_and_it_comes_back_as_it_was(text: str) -> None:
    line = csv_rows([["head"], [text, Decimal("1.50"), 7, True, None]])
    assert line.split("\r\n")[1][0] not in "=+-@\t"
    written = WorkbookFile("Vouchers", ["head"])
    written.add([[text, Decimal("1.50"), 7, True, None]])
    file = io.BytesIO()
    written.save(file)
    for data in ((MARK + line).encode(), file.getvalue()):
        [(_, cells)] = read_table(data, LIMITS).rows
        assert cells[0] == text
        assert Decimal(cells[1]) == Decimal("1.5")
        assert list(cells[2:4]) == ["7", "true"]


def test_numbers_with_a_comma_stand_between_semicolons() -> None:
    line = csv_rows([["A1", Decimal("1234.50"), "a;b"]], decimal_sign=",")
    assert line == 'A1;1234,50;"a;b"\r\n'

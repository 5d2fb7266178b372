"""A file of vouchers: its columns, and what each row asks for. No clock, no database."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeAlias, TypeVar

import msgspec

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MemberId, StoreId
from regulars.kernel.money import Money
from regulars.members.rules import member_code
from regulars.vouchers import cells
from regulars.vouchers.cells import Habits
from regulars.vouchers.model import (
    AmountOff,
    DiscountType,
    ShareOff,
    UseType,
    Voucher,
    Worth,
)
from regulars.vouchers.rules import check_code, fold

T = TypeVar("T")

CLEARS = "-"
"""A cell that takes away what a voucher has; an empty one leaves it as it is."""

EVERYWHERE = "all"


class Column(StrEnum):
    """The columns that are read. Only the first two have to be there."""

    CODE = "code"
    DISCOUNT = "discount"
    DISCOUNT_TYPE = "discountType"
    TYPE = "type"
    MINIMUM = "orderMinAmount"
    STARTS = "startDate"
    ENDS = "endDate"
    ACTIVE = "isActive"
    EXTERNAL_ID = "externalId"
    DESCRIPTION = "description"
    MEMBER = "memberCode"
    STORES = "stores"
    LIMIT_TOTAL = "limitTotal"
    LIMIT_PER_MEMBER = "limitPerMember"


NEEDED = (Column.CODE, Column.DISCOUNT)
ONLY_SHOWN = ("left", "used", "problem")
"""What an export and a list of bad rows say besides. It is no part of a voucher's terms."""

DISCOUNT_TYPES = {
    "monetary": DiscountType.MONETARY,
    "amount": DiscountType.MONETARY,
    "percentile": DiscountType.PERCENTILE,
    "percentage": DiscountType.PERCENTILE,
    "percent": DiscountType.PERCENTILE,
}
USE_TYPES = {
    "onetimeuse": UseType.ONE_TIME_USE,
    "onetime": UseType.ONE_TIME_USE,
    "singleuse": UseType.ONE_TIME_USE,
    "multiuse": UseType.MULTI_USE,
}
Cells: TypeAlias = Mapping[str, str]
"""A row's cells by the names of their columns; the empty ones are not there."""


class BadRow(Invalid):
    """A row cannot be used; the sentence says for each wrong cell which it is and why."""

    code = "bad_row"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What rows are read with. `stores` are by number and by folded name, `members` by code."""

    habits: Habits
    stores: Mapping[str, StoreId]
    members: Mapping[str, MemberId]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a row says. `changes` are the terms that it names; it says nothing of the others."""

    code: str
    worth: Worth
    use_type: UseType
    says_use_type: bool
    changes: Mapping[str, Any]


def columns_of(headings: Sequence[str]) -> tuple[Sequence[Column | None], Sequence[str]]:
    """The column below each heading, and the headings that mean nothing. Raises `Invalid`."""
    names = {_bare(column): column for column in Column}
    columns = [names.get(_bare(heading)) for heading in headings]
    if missing := [f"“{column}”" for column in NEEDED if column not in columns]:
        raise Invalid(
            f"The first row has to name the columns, and there is no {' and no '.join(missing)}."
        )
    for column in filter(None, columns):
        if columns.count(column) > 1:
            raise Invalid(f"There are several columns “{column.value}”.")
    others = [
        heading
        for heading, column in zip(headings, columns, strict=True)
        if column is None and heading and _bare(heading) not in ONLY_SHOWN
    ]
    return columns, others


def _bare(text: str) -> str:
    """A heading or a word without regard to case, blanks, dashes and underscores."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def cells_of(columns: Sequence[Column | None], row: Sequence[str]) -> Cells:
    """The cells of `row` that mean something and have something in them."""
    return {
        column.value: text for column, text in zip(columns, row, strict=False) if column and text
    }


def member_named(cells: Cells) -> str | None:
    """The code of the member that a row is for, as codes are written."""
    named = cells.get(Column.MEMBER, CLEARS)
    return None if named == CLEARS else member_code(named)


def read_row(row: Cells, known: Known, voucher: Voucher | None) -> Asked:
    """What `row` asks for; `voucher` is the one that has its code now. Raises `BadRow`."""
    return _Reading(row, known).asked(voucher)


class _Reading:
    """Reads one row cell by cell, and notes what is wrong with each."""

    def __init__(self, row: Cells, known: Known) -> None:
        self.row = row
        self.known = known
        self.habits = known.habits
        self.wrong: list[str] = []

    def asked(self, voucher: Voucher | None) -> Asked:
        code = self.cell(Column.CODE, _code, needed=True)
        kind = self.cell(Column.DISCOUNT_TYPE, lambda text: _word(text, DISCOUNT_TYPES))
        use_type = self.cell(Column.TYPE, lambda text: _word(text, USE_TYPES))
        kind = kind or (voucher.discount_type if voucher else DiscountType.MONETARY)
        worth = self.cell(Column.DISCOUNT, lambda text: self.worth(text, kind), needed=True)
        changes = self.changes()
        if self.wrong or code is None or worth is None:
            raise BadRow(" ".join(self.wrong))
        return Asked(
            code=code,
            worth=worth,
            use_type=use_type or UseType.ONE_TIME_USE,
            says_use_type=use_type is not None,
            changes=changes,
        )

    def changes(self) -> Mapping[str, Any]:
        """The terms that the row names, as fields of `Terms`."""
        habits = self.habits
        nothing = Money.zero(habits.currency)
        readers: dict[str, tuple[Column, Callable[[str], Any], Any]] = {
            "description": (Column.DESCRIPTION, str, ""),
            "starts_at": (Column.STARTS, lambda text: cells.moment(text, habits), None),
            "ends_at": (Column.ENDS, lambda text: cells.moment(text, habits, ends=True), None),
            "minimum": (Column.MINIMUM, self.money, nothing),
            "limit_total": (Column.LIMIT_TOTAL, cells.whole, None),
            "limit_per_member": (Column.LIMIT_PER_MEMBER, cells.whole, None),
            "stores": (Column.STORES, self.stores, ()),
            "member": (Column.MEMBER, self.member, None),
            "active": (Column.ACTIVE, cells.yes, True),
            "external_id": (Column.EXTERNAL_ID, str, None),
        }
        return {
            field: cleared if self.row[column] == CLEARS else self.cell(column, read)
            for field, (column, read, cleared) in readers.items()
            if column in self.row
        }

    def cell(self, column: Column, read: Callable[[str], T], *, needed: bool = False) -> T | None:
        """What a cell says; None, with a sentence noted, for what cannot be read."""
        text = self.row.get(column, "")
        if not text:
            if needed:
                self.wrong.append(f"{column.value} is empty.")
            return None
        try:
            return read(text)
        except Invalid as refusal:
            self.wrong.append(wrong_cell(column, text, refusal.sentence))
            return None

    def worth(self, text: str, kind: DiscountType) -> Worth:
        if kind is DiscountType.PERCENTILE:
            return ShareOff(cells.share(text, self.habits))
        return AmountOff(self.money(text))

    def money(self, text: str) -> Money:
        return Money.of(cells.amount(text, self.habits), self.habits.currency)

    def member(self, text: str) -> MemberId:
        found = self.known.members.get(member_code(text) or "")
        if found is None:
            raise Invalid("No member has this code.")
        return found

    def stores(self, text: str) -> tuple[StoreId, ...]:
        """Stores by number or name, with bars, semicolons or commas between."""
        if text.casefold() == EVERYWHERE:
            return ()
        names = [text] if text.casefold() in self.known.stores else _parts(text)
        return tuple(sorted({self.store(name) for name in names}))

    def store(self, name: str) -> StoreId:
        found = self.known.stores.get(name.casefold())
        if found is None:
            raise Invalid(f"There is no store “{name}”.")
        return found


def _code(text: str) -> str:
    check_code(text)
    return text


def _parts(text: str) -> Sequence[str]:
    for separator in ";,":
        text = text.replace(separator, "|")
    return [part.strip() for part in text.split("|") if part.strip()]


def _word(text: str, words: Mapping[str, T]) -> T:
    found = words.get(_bare(text))
    if found is None:
        known = sorted({str(word) for word in words.values()})
        raise Invalid(f"{' or '.join(known)} is needed.")
    return found


def wrong_cell(column: Column, text: str, sentence: str) -> str:
    """`discount, “abc”: A number of zero or more is needed, such as 12.50.`"""
    shown = text if len(text) <= 40 else f"{text[:39]}…"
    return f"{column.value}, “{shown}”: {sentence}"


def folded_code(row: Cells) -> str:
    """The code of a row as codes are compared."""
    return fold(row.get(Column.CODE, "").strip())

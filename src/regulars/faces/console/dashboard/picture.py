"""A picture with all that goes with it: what is to be seen in words, and the table of its figures.

What is drawn is told to the browser as data (frontend/src/console/echarts.js). A series has a value
and a text for each label; values are where a mark stands, texts are what is read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from babel.numbers import format_percent

from regulars.faces.console.speech import Speech
from regulars.kernel.money import Money, rounded
from regulars.merchants.model import Merchant
from regulars.platform.spreadsheets import Cell
from regulars.reports.model import Dashboard

Series = dict[str, Any]


class Value(NamedTuple):
    """A figure, as a person reads it, as a file has it, and where its mark stands in a picture."""

    text: str
    cell: Cell
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture. `key` names it in addresses. One without a `chart` has nothing to show yet.

    The first of `headings` is of what each row is about; all others are of numbers.
    """

    key: str
    title: str
    sentence: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Value]]
    chart: dict[str, Any] | None = None
    wide: bool = False

    @property
    def label(self) -> str:
        """What a screen reader is told of it."""
        return f"{self.title}. {self.sentence}"


@dataclass(frozen=True, slots=True)
class View:
    """What is drawn from: the figures, for whom they are written, and how much is compared."""

    found: Dashboard
    speech: Speech
    merchant: Merchant
    compares: bool
    points: str = field(default="points")

    @property
    def points_begun(self) -> str:
        """What points are called, to begin a sentence with."""
        return f"{self.points[:1].upper()}{self.points[1:]}"

    def number(self, value: int) -> Value:
        return Value(self.speech.number(value), value, value)

    def tenths(self, value: Decimal) -> Value:
        return Value(self.speech.number(value), value, int(value * 10))

    def money(self, minor: int) -> Value:
        amount = Money(minor, self.found.currency)
        return Value(self.speech.money(amount), amount.major, minor)

    def large(self, minor: int) -> Value:
        """An amount to be read at a glance."""
        amount = Money(minor, self.found.currency)
        return Value(self.speech.glance(amount), amount.major, minor)

    def each(self, minor: int, of: int) -> Value:
        """The share of one of so many; nothing where there are none."""
        return self.money(share(minor, of)) if of else Value("–", None)

    def percent(self, part: int, of: int) -> Value:
        """How much `part` is `of` a whole, without decimals; nothing where there is no whole."""
        if not of:
            return Value("–", None)
        cell = (Decimal(part) * 100 / of).quantize(Decimal("0.1"))
        return Value(percent(part, of, self.speech), cell)

    def words(self, count: int, one: str, many: str) -> str:
        """`1 guest`, `1,204 guests`"""
        return f"{self.speech.number(count)} {one if count == 1 else many}"


def percent(part: int, of: int, speech: Speech) -> str:
    """How much `part` is `of` a whole, without decimals."""
    return format_percent(Decimal(part) / of, locale=speech.locale)


def share(minor: int, of: int) -> int:
    """What one of so many has, half up; none of nothing."""
    return rounded(Decimal(minor) / of) if of else 0


def row(name: str, *values: Value) -> Sequence[Value]:
    """A row of a table, which is about `name`."""
    return [Value(name, name), *values]


def series(name: str, values: Sequence[Value], **looks: bool) -> Series:
    """Marks of one kind. `quiet` ones stay behind the others, a `line` has an axis of its own."""
    marks, texts = [one.mark for one in values], [one.text for one in values]
    return {"name": name, "values": marks, "texts": texts, **looks}

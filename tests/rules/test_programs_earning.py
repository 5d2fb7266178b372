"""What a bill earns, and how long it lasts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.programs.earning.lasting import expires_at
from regulars.programs.earning.model import (
    Basket,
    MonthsSince,
    Never,
    Standing,
    Terms,
    one_for_each,
)
from regulars.programs.earning.rules import work_out

SYDNEY = ZoneInfo("Australia/Sydney")
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


def program(points: int = 1, per: str = "1", *, tax_included: bool = True) -> Terms:
    return one_for_each(aud(per), points, tax_included=tax_included)


def bill(total: str, tax: str = "0") -> Basket:
    return Basket(
        store=StoreId(1),
        at=NOW.astimezone(SYDNEY),
        total=aud(total),
        tax=aud(tax),
        discount=aud("0"),
    )


@pytest.mark.parametrize(
    ("rules", "total", "tax", "points"),
    [
        (program(), "38.50", "3.50", 38),
        (program(tax_included=False), "38.50", "3.50", 35),
        (program(10, "5"), "14.99", "1.36", 20),
        (program(), "0.99", "0.09", 0),
        (program(), "-20.00", "-1.82", 0),
    ],
)
def test_points_are_earned_for_every_full_amount(
    rules: Terms, total: str, tax: str, points: int
) -> None:
    assert work_out(rules, bill(total, tax), Standing()).points == points


@pytest.mark.parametrize(
    ("at", "months", "gone"),
    [
        ((2026, 11, 21, 20, 0), 12, (2027, 11, 22)),
        ((2026, 8, 31, 9, 0), 6, (2027, 3, 1)),
        ((2026, 12, 31, 23, 59), 2, (2027, 3, 1)),
    ],
)
def test_points_run_out_when_their_last_day_ends_at_the_store(
    at: tuple[int, int, int, int, int], months: int, gone: tuple[int, int, int]
) -> None:
    moment = datetime(*at, tzinfo=SYDNEY).astimezone(UTC)
    assert expires_at(MonthsSince(months), moment, "Australia/Sydney") == datetime(
        *gone, tzinfo=SYDNEY
    )


def test_points_without_expiry_never_run_out() -> None:
    assert expires_at(Never(), NOW, "Australia/Sydney") is None

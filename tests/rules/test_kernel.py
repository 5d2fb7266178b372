"""Money is exact, ids sort by time, codes can be read out over a bar."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import draw_code, draw_store_id, uuid7
from regulars.kernel.money import Money


@pytest.mark.parametrize(
    ("written", "currency", "minor"),
    [
        ("12.50", "AUD", 1250),
        ("200", "EUR", 20000),
        ("200.0", "EUR", 20000),
        ("0.005", "EUR", 1),
        ("-0.005", "EUR", -1),
        ("1200", "JPY", 1200),
        ("1.2345", "KWD", 1235),
    ],
)
def test_money_is_read_to_the_minor_unit(written: str, currency: str, minor: int) -> None:
    assert Money.of(written, currency) == Money(minor, currency)


@pytest.mark.parametrize("written", ["", "five", "NaN", "Infinity", "1e30", "1,50"])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(Invalid):
        Money.of(written, "AUD")


@given(st.integers(-(10**14), 10**14), st.sampled_from(["AUD", "JPY", "KWD"]))
def test_an_amount_survives_being_written_and_read(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(str(money.major), currency) == money


def test_currencies_do_not_mix() -> None:
    with pytest.raises(Invalid):
        Money(1, "AUD") + Money(1, "EUR")


def test_major_units_keep_their_decimals() -> None:
    assert str(Money(1250, "AUD").major) == "12.50"
    assert Money(1250, "AUD").major == Decimal("12.5")


def test_ids_sort_by_when_they_were_made() -> None:
    start = datetime(2026, 11, 21, tzinfo=UTC)
    made = [uuid7(start + timedelta(milliseconds=n)) for n in range(50)]
    assert made == sorted(made)
    assert {one.version for one in made} == {7}
    assert len({uuid7(start) for _ in range(1_000)}) == 1_000


def test_codes_have_no_letters_that_are_taken_for_others() -> None:
    codes = {draw_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", code) for code in codes)


def test_a_store_id_fits_a_plain_integer() -> None:
    assert all(10**8 <= draw_store_id() < 10**9 for _ in range(1_000))

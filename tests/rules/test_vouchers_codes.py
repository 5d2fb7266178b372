"""How codes and telephone numbers are read; the figures are those of docs/algorithms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.kernel.ids import draw_code
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.rules import (
    LONGEST_CODE,
    check_code,
    draw,
    fold,
    phones_sought,
    ways_to_read,
)


@pytest.mark.parametrize(("typed", "compared", "can_be"), list(table("vouchers", "Codes")))
def test_codes_are_compared_as_on_the_page(typed: str, compared: str, can_be: str) -> None:
    typed, compared = typed.strip("`"), compared.strip("`")
    assert fold(typed) == compared
    if can_be == "yes":
        check_code(typed)
        return
    with pytest.raises(BadVoucher) as refused:
        check_code(typed)
    assert refused.value.field == "code"


@pytest.mark.parametrize(
    "code", [" A1", "A1 ", "A\n1", "A\x001", "A\u202e1", "A" * 21, "", "\ud800A"]
)
def test_a_code_that_cannot_be_read_out_is_refused(code: str) -> None:
    with pytest.raises(BadVoucher):
        check_code(code)
    assert all(len(read) <= LONGEST_CODE for read in ways_to_read(code))


@given(code=st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=2, max_size=20))
def test_the_case_of_a_code_never_matters(code: str) -> None:
    assert fold(code) == fold(fold(code))
    if code.isascii():
        assert fold(code.lower()) == fold(code.upper()) == fold(code)


def test_a_member_code_is_read_with_and_without_its_dash() -> None:
    assert ways_to_read("k7qm-2xhp") == ("K7QM-2XHP",)
    assert ways_to_read("k7qm2xhp") == ("K7QM2XHP", "K7QM-2XHP")
    assert ways_to_read(" 0o22-1i33 ") == ("0O22-1I33", "QQ22-LL33")
    assert ways_to_read("WELCOME!") == ("WELCOME!",)
    assert ways_to_read("x") == ways_to_read("x" * 21) == ways_to_read("a\x00b") == ()


def test_a_drawn_code_is_a_vouchers_and_no_members() -> None:
    for _ in range(200):
        check_code(draw())
        with pytest.raises(BadVoucher):
            check_code(draw_code())


@pytest.mark.parametrize(
    ("typed", "abroad", "at_home"),
    [
        ("+306987482018", "+306987482018", None),
        ("0030 6987 482018", "+306987482018", None),
        (" 306987482018", "+306987482018", "306987482018"),
        ("6987 482018", None, "6987482018"),
        ("(04) 1234-5678", None, "0412345678"),
        ("Ada 4711", None, None),
        ("K7QM-2XHP", None, None),
        ("123", None, None),
        ("1" * 20, None, None),
        ("", None, None),
    ],
)
def test_a_number_is_read_as_it_was_typed(
    typed: str, abroad: str | None, at_home: str | None
) -> None:
    assert phones_sought(typed) == (abroad, at_home)

"""What people type about a person is kept in one form, and read in every form."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.kernel.errors import Invalid
from regulars.members.model import Details, NumberSought, TextSought
from regulars.members.rules import (
    backward_name,
    checked,
    fold,
    forward_name,
    member_code,
    patterns,
    search_text,
    sought,
)

ROSA = Details("Rosa", "Kowalska")


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("0412 345 678", "AU", "+61412345678"),
        ("(04) 1234-5678", "AU", "+61412345678"),
        ("+61 412 345 678", "GR", "+61412345678"),
        ("0061 412345678", "GR", "+61412345678"),
        ("0011 61 412 345 678", "AU", "+61412345678"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("+44 (0)20 7946 0958", "AU", "+442079460958"),
        ("6987 482018", "GR", "+306987482018"),
        ("06 1234 5678", "IT", "+390612345678"),
        ("(212) 555-0123", "US", "+12125550123"),
    ],
)
def test_a_telephone_number_is_read_as_it_is_typed_where_the_store_is(
    typed: str, country: str, kept: str
) -> None:
    assert checked(Details("Rosa", phone=typed), country=country).phone == kept


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(""), "first_name"),
        (Details(" \t "), "first_name"),
        (Details("x" * 81), "first_name"),
        (Details("Rosa", "y" * 81), "last_name"),
        (Details("Ro\0sa"), "first_name"),
        (Details("Ro\ud800sa"), "first_name"),
        (Details("Rosa", email="rosa"), "email"),
        (Details("Rosa", email="rosa@home"), "email"),
        (Details("Rosa", email="rosa@@example.com"), "email"),
        (Details("Rosa", email="ro sa@example.com"), "email"),
        (Details("Rosa", email="r@" + "x" * 300 + ".com"), "email"),
        (Details("Rosa", phone="12"), "phone"),
        (Details("Rosa", phone="call me"), "phone"),
        (Details("Rosa", phone="9" * 40), "phone"),
        (Details("Rosa", card_number="7" * 41), "card_number"),
        (Details("Rosa", picture_url="http://example.com/a.png"), "picture_url"),
        (Details("Rosa", picture_url="javascript:alert(1)"), "picture_url"),
        (Details("Rosa", picture_url="https://"), "picture_url"),
        (Details("Rosa", picture_url="https://[x/a.png"), "picture_url"),
        (Details("Rosa", picture_url="https://e.com/" + "a" * 500), "picture_url"),
    ],
)
def test_what_cannot_be_used_is_refused_beside_its_field(details: Details, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(details, country="AU")
    assert refusal.value.field == field


def test_details_are_kept_tidy() -> None:
    typed = Details(
        "  Rosa \n Maria ",
        "\u202eKowalska",
        " Rosa.K@Example.COM ",
        " 0412 345 678 ",
        " abc-123 4 ",
        " https://example.com/rosa.png ",
    )
    assert checked(typed, country="AU") == Details(
        "Rosa Maria",
        "Kowalska",
        "rosa.k@example.com",
        "+61412345678",
        "ABC1234",
        "https://example.com/rosa.png",
    )


def test_only_a_first_name_is_needed() -> None:
    empty = Details("Rosa", "", "", " ", "", "")
    assert checked(empty, country="AU") == Details("Rosa", "", None, None, None, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Łukasz", "lukasz"),
        ("Søren", "SOREN"),
        ("Weiß", "weiss"),
        ("José", "jose"),
        ("Jose\u0301", "José"),
        ("O’Brien", "obrien"),
        ("Anne-Marie", "anne marie"),
        ("ＡＮＮＡ", "anna"),
        ("Đặng", "dang"),
        ("Smith, John", "smith john"),
    ],
)
def test_accents_case_and_marks_do_not_matter(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_a_name_is_an_index_can_take_it(first: str, last: str) -> None:
    details = Details(first, last)
    for folded in (forward_name(details), backward_name(details)):
        assert len(folded.encode(errors="ignore")) < 1_000


@given(st.text(max_size=100))
def test_any_text_can_be_looked_for(keyword: str) -> None:
    typed = keyword.replace("\0", "")
    assert sought(typed, country="AU") == sought(f" {typed} ", country="AU")


@given(st.text(string.printable + "éł王µ💃%_\\", max_size=60))
def test_every_pattern_has_letters_that_the_index_knows(keyword: str) -> None:
    for pattern in sought(keyword, country=None).patterns:
        assert pattern.isascii()
        letters = pattern.replace("\\", "")
        runs = "".join(c if c.isalnum() else " " for c in letters).split()
        starts_a_word = pattern.startswith("% ") and letters[2].isalnum()
        assert starts_a_word or any(len(run) >= 3 for run in runs)


def test_letters_of_every_script_are_found_anywhere_in_a_name() -> None:
    kept = search_text(Details("Μαρία", "王小明"), "K7QM-2XHP")
    for keyword in ("ΑΡΊ", "小明", "μ"):
        [pattern] = sought(keyword, country=None).patterns
        assert pattern.strip("%") in kept


def test_wildcards_in_a_keyword_are_letters() -> None:
    assert patterns(["50%_off"]) == (r"%50\%\_off%",)


@pytest.mark.parametrize("typed", ["k7qm2xhp", "K7QM-2XHP", " k7qm 2xhp ", "K7QM–2XHP"])
def test_a_member_code_is_read_with_or_without_its_dash(typed: str) -> None:
    assert member_code(typed.strip()) == "K7QM-2XHP"


def test_a_slip_in_a_member_code_is_read_as_the_letter_it_looks_like() -> None:
    assert member_code("k70m-2xh1") == "K7QM-2XHL"


def test_what_is_no_member_code_is_none() -> None:
    assert member_code("K7QM-2XH") is None
    assert member_code("K7QM-2XH!") is None


def test_a_number_is_looked_for_by_its_digits_alone() -> None:
    found = sought("0412 345-678", country=None)
    assert isinstance(found, NumberSought)
    assert (found.whole_end, found.phone_end) == ("412345678", "412345678")
    assert found.patterns == ("%412345678%",)


def test_an_empty_keyword_looks_for_nothing() -> None:
    assert sought("  ", country="AU") == TextSought()


def test_a_keyword_is_no_longer_than_a_hundred_letters() -> None:
    sought("x" * 100, country=None)
    with pytest.raises(Invalid, match="100"):
        sought("x" * 101, country=None)


def test_the_search_text_has_all_that_part_of_may_be_typed() -> None:
    details = checked(
        Details("Zoë", "O’Hara", "zoe@example.com", "0412 345 678", "A-12"), country="AU"
    )
    assert search_text(details, "K7QM-2XHP") == " zoe ohara zoe 61412345678 a12 k7qm 2xhp"

"""Promises of the comparison between the diary's tables and the till's."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.bookings.floor.model import Shape, Spot, Table
from regulars.bookings.rules.doctor import Mismatch, compare, folded
from regulars.kernel.ids import SectionId, StoreId, TableId


def table(name: str) -> Table:
    return Table(
        id=TableId(uuid4()),
        store=StoreId(1),
        section=SectionId(uuid4()),
        name=name,
        least=2,
        most=4,
        shape=Shape.ROUND,
        spot=Spot(0, 0),
        online=True,
        position=0,
    )


def said(ours: list[str], theirs: list[str]) -> list[tuple[str, str, str]]:
    found = compare([table(name) for name in ours], theirs)
    return [(one.kind.value, one.ours.name if one.ours else "", one.theirs) for one in found]


def test_tables_that_are_written_the_same_are_fine() -> None:
    assert said(["1", "2", "Terrace 1"], ["Terrace 1", "2", "1"]) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("5", "T5"), ("5", "table 05"), ("Bar 2", "BAR 2"), ("T12", "Table-12"), ("a1", "A 1")],
)
def test_a_name_that_only_reads_the_same_is_a_partner_with_a_slip(ours: str, theirs: str) -> None:
    assert said([ours], [theirs]) == [("spelt", ours, theirs)]


@pytest.mark.parametrize(("ours", "theirs"), [("1", "10"), ("1", "11"), ("T1", "Terrace 1")])
def test_names_that_read_differently_are_no_partners(ours: str, theirs: str) -> None:
    assert said([ours], [theirs]) == [("only_here", ours, ""), ("only_there", "", theirs)]


def test_a_name_that_the_till_has_twice_is_told_once() -> None:
    assert said(["7"], ["7", "7", "7"]) == [("twice", "", "7")]


def test_of_two_that_read_the_same_each_gets_a_partner_of_its_own() -> None:
    assert said(["T1", "1"], ["1", "01"]) == [("spelt", "T1", "01")]


@given(
    st.lists(st.text(min_size=1, max_size=6), unique=True, max_size=8),
    st.lists(st.text(min_size=1, max_size=6), max_size=8),
)
def test_every_table_of_either_side_is_fine_or_told_of(ours: list[str], theirs: list[str]) -> None:
    found = compare([table(name) for name in ours], theirs)
    told_here = {one.ours.name for one in found if one.ours}
    told_there = {one.theirs for one in found if one.kind is not Mismatch.TWICE}
    for name in ours:
        assert (name in theirs) != (name in told_here)
    for name in theirs:
        assert (name in ours) != (name in told_there)


@given(st.text(min_size=1, max_size=20))
def test_a_name_never_folds_to_nothing(name: str) -> None:
    assert folded(name)

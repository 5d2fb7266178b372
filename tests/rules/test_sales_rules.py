"""What orders come to and what stands of them; the figures are those of docs/algorithms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.kernel.money import Money
from regulars.sales.errors import BadTotals
from regulars.sales.model import ExternalOrder
from regulars.sales.sums import add_up, content, given_by_till, stands


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


def order(total: str, discounted: str | None = None, discount: str | None = None) -> ExternalOrder:
    return ExternalOrder(
        id="1",
        total=aud(total),
        discounted=None if discounted is None else aud(discounted),
        discount=None if discount is None else aud(discount),
    )


@pytest.mark.parametrize(
    ("reported", "discount", "fits"),
    [
        (order("200", "180", "20"), "20.00", True),
        (order("200", None, "20"), "20.00", True),
        (order("200", "180"), "20.00", True),
        (order("200", "150", "20"), "20.00", False),
        (order("200", "200", "0"), "0.00", True),
    ],
)
def test_the_discount_that_the_till_gave_counts(
    reported: ExternalOrder, discount: str, *, fits: bool
) -> None:
    assert given_by_till(reported) == aud(discount)
    assert add_up(reported) is fits


def test_a_till_that_says_nothing_of_a_discount_leaves_it_to_us() -> None:
    assert given_by_till(order("200")) is None


@pytest.mark.parametrize(
    "reported",
    [
        order("-1"),
        order("200", "-1"),
        order("200", "-1", "20"),
        order("200", "200.01"),
        order("200", None, "-0.01"),
        order("200", None, "200.01"),
        order("0", "0", "0.01"),
    ],
)
def test_figures_that_no_bill_has_are_refused(reported: ExternalOrder) -> None:
    with pytest.raises(BadTotals):
        given_by_till(reported)


def test_what_stands_follows_from_what_is_left() -> None:
    rows = list(table("refunds", "Orders that no connected till brings"))
    assert len(rows) == 4
    for paid, refunded, draw, _, points in rows:
        left = aud(paid) - aud(refunded)
        assert stands(5_50, left=left, of=aud(paid)) == aud(draw).minor
        assert str(stands(194, left=left, of=aud(paid))) == points


@given(
    original=st.integers(0, 10**15),
    paid=st.integers(1, 10**15),
    cuts=st.lists(st.integers(0, 10**15), max_size=6),
)
def test_what_stands_only_shrinks_and_is_never_more_than_it_was(
    original: int, paid: int, cuts: list[int]
) -> None:
    lefts = sorted({min(cut, paid) for cut in cuts} | {0, paid}, reverse=True)
    standing = [stands(original, left=Money(left, "AUD"), of=Money(paid, "AUD")) for left in lefts]
    assert standing == sorted(standing, reverse=True)
    assert (standing[0], standing[-1]) == (original, 0)


def test_an_order_that_a_voucher_paid_whole_has_nothing_standing_once_it_is_gone() -> None:
    assert stands(5_50, left=aud("0"), of=aud("0")) == 0


def test_what_is_missing_is_not_the_same_as_zero() -> None:
    said, unsaid = order("200", None, "0"), order("200")
    assert content(said) != content(unsaid)
    assert content(order("200.00")) == content(order("2e2"))

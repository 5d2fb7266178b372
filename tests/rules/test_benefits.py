"""What benefits come to; the figures are those of docs/algorithms/benefits.md."""

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ConnectionId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.benefits.check import check_benefit
from regulars.programs.benefits.model import (
    AmountOff,
    Benefit,
    ByHand,
    FreeProduct,
    GoodsAmountOff,
    GoodsPercentOff,
    PercentOff,
    PointsForMoney,
    WalletCredit,
)
from regulars.programs.benefits.rules import Bill, cost_of, pieces_of, worth
from regulars.programs.earning.model import BasketLine
from regulars.programs.errors import (
    BadQuantity,
    BadReward,
    CannotRedeem,
    GoodsMissing,
    NothingToPay,
)
from regulars.programs.goods.model import Goods, GoodsId, Selection, category_id, goods_id


def aud(amount: str) -> Money:
    return Money.of(amount.removeprefix("$"), "AUD")


TILL = ConnectionId(UUID(int=1))
COFFEES, FOOD, SWEETS = (category_id(TILL, str(number)) for number in (1, 2, 3))
FLAT_WHITE, MOCHA, RISOTTO, CAKE = (goods_id(TILL, str(number)) for number in (1, 2, 3, 4))


def line(product: GoodsId, category: GoodsId, quantity: str, total: str) -> BasketLine:
    return BasketLine(product, (category,), Decimal(quantity), aud(total), aud("0"))


LINES = (
    line(FLAT_WHITE, COFFEES, "2", "9.00"),
    line(MOCHA, COFFEES, "1", "5.50"),
    line(RISOTTO, FOOD, "1", "24.00"),
)
KNOWN = {
    CAKE: Goods(CAKE, "product", "Cake", (SWEETS,)),
    COFFEES: Goods(COFFEES, "category", "Coffee"),
}
A_COFFEE, A_FLAT_WHITE = Selection(categories=(COFFEES,)), Selection(products=(FLAT_WHITE,))

BENEFITS: dict[str, Benefit] = {
    "$5 off": AmountOff(aud("5")),
    "$20 off": AmountOff(aud("20")),
    "$30 off": AmountOff(aud("30")),
    "10 % off": PercentOff(1_000),
    "20 % off": PercentOff(2_000),
    "10 % off, at most $15,": PercentOff(1_000, aud("15")),
    "100 points are $5,": PointsForMoney(aud("5"), Points(100)),
    "$5 into the wallet": WalletCredit(aud("5")),
    "something that staff hand over,": ByHand("A cap"),
    "a flat white free": FreeProduct(A_FLAT_WHITE),
    "a coffee free": FreeProduct(A_COFFEE),
    "a coffee free, at most $5": FreeProduct(A_COFFEE, aud("5")),
    "a cake free": FreeProduct(Selection(products=(CAKE,))),
    "$1 off each coffee, for 2 of them": GoodsAmountOff(A_COFFEE, aud("1"), 2),
    "$5 off each coffee, for 10 of them": GoodsAmountOff(A_COFFEE, aud("5"), 10),
    "half of all coffees": GoodsPercentOff(A_COFFEE, 5_000),
    "half of the dearest coffee": GoodsPercentOff(A_COFFEE, 5_000, 1),
}
PRICED = re.compile(r"(.+?) (?:for )?(\d+)(?: points| chosen)")
FREE_OF_ALL = [one for one in BENEFITS.values() if not isinstance(one, PointsForMoney)]


def bill(total: str, lines: Sequence[BasketLine] = ()) -> Bill:
    return Bill(aud(total), aud(total), lines, known=KNOWN)


def test_a_benefit_takes_off_what_it_says_and_no_more_than_is_owed() -> None:
    for said, total, off, points in table("benefits", "Off the bill"):
        priced = PRICED.fullmatch(said)
        assert priced is not None, said
        benefit, asked = BENEFITS[priced[1]], Points(int(priced[2]))
        assert worth(benefit, asked, bill(total)) == (aud(off), int(points)), said


def test_what_is_off_products_comes_off_the_dearest_of_them() -> None:
    rows = list(table("benefits", "Off some products"))
    for said, total, off in rows:
        on = bill(total.partition(",")[0], LINES)
        if off == "nothing":
            with pytest.raises(GoodsMissing, match=r"^Ring up “Cake” first\.$"):
                worth(BENEFITS[said], Points(0), on)
        else:
            assert worth(BENEFITS[said], Points(0), on) == (aud(off), 0), said
    assert {said for said, *_ in rows} <= BENEFITS.keys()


def pressed(benefits: Sequence[Benefit], on: Bill) -> list[Money]:
    """What each takes off, pressed one after the other."""
    off: list[Money] = []
    given: list[FreeProduct] = []
    for benefit in benefits:
        owed = on.before - sum(off, Money.zero("AUD"))
        off.append(worth(benefit, Points(0), Bill(on.before, owed, on.lines, given, KNOWN))[0])
        given += [benefit] if isinstance(benefit, FreeProduct) else []
    return off


def test_several_on_one_bill_come_to_the_same_in_whatever_order_they_are_pressed() -> None:
    on = bill("38.50", LINES)
    for said, off in table("benefits", "Several on one bill"):
        benefits = [BENEFITS[one] for one in said.split(", ")]
        figures = [aud(one) for one in off.split(", ")]
        assert pressed(benefits, on) == figures, said
        assert sum(pressed(benefits[::-1], on), aud("0")) == sum(figures, aud("0")), said


def test_a_piece_is_given_once() -> None:
    """A gift or a discount could fall on one item twice elsewhere
    (https://github.com/odoo/odoo/pull/177312).
    """
    on = bill("38.50", LINES)
    flat_white = FreeProduct(A_FLAT_WHITE)
    assert pressed([flat_white, flat_white], on) == [aud("4.50"), aud("4.50")]
    with pytest.raises(GoodsMissing, match="another"):
        pressed([flat_white, flat_white, flat_white], on)


def test_three_for_ten_are_three_that_cost_ten() -> None:
    three = line(FLAT_WHITE, COFFEES, "3", "10.00")
    off = pressed([FreeProduct(A_COFFEE)] * 3, bill("10.00", [three]))
    assert off == [aud("3.34"), aud("3.33"), aud("3.33")]


def test_a_refunded_line_and_one_without_a_product_are_nothing_to_give() -> None:
    """Lines below zero distorted what came for free (https://github.com/odoo/odoo/pull/177312)."""
    odd = [
        line(FLAT_WHITE, COFFEES, "-1", "-4.50"),
        BasketLine(None, (), Decimal(1), aud("12"), aud("0")),
    ]
    with pytest.raises(GoodsMissing):
        worth(FreeProduct(A_COFFEE), Points(0), bill("7.50", odd))


def test_a_free_product_takes_nothing_off_a_gift_card_that_is_bought_beside_it() -> None:
    """https://github.com/odoo/odoo/pull/121962: a free product lowered the gift card (D5.49)."""
    gift_card = line(goods_id(TILL, "77"), category_id(TILL, "9"), "1", "50.00")
    on = bill("54.50", [gift_card, line(FLAT_WHITE, COFFEES, "1", "4.50")])
    assert worth(FreeProduct(A_COFFEE), Points(0), on)[0] == aud("4.50")
    assert worth(GoodsPercentOff(A_COFFEE, 10_000), Points(0), on)[0] == aud("4.50")


amounts = st.integers(1, 10**7)
quantities = st.decimals("0.001", "50", places=3)
lines = st.builds(
    lambda product, quantity, total: BasketLine(
        goods_id(TILL, str(product)), (COFFEES,), quantity, Money(total, "AUD"), aud("0")
    ),
    st.integers(1, 3),
    quantities,
    st.integers(-(10**5), 10**6),
)


@given(lines, amounts)
def test_the_pieces_of_a_line_cost_the_line(one: BasketLine, before: int) -> None:
    on = Bill(Money(10**9, "AUD"), Money(before, "AUD"), [one])
    pieces = pieces_of(one, 0, on)
    assert sum(piece.price * piece.many for piece in pieces) == max(0, one.total.minor)


@given(st.lists(lines, max_size=5), st.lists(st.sampled_from(FREE_OF_ALL), max_size=3), amounts)
def test_nothing_ever_takes_off_more_than_the_bill_nor_depends_on_the_order(
    on_it: list[BasketLine], benefits: list[Benefit], total: int
) -> None:
    on = Bill(Money(total, "AUD"), Money(total, "AUD"), on_it)
    sums = set()
    for some in permutations(benefits):
        off = Money.zero("AUD")
        try:
            for part in pressed(some, on):
                assert part.minor >= 0
                off += part
        except CannotRedeem:
            continue
        assert off <= on.before
        sums.add(off)
    assert len(sums) <= 1


@given(
    st.integers(1, 100_000), st.integers(1, 10_000), st.integers(1, 5_000), st.integers(1, 10**7)
)
def test_points_never_buy_more_than_they_are_worth(
    chosen: int, value: int, unit: int, owed: int
) -> None:
    benefit = PointsForMoney(Money(value, "AUD"), Points(unit))
    money = Money(owed, "AUD")
    try:
        off, needed = worth(benefit, Points(chosen), Bill(money, money))
    except BadQuantity:
        assert chosen * value < unit
        return
    assert 0 < off.minor <= owed
    assert 0 < needed <= chosen
    assert off.minor * unit <= needed * value


@pytest.mark.parametrize("benefit", ["$5 off", "10 % off", "100 points are $5,", "a coffee free"])
@pytest.mark.parametrize("owed", ["0", "-4.00"])
def test_nothing_can_be_redeemed_on_an_empty_bill(benefit: str, owed: str) -> None:
    with pytest.raises(NothingToPay):
        worth(BENEFITS[benefit], Points(100), bill(owed, LINES))


def test_what_makes_no_difference_is_refused() -> None:
    """A promotion of nothing used a limit up (https://github.com/vendurehq/vendure/issues/5278,
    D1.14).
    """
    with pytest.raises(NothingToPay, match="too small"):
        worth(PercentOff(1_000), Points(0), bill("0.04"))


def test_credit_counts_for_a_budget_though_the_bill_stays() -> None:
    assert cost_of(WalletCredit(aud("5")), aud("0")) == aud("5")
    assert cost_of(AmountOff(aud("5")), aud("3.20")) == aud("3.20")
    assert cost_of(ByHand("A cap"), aud("0")) == aud("0")


@pytest.mark.parametrize(
    ("benefit", "field"),
    [
        (AmountOff(aud("0")), "value"),
        (WalletCredit(aud("-1")), "value"),
        (PercentOff(10_001), "percent"),
        (PercentOff(1_000, aud("0")), "most"),
        (FreeProduct(Selection()), "goods"),
        (FreeProduct(A_COFFEE, aud("0")), "most"),
        (GoodsAmountOff(Selection(), aud("1")), "goods"),
        (GoodsAmountOff(A_COFFEE, aud("1"), 0), "items"),
        (GoodsPercentOff(A_COFFEE, 0), "percent"),
        (GoodsPercentOff(A_COFFEE, 1_000, 0), "items"),
        (PointsForMoney(aud("5"), Points(0)), "unit"),
        (ByHand("  "), "what"),
        (ByHand("x" * 201), "what"),
    ],
)
def test_a_benefit_that_cannot_be_has_a_sentence_beside_its_field(
    benefit: Benefit, field: str
) -> None:
    with pytest.raises(BadReward) as refused:
        check_benefit(benefit)
    assert isinstance(refused.value, Invalid)
    assert refused.value.field == field


def test_every_benefit_of_the_tables_can_be_given() -> None:
    for benefit in BENEFITS.values():
        check_benefit(benefit)

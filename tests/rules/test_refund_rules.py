"""What of a sale's points stands after refunds: worked figures, and what must hold of any."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.kernel.ids import RuleId, StoreId, TierId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.earning.model import (
    Basket,
    BasketLine,
    EarningRule,
    Extra,
    FirstVisit,
    Gives,
    Part,
    PerAmount,
    PerItem,
    PerVisit,
    Terms,
    Worked,
)
from regulars.programs.earning.refunds import Back, BackLine, left_after, standing_after, together
from regulars.programs.goods.model import GoodsId, Selection
from regulars.programs.stand import Left

COFFEE, CAKE, SOUP, WINE = (GoodsId(f"till/{name}") for name in ("coffee", "cake", "soup", "wine"))
TIER = TierId(UUID(int=99))


def aud(minor: int) -> Money:
    return Money(minor, "AUD")


def line(product: GoodsId, quantity: int, total: int) -> BasketLine:
    return BasketLine(product, (), Decimal(quantity), aud(total), aud(0))


def basket(*lines: BasketLine, discount: int = 0) -> Basket:
    total = sum(one.total.minor for one in lines) - discount
    at = datetime(2026, 3, 6, 20)  # noqa: DTZ001 - the store's own time
    return Basket(
        store=StoreId(1),
        at=at,
        total=aud(total),
        tax=aud(0),
        discount=aud(discount),
        lines=lines,
    )


def rule(number: int, gives: Gives, *goods: GoodsId) -> EarningRule:
    return EarningRule(
        id=RuleId(UUID(int=number)),
        name=f"rule {number}",
        gives=gives,
        goods=Selection(products=goods),
    )


EVERY_BILL = rule(1, PerAmount(Points(1), aud(100)))
COFFEES = rule(2, PerItem(Points(10)), COFFEE)
CAKES = rule(3, PerAmount(Points(2), aud(100)), CAKE)
VISIT = rule(4, PerVisit(Points(5)))
FIRST = rule(5, FirstVisit(Points(50)))
DOUBLE = rule(6, Extra(10_000))
TERMS = Terms(
    rules=(EVERY_BILL, COFFEES, CAKES, VISIT, FIRST, DOUBLE),
    left_out=Selection(),
)


def part(of: EarningRule, points: int) -> Part:
    return Part(of.id, 1, of.name, Points(points), base=1)


def worked(*parts: Part) -> Worked:
    return Worked(Points(sum(one.points for one in parts)), parts)


EVENING = basket(line(COFFEE, 3, 1_500), line(CAKE, 1, 700), line(SOUP, 1, 1_800))
"""Three coffees for 15.00, a cake for 7.00, a soup for 18.00."""
EARNED = worked(
    part(EVERY_BILL, 40),
    part(COFFEES, 30),
    part(CAKES, 14),
    part(VISIT, 5),
    part(FIRST, 50),
    part(DOUBLE, 89),
    Part(RuleId(TIER), 0, "Gold", Points(44), base=89),
)


def stands(*backs: Back, terms: Terms = TERMS, of: Basket = EVENING) -> list[int]:
    parts = standing_after(terms, EARNED, of, together(backs, "AUD"))
    return [one.points for one in parts]


def item(product: GoodsId, quantity: int, total: int, amount: int | None = None) -> Back:
    """Goods that came back, for what they cost or for `amount`."""
    got = aud(total if amount is None else amount)
    return Back(got, (BackLine(product, Decimal(quantity), aud(total), got),))


def came_back(said: str) -> list[Back]:
    """What a line of the worked table says that came back."""
    found = {
        "nothing": [],
        "everything": [Back(aud(4_000))],
        "the cake": [item(CAKE, 1, 700)],
        "a coffee": [item(COFFEE, 1, 500)],
        "the soup": [item(SOUP, 1, 1_800)],
    }
    return [
        back
        for one in said.split(" and ")
        for back in (found[one] if one in found else [Back(Money.of(one.strip("$"), "AUD"))])
    ]


def test_the_worked_evening() -> None:
    """What came back distorted the count of what was bought (D2.18).

    https://github.com/odoo/odoo/pull/177312
    """
    rows = list(table("refunds", "Points of a till's sale", 2))
    assert len(rows) == 7
    for said, *figures in rows:
        assert stands(*came_back(said)) == [int(figure) for figure in figures], said


def test_the_worked_reward() -> None:
    cost = [row[1:] for row in table("refunds", "What was redeemed", 2)]
    before = 100
    for (stood, back), refunded in zip(cost, ("0", "10.50", "15.75", "21"), strict=True):
        left = Left(aud(2_100) - Money.of(refunded, "AUD"), aud(2_100))
        now = left.standing(100)
        assert (str(now), str(before - now) if now < before else "") == (stood, back)
        before = now


def test_goods_that_were_not_on_the_bill_are_money_like_any_other() -> None:
    assert stands(item(WINE, 1, 1_000)) == stands(Back(aud(1_000)))


def test_goods_of_a_bill_with_a_discount_go_whole_though_the_guest_paid_less_for_them() -> None:
    discounted = basket(*EVENING.lines, discount=1_000)
    assert stands(item(CAKE, 1, 700, 525), of=discounted)[2] == 0
    assert stands(item(CAKE, 1, 700, 525), of=discounted)[1] == 30


def test_goods_that_never_counted_take_nothing_with_them() -> None:
    terms = Terms(rules=TERMS.rules, left_out=Selection(products=(SOUP,)))
    assert stands(item(SOUP, 1, 1_800), terms=terms) == [40, 30, 14, 5, 50, 89, 44]


def test_nothing_stands_of_a_sale_that_went_back_whole() -> None:
    assert not any(stands(Back(aud(4_000))))
    assert not any(stands(Back(aud(9_000))))
    assert not any(stands(*(item(one.product, int(one.quantity), one.total.minor)
                            for one in EVENING.lines if one.product)))  # fmt: skip


def test_a_bill_that_cost_nothing_went_back_with_all_its_items() -> None:
    gift = basket(line(COFFEE, 2, 1_000), discount=1_000)
    one = item(COFFEE, 1, 500, 0)
    assert stands(one, of=gift)[1] == 15
    assert not any(stands(one, one, of=gift))


def test_what_a_limit_cut_does_not_come_back_in_a_refund() -> None:
    cut = worked(Part(EVERY_BILL.id, 1, "", Points(20), base=4_000, cut=Points(20)))
    [left] = standing_after(TERMS, cut, EVENING, Back(aud(2_000)))
    assert (left.points, left.cut) == (10, 20)


PRICES = {COFFEE: 500, CAKE: 700, SOUP: 1_800}


@st.composite
def refunds(draw: st.DrawFn) -> list[Back]:
    """Refunds as a till would allow: by item as long as there are items, and sums of money."""
    most = {COFFEE: 3, CAKE: 1, SOUP: 1}
    found = [
        item(product, 1, price)
        for product, price in PRICES.items()
        for _ in range(draw(st.integers(0, most[product])))
    ]
    left = 4_000 - sum(back.amount.minor for back in found)
    for amount in draw(st.lists(st.integers(1, 900), max_size=4)):
        if amount <= left:
            found.append(Back(aud(amount)))
            left -= amount
    return draw(st.permutations(found))


@given(refunds())
def test_many_small_refunds_take_what_one_big_one_does_in_any_order(backs: list[Back]) -> None:
    """Small refunds rounded down to no points each (D2.27).

    https://developer.squareup.com/forums/t/question-about-loyalty-point-deduction-rules-during-refunds/22747
    """
    named = [one for back in backs for one in back.lines]
    by_product = [
        item(
            product,
            sum(int(one.quantity) for one in named if one.product == product),
            sum(one.total.minor for one in named if one.product == product),
        )
        for product in PRICES
        if any(one.product == product for one in named)
    ]
    money = Back(aud(sum(back.amount.minor for back in backs if not back.lines)))
    assert stands(*backs) == stands(*reversed(backs)) == stands(*by_product, money)


@given(refunds())
def test_each_refund_takes_more_and_never_more_than_there_was(backs: list[Back]) -> None:
    before = stands()
    for count in range(len(backs) + 1):
        now = stands(*backs[:count])
        assert all(0 <= less <= more for less, more in zip(now, before, strict=True))
        before = now
    if not left_after(EVENING, together(backs, "AUD")):
        assert not any(before)

"""What of a sale's points stands once money of it went back. No clock, no database, no till.

It is reckoned from the whole each time, never from the refund before: so many small refunds take as
much as one big one, in any order.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

import msgspec

from regulars.kernel.ids import RuleId
from regulars.kernel.money import Money, split
from regulars.kernel.points import Points
from regulars.programs.earning.counting import counts
from regulars.programs.earning.model import (
    Basket,
    BasketLine,
    EarningRule,
    Extra,
    FirstVisit,
    Part,
    PerAmount,
    PerItem,
    PerVisit,
    Terms,
    Worked,
)
from regulars.programs.goods.model import GoodsId

WHOLE, NONE = Fraction(1), Fraction(0)


class BackLine(msgspec.Struct, frozen=True):
    """Goods that came back. All figures are above zero.

    `total` is before the order's own discount, as in a basket; `amount` is what the guest got.
    """

    product: GoodsId | None
    quantity: Decimal
    total: Money
    amount: Money


class Back(msgspec.Struct, frozen=True):
    """All that went back of a bill so far. Of `amount`, what no line names is for nothing special.

    It may be more than the bill came to.
    """

    amount: Money
    lines: tuple[BackLine, ...] = ()


def together(backs: Iterable[Back], currency: str) -> Back:
    """Several refunds of one bill as one."""
    all_of_them = list(backs)
    amount = sum((back.amount for back in all_of_them), Money.zero(currency))
    return Back(amount, tuple(line for back in all_of_them for line in back.lines))


def left_after(basket: Basket, back: Back) -> Money:
    """What of the bill stands: never below zero, and never more than the bill."""
    return max(basket.total - back.amount, Money.zero(basket.total.currency))


def nothing_is_left(basket: Basket, back: Back) -> bool:
    """Whether all of the bill went back. One that cost nothing did so with all its items."""
    if basket.total.minor > 0:
        return not left_after(basket, back)
    sold = sum(line.quantity for line in basket.lines)
    return sold > 0 and sum(line.quantity for line in back.lines) >= sold


def in_proportion(worked: Worked, stands: Points) -> Sequence[Part]:
    """The parts of `worked` when nobody says what went back: each has its share of `stands`."""
    if not any(part.points for part in worked.parts):
        return worked.parts
    shares = split(stands, [part.points for part in worked.parts])
    return [
        msgspec.structs.replace(part, points=Points(points))
        for part, points in zip(worked.parts, shares, strict=True)
    ]


def standing_after(terms: Terms, worked: Worked, basket: Basket, back: Back) -> tuple[Part, ...]:
    """The parts of `worked` with the points that stand of each, half up.

    `terms` are those that it was worked out by. Points for goods follow the goods: those that a
    refund names, and beyond these the money. Points for the visit stand until nothing is left.
    Extra points follow those that they are more of.
    """
    if nothing_is_left(basket, back):
        return tuple(msgspec.structs.replace(part, points=Points(0)) for part in worked.parts)
    rules = {rule.id: rule for rule in terms.rules}
    shares = {
        part.rule: share_of(rules[part.rule], terms, basket, back)
        for part in worked.parts
        if not is_extra(part, rules)
    }
    extra = share_of_extra(worked.parts, rules, shares)
    return tuple(standing(part, shares.get(part.rule, extra)) for part in worked.parts)


def standing(part: Part, share: Fraction) -> Part:
    points = part.points * share
    half_up = (2 * points.numerator + points.denominator) // (2 * points.denominator)
    return msgspec.structs.replace(part, points=Points(half_up))


def is_extra(part: Part, rules: dict[RuleId, EarningRule]) -> bool:
    """A tier's extra is no rule of the program."""
    rule = rules.get(part.rule)
    return rule is None or isinstance(rule.gives, Extra)


def share_of(rule: EarningRule, terms: Terms, basket: Basket, back: Back) -> Fraction:
    """How much of what a rule gave for the bill stands."""
    match rule.gives:
        case PerAmount():
            return share_of_money(rule, terms, basket, back)
        case PerItem():
            sold = eligible(rule, terms, basket.lines)
            return share_of_items(sold, back) * share_of_rest(basket, back)
        case PerVisit() | FirstVisit():
            return WHOLE
        case Extra():
            raise AssertionError("extra points follow other parts")
        case other:
            assert_never(other)


def share_of_extra(
    parts: Sequence[Part], rules: dict[RuleId, EarningRule], shares: dict[RuleId, Fraction]
) -> Fraction:
    """What stands of all the parts that extras multiply."""
    multiplied = [
        (part.points + part.cut, shares[part.rule])
        for part in parts
        if part.rule in shares and not isinstance(rules[part.rule].gives, FirstVisit)
    ]
    given = sum(points for points, _ in multiplied)
    stands = sum((points * share for points, share in multiplied), NONE)
    return stands / given if given else WHOLE


def share_of_money(rule: EarningRule, terms: Terms, basket: Basket, back: Back) -> Fraction:
    """By the money of the rule's goods that is left; of the whole bill if it is for all."""
    whole = Fraction(left_after(basket, back).minor, basket.total.minor) if basket.total else WHOLE
    if not rule.goods and not terms.left_out:
        return whole
    sold = eligible(rule, terms, basket.lines)
    worth = sum(line.total.minor for line in sold)
    if worth <= 0:
        return whole
    gone = sum(money_gone(product, sold, back) for product in products(sold))
    return Fraction(max(worth - gone, 0), worth) * share_of_rest(basket, back)


def money_gone(product: GoodsId, sold: Sequence[BasketLine], back: Back) -> int:
    """What came back of a product's money: all of it with the last of its items."""
    worth = sum(line.total.minor for line in sold if line.product == product)
    if quantity_gone(product, back) >= quantity_of(product, sold):
        return worth
    gone = sum(line.total.minor for line in back.lines if line.product == product)
    return min(gone, worth)


def share_of_items(sold: Sequence[BasketLine], back: Back) -> Fraction:
    """How many of the items sold did not come back."""
    whole = sum((line.quantity for line in sold), Decimal(0))
    if whole <= 0:
        return WHOLE
    gone = sum(
        min(quantity_gone(product, back), quantity_of(product, sold)) for product in products(sold)
    )
    return max(Fraction(whole - gone), NONE) / Fraction(whole)


def share_of_rest(basket: Basket, back: Back) -> Fraction:
    """What stands, by money that went back for nothing special, of what items left."""
    there = {line.product for line in basket.lines if line.product is not None}
    named = sum(line.amount.minor for line in back.lines if line.product in there)
    rest = basket.total.minor - named
    return Fraction(left_after(basket, back).minor, rest) if rest > 0 else WHOLE


def eligible(rule: EarningRule, terms: Terms, lines: Sequence[BasketLine]) -> list[BasketLine]:
    """The lines of goods that a rule counts."""
    chosen = [rule.goods] if rule.goods else []
    return [line for line in lines if counts(terms, line, chosen)]


def products(lines: Sequence[BasketLine]) -> list[GoodsId]:
    return sorted({line.product for line in lines if line.product is not None})


def quantity_of(product: GoodsId, sold: Sequence[BasketLine]) -> Decimal:
    return sum((line.quantity for line in sold if line.product == product), Decimal(0))


def quantity_gone(product: GoodsId, back: Back) -> Decimal:
    return sum((line.quantity for line in back.lines if line.product == product), Decimal(0))

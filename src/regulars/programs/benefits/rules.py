"""What each benefit comes to on a bill. No clock, no database, no till.

Every benefit is worked out on the bill as it was before anything of ours, so the order in which
they are pressed changes nothing. The figures are those of docs/algorithms/benefits.md.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple, assert_never

import msgspec

from regulars.kernel.money import Money, rounded
from regulars.kernel.points import Points
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
from regulars.programs.earning.model import BasketLine
from regulars.programs.errors import BadQuantity, GoodsMissing, NothingToPay
from regulars.programs.goods.model import Goods, GoodsId, Selection

MOST_NAMES = 3
"""More names than this nobody reads at a till."""


class Bill(msgspec.Struct, frozen=True):
    """An open bill, to work benefits out on.

    `before` is what it came to without anything of ours, `owed` what is left with all that stands.
    `lines` are before the order's own discount. `given` are the free products that stand on it, and
    `known` names the goods that a benefit may be about.
    """

    before: Money
    owed: Money
    lines: Sequence[BasketLine] = ()
    given: Sequence[FreeProduct] = ()
    known: Mapping[GoodsId, Goods] = {}


class Pieces(NamedTuple):
    """`many` pieces on line `line` that cost `price` minor units each."""

    price: int
    line: int
    many: int


def worth(benefit: Benefit, points: Points, bill: Bill) -> tuple[Money, Points]:
    """What comes off the bill, and the points it takes: never more than what is owed needs.

    Raises `NothingToPay` when nothing is owed or the bill is too small, `BadQuantity` when the
    points buy nothing, `GoodsMissing` when what it is for is not on the bill.
    """
    match benefit:
        case WalletCredit() | ByHand():
            return Money.zero(bill.owed.currency), points
        case PointsForMoney(value, unit):
            check_owed(bill.owed)
            return points_as_money(value, unit, points, bill.owed)
        case _:
            check_owed(bill.owed)
            off = min(whole(benefit, bill), bill.owed)
            check_difference(off)
            return off, points


def whole(
    benefit: AmountOff | PercentOff | FreeProduct | GoodsAmountOff | GoodsPercentOff, bill: Bill
) -> Money:
    """What a benefit takes off where enough is owed. Raises `GoodsMissing`."""
    match benefit:
        case AmountOff(value):
            return value
        case PercentOff(basis_points, most):
            return at_most(bill.before.share(basis_points), most)
        case FreeProduct(goods, most):
            return at_most(_free(benefit, bill), most)
        case GoodsAmountOff(goods, value, items):
            chosen = dearest(_chosen(goods, bill), items)
            return _money(sum(min(one.price, value.minor) * one.many for one in chosen), bill)
        case GoodsPercentOff(goods, basis_points, items, most):
            chosen = dearest(_chosen(goods, bill), items)
            cost = _money(sum(one.price * one.many for one in chosen), bill)
            return at_most(cost.share(basis_points), most)
        case other:
            assert_never(other)


def cost_of(benefit: Benefit | None, off: Money) -> Money:
    """What a use that takes `off` the bill takes from a budget: credit is money too."""
    return benefit.value if isinstance(benefit, WalletCredit) else off


def leaves_the_bill(benefit: Benefit | None) -> bool:
    """Whether nothing on the bill shows it: it stands for as long as the bill does."""
    return isinstance(benefit, WalletCredit | ByHand)


def goods_of(benefit: Benefit) -> Selection:
    """The goods that a benefit is about; nothing chosen where it is about the bill."""
    match benefit:
        case FreeProduct(goods) | GoodsAmountOff(goods) | GoodsPercentOff(goods):
            return goods
        case _:
            return Selection()


def points_as_money(
    value: Money, unit: Points, points: Points, owed: Money
) -> tuple[Money, Points]:
    """What `points` buy at `value` for every `unit`, down to the cent, and how many are needed."""
    off = Money(value.minor * points // unit, value.currency)
    if not off:
        raise BadQuantity(f"{points} points are too few to take anything off.")
    if off <= owed:
        return off, points
    return owed, Points(-(-owed.minor * unit // value.minor))


def dearest(pieces: Sequence[Pieces], items: int | None) -> list[Pieces]:
    """The dearest `items` of them, of one price those further up the bill; None is all."""
    if items is None:
        return list(pieces)
    taken = []
    for one in sorted(pieces, key=lambda one: (-one.price, one.line)):
        many = min(one.many, items)
        if many:
            taken.append(one._replace(many=many))
        items -= many
    return taken


def pieces_of(line: BasketLine, place: int, bill: Bill) -> list[Pieces]:
    """The pieces of a line at what the guest would pay for each; together they cost the line.

    What is sold by weight is one piece for each whole unit, and one for the rest.
    """
    cost, quantity = paid_for(line, bill), line.quantity
    if cost <= 0 or quantity <= 0:
        return []
    count = int(quantity)
    rest = rounded(cost * (quantity - count) / quantity)
    price, dearer = divmod(cost - rest, count) if count else (0, 0)
    groups = [(price + 1, dearer), (price, count - dearer), (rest, 1 if quantity > count else 0)]
    return [Pieces(price, place, many) for price, many in groups if price and many]


def paid_for(line: BasketLine, bill: Bill) -> int:
    """What the guest would pay for a line, in minor units: a discount on the bill comes off it."""
    lines = sum(one.total.minor for one in bill.lines)
    if lines <= bill.before.minor:
        return line.total.minor
    return rounded(Decimal(line.total.minor * bill.before.minor) / lines)


def at_most(amount: Money, most: Money | None) -> Money:
    return amount if most is None else min(amount, most)


def check_owed(owed: Money) -> None:
    if owed.minor <= 0:
        raise NothingToPay("There is nothing to pay on this sale yet. Ring up the items first.")


def check_difference(off: Money) -> None:
    if not off:
        raise NothingToPay("The sale is too small for this to make a difference.")


def _free(wanted: FreeProduct, bill: Bill) -> Money:
    """What is free with `wanted`, and is not with what stands: each piece is given once."""
    _chosen(wanted.goods, bill)
    before, after = _given(bill.given, bill), _given([*bill.given, wanted], bill)
    if after <= before:
        raise GoodsMissing(_ring_up(wanted.goods, bill, another=True))
    return _money(after - before, bill)


def _given(free: Sequence[FreeProduct], bill: Bill) -> int:
    """What several free products come to: those with the least choice have theirs first."""
    left = [one for place, line in enumerate(bill.lines) for one in pieces_of(line, place, bill)]
    total = 0
    whole = tuple(left)
    wanted = [one.goods for one in free]
    for goods in sorted(wanted, key=lambda goods: _choice(goods, bill, whole)):
        for one in dearest([one for one in left if _is_of(goods, bill, one)], 1):
            total += one.price
            left = _without(one, left)
    return total


def _without(taken: Pieces, pieces: Sequence[Pieces]) -> list[Pieces]:
    """The pieces without one of those that `taken` is of."""
    return [
        one._replace(many=one.many - 1)
        if (one.price, one.line) == (taken.price, taken.line)
        else one
        for one in pieces
    ]


def _choice(goods: Selection, bill: Bill, pieces: Sequence[Pieces]) -> tuple[object, ...]:
    eligible = sum(one.many for one in pieces if _is_of(goods, bill, one))
    return eligible, goods.products, goods.categories


def _chosen(goods: Selection, bill: Bill) -> list[Pieces]:
    """The pieces on the bill that are of `goods`. Raises `GoodsMissing` where there is none."""
    found = [
        one
        for place, line in enumerate(bill.lines)
        if names(goods, line)
        for one in pieces_of(line, place, bill)
    ]
    if not found:
        raise GoodsMissing(_ring_up(goods, bill))
    return found


def _is_of(goods: Selection, bill: Bill, piece: Pieces) -> bool:
    return piece.many > 0 and names(goods, bill.lines[piece.line])


def names(goods: Selection, line: BasketLine) -> bool:
    """Whether a line is of `goods`. What the till gave no product for is of none."""
    return line.product is not None and goods.names(line.product, line.categories)


def _ring_up(goods: Selection, bill: Bill, *, another: bool = False) -> str:
    """`Ring up “Flat white” first.`"""
    ids = (*goods.products, *goods.categories)
    known = [bill.known[id_].name for id_ in ids if id_ in bill.known]
    said = " or ".join(f"“{name}”" for name in known[:MOST_NAMES]) or "item that this is for"
    which = "another " if another else "" if known else "the "
    return f"Ring up {which}{said} first."


def _money(minor: int, bill: Bill) -> Money:
    return Money(minor, bill.before.currency)

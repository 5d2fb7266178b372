"""Which benefits a merchant can give."""

from typing import assert_never

from regulars.kernel.money import BASIS_POINTS, LARGEST, Money
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
from regulars.programs.errors import BadReward
from regulars.programs.goods.model import Selection

MOST_POINTS = 10_000_000
MOST_ITEMS = 1_000
LONGEST_WHAT = 200


def check_benefit(benefit: Benefit) -> None:
    """Raises `BadReward` for a benefit that takes nothing, or more than everything, off."""
    match benefit:
        case AmountOff(value) | WalletCredit(value):
            check_amount(value, "value")
        case PercentOff(basis_points, most):
            check_share(basis_points)
            check_amount(most, "most")
        case FreeProduct(goods, most):
            check_goods(goods)
            check_amount(most, "most")
        case GoodsAmountOff(goods, value, items):
            check_goods(goods)
            check_amount(value, "value")
            check_items(items)
        case GoodsPercentOff(goods, basis_points, items, most):
            check_goods(goods)
            check_share(basis_points)
            check_items(items)
            check_amount(most, "most")
        case PointsForMoney(value, unit):
            check_amount(value, "value")
            if not 1 <= unit <= MOST_POINTS:
                raise BadReward("Points: a whole number from 1 to 10,000,000.", field="unit")
        case ByHand(what):
            if not what.strip() or len(what) > LONGEST_WHAT or not what.isprintable():
                raise BadReward("Say what staff hand over, in at most 200 letters.", field="what")
        case other:
            assert_never(other)


def check_amount(amount: Money | None, field: str) -> None:
    if amount is not None and not 1 <= amount.minor <= LARGEST:
        raise BadReward("The amount is more than zero.", field=field)


def check_share(basis_points: int) -> None:
    if not 1 <= basis_points <= BASIS_POINTS:
        raise BadReward("The share is more than 0 and at most 100 %.", field="percent")


def check_goods(goods: Selection) -> None:
    if not goods:
        raise BadReward("Choose a product or a category.", field="goods")


def check_items(items: int | None) -> None:
    if items is not None and not 1 <= items <= MOST_ITEMS:
        raise BadReward("Items: a whole number from 1 to 1,000.", field="items")

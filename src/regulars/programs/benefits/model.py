"""The kinds of benefits. What each comes to on a bill is in `rules`."""

from typing import TypeAlias

import msgspec

from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.goods.model import Selection


class AmountOff(msgspec.Struct, frozen=True, tag="amount_off", tag_field="kind"):
    """A fixed amount off the bill, at most the bill."""

    value: Money


class PercentOff(msgspec.Struct, frozen=True, tag="percent_off", tag_field="kind"):
    """A share of the bill, at most `most` where that is set."""

    basis_points: int
    most: Money | None = None


class FreeProduct(msgspec.Struct, frozen=True, tag="free_product", tag_field="kind"):
    """One of the chosen products for nothing, the dearest on the bill; at most `most` of it."""

    goods: Selection
    most: Money | None = None


class GoodsAmountOff(msgspec.Struct, frozen=True, tag="goods_amount_off", tag_field="kind"):
    """`value` off each of the chosen products on the bill, of the dearest `items` at most."""

    goods: Selection
    value: Money
    items: int = 1


class GoodsPercentOff(msgspec.Struct, frozen=True, tag="goods_percent_off", tag_field="kind"):
    """A share off the chosen products on the bill, of the dearest `items`; None is all of them."""

    goods: Selection
    basis_points: int
    items: int | None = None
    most: Money | None = None


class PointsForMoney(msgspec.Struct, frozen=True, tag="points_for_money", tag_field="kind"):
    """Every `unit` points take `value` off the bill; the cashier chooses how many points."""

    value: Money
    unit: Points


class WalletCredit(msgspec.Struct, frozen=True, tag="wallet_credit", tag_field="kind"):
    """`value` comes into the member's wallet once the order is complete; the bill stays."""

    value: Money


class ByHand(msgspec.Struct, frozen=True, tag="by_hand", tag_field="kind"):
    """Something that staff hand over; the bill stays. `what` tells them."""

    what: str


OfferBenefit: TypeAlias = (
    AmountOff | PercentOff | FreeProduct | GoodsAmountOff | GoodsPercentOff | WalletCredit | ByHand
)
"""What can be given without points."""

Benefit: TypeAlias = OfferBenefit | PointsForMoney

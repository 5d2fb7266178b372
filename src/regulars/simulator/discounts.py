"""The one order-wide discount of an order."""

from decimal import Decimal
from typing import Literal

from msgspec import UNSET, UnsetType

from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.lines import or_neutral
from regulars.simulator.model import NO_AMOUNT, NO_VARIATION, Order

By = Literal["staff", "add-on"]


def write_variation(
    cloud: Cloud,
    order: Order,
    variation: Decimal | UnsetType | None,
    fixed: Decimal | UnsetType | None,
    *,
    by: By,
) -> None:
    """An order holds one order-wide discount: a new one takes the other's place or is refused."""
    if variation is UNSET and fixed is UNSET:
        return
    if by == "add-on":
        check_variation_writable(cloud, order, variation, fixed)
    new_variation = NO_VARIATION if variation is UNSET else or_neutral(variation, NO_VARIATION)
    new_fixed = NO_AMOUNT if fixed is UNSET else or_neutral(fixed, NO_AMOUNT)
    given = new_variation != NO_VARIATION or new_fixed != NO_AMOUNT
    if new_variation != NO_VARIATION and new_fixed != NO_AMOUNT:
        raise Refused("An order has price_variation or price_fixed_variation, not both.")
    if given and order.discount_by not in (None, by) and cloud.switches.second_discount == "refuse":
        raise Refused("The order has an order-wide discount already.")
    if given or names_what_stands(order, variation, fixed):
        order.price_variation, order.price_fixed_variation = new_variation, new_fixed
        order.discount_by = by if given else None


def names_what_stands(
    order: Order, variation: Decimal | UnsetType | None, fixed: Decimal | UnsetType | None
) -> bool:
    """Whether a neutral value was sent for the very kind of discount that stands."""
    return (variation is not UNSET and order.price_variation != NO_VARIATION) or (
        fixed is not UNSET and order.price_fixed_variation != NO_AMOUNT
    )


def check_variation_writable(
    cloud: Cloud,
    order: Order,
    variation: Decimal | UnsetType | None,
    fixed: Decimal | UnsetType | None,
) -> None:
    if fixed is not UNSET and not cloud.switches.order_fixed_variation_writable:
        raise Refused("price_fixed_variation of an order cannot be written.")
    if variation is not UNSET and order.id and not cloud.switches.order_variation_writable:
        raise Refused("price_variation cannot be changed after the order was created.")
    if isinstance(variation, Decimal) and variation < 0:
        raise Refused("price_variation cannot be negative.")

"""What has to be done to an open order so that it carries exactly what is wanted of ours.

A rule without input or output: from the order as read to the steps that are missing, so that doing
it twice does it once.
"""

from dataclasses import dataclass
from typing import assert_never
from uuid import UUID

from regulars.kernel.money import Money
from regulars.merchants.model import ConnectionSettings, ViaBill
from regulars.pos.errors import DiscountStands, PosRefused
from regulars.pos.model import Adjustment, DiscountKind, OrderDiscount, Part, PosOrder


@dataclass(frozen=True, slots=True)
class Steps:
    """`take_off` marks that are wrong, set the order-wide discount unless None, `put_on` marks."""

    take_off: tuple[UUID, ...]
    order_wide: Money | None
    put_on: tuple[Part, ...]
    by: ViaBill

    def __bool__(self) -> bool:
        return bool(self.take_off or self.put_on) or self.order_wide is not None


def steps(order: PosOrder, wanted: Adjustment, settings: ConnectionSettings) -> Steps:
    """Raises `DiscountStands`, or `PosRefused` when the settings name no product or method."""
    kept = {part.redemption for part in wanted.parts if _carried(order, part)}
    loose = tuple(part for part in wanted.parts if part.redemption not in kept and part.amount)
    wrong = tuple(redemption for redemption in order.marked if redemption not in kept)
    nothing = Money.zero(wanted.standing.currency)
    match settings.via:
        case ViaBill.VARIATION:
            amount = sum((part.amount for part in loose), nothing)
            if not _is_staffs(order.discount, wanted.standing, amount):
                return Steps(wrong, _change(order.discount, amount), (), settings.via)
            return Steps(wrong, None, loose, _other_way(settings) if loose else settings.via)
        case ViaBill.PRODUCT | ViaBill.PAYMENT:
            ours = wanted.standing and _stands(order.discount, wanted.standing)
            by = _chosen(settings) if loose else settings.via
            return Steps(wrong, nothing if ours else None, loose, by)
        case other:
            assert_never(other)


def _carried(order: PosOrder, part: Part) -> bool:
    return order.marked.get(part.redemption) == part.amount


def _is_staffs(discount: OrderDiscount, standing: Money, wanted: Money) -> bool:
    """Whether the order-wide discount is somebody else's.

    What we want is taken for ours even if we do not know that it stands: it got there when an
    answer was lost.
    """
    if discount.kind is DiscountKind.NONE:
        return False
    return not any(amount and _stands(discount, amount) for amount in (standing, wanted))


def _stands(discount: OrderDiscount, amount: Money) -> bool:
    return discount.kind is DiscountKind.AMOUNT and discount.stated == amount


def _change(discount: OrderDiscount, wanted: Money) -> Money | None:
    return None if discount.stated == wanted else wanted


def _other_way(settings: ConnectionSettings) -> ViaBill:
    if settings.discount_product_id:
        return ViaBill.PRODUCT
    if settings.payment_method_id:
        return ViaBill.PAYMENT
    raise DiscountStands(
        "Another discount is on the sale already, and a sale takes only one. "
        "Take it off first, then redeem."
    )


def _chosen(settings: ConnectionSettings) -> ViaBill:
    if settings.via is ViaBill.PRODUCT and not settings.discount_product_id:
        raise PosRefused("No discount product is chosen in the app's settings.")
    if settings.via is ViaBill.PAYMENT and not settings.payment_method_id:
        raise PosRefused("No payment method is chosen in the app's settings.")
    return settings.via

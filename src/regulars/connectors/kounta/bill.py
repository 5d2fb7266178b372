"""The arithmetic of a bill as Kounta states it. Exact decimals; money only at the very end.

A line's totals may or may not contain the line's own variation: sources disagree, so the unit price
decides. A line of ours is worth what it takes off after staff's own percentage has come off it too.
"""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from regulars.connectors.kounta.marks import redemption_in
from regulars.connectors.kounta.payloads import LineBody, OrderBody, PaymentBody
from regulars.kernel.money import Money
from regulars.pos.model import DiscountKind, OrderDiscount

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class LineSum:
    """What a line comes to with its own variation and before the order's. `total` is with tax."""

    total: Decimal
    tax: Decimal


def lines_of(order: OrderBody) -> list[LineBody]:
    return order.lines if isinstance(order.lines, list) else []


def payments_of(order: OrderBody) -> list[PaymentBody]:
    return order.payments if isinstance(order.payments, list) else []


def coefficient(variation: Decimal | None) -> Decimal:
    """Unset is null, 0 or 1."""
    return variation or ONE


def sum_of(line: LineBody) -> LineSum:
    tax = line.line_total_tax or ZERO
    total = (line.line_total_ex_tax or ZERO) + tax
    if line.unit_price is None:
        return LineSum(total, tax)
    quantity = ONE if line.quantity is None else line.quantity
    before = (line.unit_price + (line.unit_tax or ZERO)) * quantity
    after = before * coefficient(line.price_variation) + (line.price_fixed_variation or ZERO)
    if not total or abs(total - after) <= abs(total - before):
        return LineSum(total, tax)
    share = after / before if before else ZERO
    return LineSum(total * share, tax * share)


def remaining(order: OrderBody) -> Decimal:
    """How much of a line is left after the order-wide percentage. A surcharge counts as none."""
    return min(coefficient(order.price_variation), ONE)


def marked(order: OrderBody, currency: str) -> dict[UUID, Money]:
    """What each of our redemptions takes off by a line or a payment of its own, zeros left out."""
    found: dict[UUID, Money] = {}
    for line in lines_of(order):
        if redemption := redemption_in(line.notes):
            worth = Money.of(-sum_of(line).total * remaining(order), currency)
            found[redemption] = found.get(redemption, Money.zero(currency)) + worth
    for redemption, paid in marked_payments(order, currency).items():
        found[redemption] = found.get(redemption, Money.zero(currency)) + paid
    return {redemption: worth for redemption, worth in found.items() if worth}


def marked_payments(order: OrderBody, currency: str) -> dict[UUID, Money]:
    """The part of `marked` that is payments."""
    found: dict[UUID, Money] = {}
    for payment in payments_of(order):
        if redemption := redemption_in(payment.ref):
            amount = Money.of(payment.amount or ZERO, currency)
            found[redemption] = found.get(redemption, Money.zero(currency)) + amount
    return found


def is_refund(order: OrderBody) -> bool:
    """Whether the order gives money of another one back."""
    return bool(order.refunded_order_id)


def stated_total(order: OrderBody, currency: str) -> Money:
    """The till's own total: after every line and discount, before any payment."""
    if order.total is not None:
        return Money.of(order.total, currency)
    whole = sum((sum_of(line).total for line in lines_of(order)), ZERO)
    varied = whole * coefficient(order.price_variation) + (order.price_fixed_variation or ZERO)
    return Money.of(max(varied, min(whole, ZERO)), currency)


def owed(order: OrderBody, currency: str) -> Money:
    """What the guest owes: the till's total without what our own payments cover."""
    ours = sum(marked_payments(order, currency).values(), Money.zero(currency))
    stated = stated_total(order, currency)
    if is_refund(order) and not lines_of(order) and not stated:
        # A refund by amount may state it nowhere but in what was paid back.
        stated = Money.of(sum((one.amount or ZERO for one in payments_of(order)), ZERO), currency)
    return stated - ours


def tax_of(order: OrderBody, currency: str) -> Money:
    if order.total_tax is not None:
        return Money.of(order.total_tax, currency)
    taxes = sum((sum_of(line).tax for line in lines_of(order)), ZERO)
    return Money.of(taxes * coefficient(order.price_variation), currency)


def tips_of(order: OrderBody, currency: str) -> Money:
    if order.tips is not None:
        return Money.of(order.tips, currency)
    tips = sum((payment.tip or ZERO for payment in payments_of(order)), ZERO)
    return Money.of(tips, currency)


def discount_of(order: OrderBody, currency: str) -> OrderDiscount:
    """The order-wide discount. A surcharge fills its place, but takes nothing off."""
    nothing = Money.zero(currency)
    if coefficient(order.price_variation) != ONE:
        given = max(_before_discount(order, currency) - owed(order, currency), nothing)
        return OrderDiscount(DiscountKind.PERCENT, given, given)
    if fixed := order.price_fixed_variation:
        stated = max(Money.of(-fixed, currency), nothing)
        whole = stated_total(order, currency).minor > 0
        most = stated if whole else max(_lines_total(order, currency), nothing)
        return OrderDiscount(DiscountKind.AMOUNT, stated, min(stated, most))
    return OrderDiscount(DiscountKind.NONE, nothing, nothing)


def _before_discount(order: OrderBody, currency: str) -> Money:
    """What the guests' own lines come to, less what is marked as ours."""
    own = (sum_of(line).total for line in lines_of(order) if not redemption_in(line.notes))
    ours = sum(marked(order, currency).values(), Money.zero(currency))
    return Money.of(sum(own, ZERO), currency) - ours


def _lines_total(order: OrderBody, currency: str) -> Money:
    return Money.of(sum((sum_of(line).total for line in lines_of(order)), ZERO), currency)

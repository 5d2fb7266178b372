"""What lines and orders cost: exact decimals, rounded half up to the currency's unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from regulars.simulator.model import NO_AMOUNT, Line, Order

UNITS_WITHOUT_CENTS = frozenset(
    {"CLP", "ISK", "JPY", "KRW", "PYG", "UGX", "VND", "XAF", "XOF", "XPF"}
)
UNIT_PLACES = Decimal("0.0001")


def smallest_unit(currency: str) -> Decimal:
    return Decimal(1) if currency in UNITS_WITHOUT_CENTS else Decimal("0.01")


@dataclass(frozen=True)
class LinePrice:
    """`before` and `total` are with tax, before and after the line's own variation."""

    before: Decimal
    before_tax: Decimal
    total: Decimal
    tax: Decimal
    unit_ex_tax: Decimal
    unit_tax: Decimal

    @property
    def ex_tax(self) -> Decimal:
        return self.total - self.tax

    @property
    def unit(self) -> Decimal:
        return self.unit_ex_tax + self.unit_tax


@dataclass(frozen=True)
class Bill:
    """`discount` is what the order-wide variation adds: negative for a discount."""

    lines: list[LinePrice]
    subtotal: Decimal
    discount: Decimal
    total: Decimal
    tax: Decimal
    paid: Decimal
    tips: Decimal

    @property
    def due(self) -> Decimal:
        return self.total - self.paid


@dataclass(frozen=True)
class Rounding:
    unit: Decimal
    fixed_with_tax: bool = True

    def round(self, amount: Decimal) -> Decimal:
        return amount.quantize(self.unit, ROUND_HALF_UP)


def bill_of(order: Order, rounding: Rounding) -> Bill:
    lines = [price_of(line, rounding) for line in order.lines]
    subtotal = total_of(line.total for line in lines)
    total = after_variation(subtotal, order, rounding)
    line_tax = total_of(line.tax for line in lines)
    tax = rounding.round(line_tax * total / subtotal) if subtotal else NO_AMOUNT
    return Bill(
        lines=lines,
        subtotal=subtotal,
        discount=total - subtotal,
        total=total,
        tax=tax,
        paid=total_of(payment.amount for payment in order.payments),
        tips=total_of(payment.tip for payment in order.payments),
    )


def after_variation(subtotal: Decimal, order: Order, rounding: Rounding) -> Decimal:
    """A discount takes a bill to zero at most; a refund stays the mirror image of its sale."""
    total = rounding.round(subtotal * order.price_variation + order.price_fixed_variation)
    refund = order.refunded_order_id is not None
    return min(total, NO_AMOUNT) if subtotal < 0 or refund else max(total, NO_AMOUNT)


def price_of(line: Line, rounding: Rounding) -> LinePrice:
    rate = total_of(tax.rate for tax in line.taxes)
    with_tax = with_tax_of(line, rate)
    before = rounding.round(with_tax * line.quantity)
    fixed = line.price_fixed_variation
    if not rounding.fixed_with_tax:
        fixed *= 1 + rate
    total = rounding.round(with_tax * line.quantity * line.price_variation + fixed)
    unit_ex_tax = (with_tax / (1 + rate)).quantize(UNIT_PLACES, ROUND_HALF_UP)
    return LinePrice(
        before=before,
        before_tax=rounding.round(before * rate / (1 + rate)),
        total=total,
        tax=rounding.round(total * rate / (1 + rate)),
        unit_ex_tax=unit_ex_tax,
        unit_tax=with_tax.quantize(UNIT_PLACES, ROUND_HALF_UP) - unit_ex_tax,
    )


def with_tax_of(line: Line, rate: Decimal) -> Decimal:
    return line.unit_price if line.price_with_tax else line.unit_price * (1 + rate)


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NO_AMOUNT)

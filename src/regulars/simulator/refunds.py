"""Giving money back for a finished sale: a new order that mirrors it."""

from copy import deepcopy
from decimal import Decimal

from msgspec import Struct

from regulars.simulator import orders
from regulars.simulator.cloud import Cloud
from regulars.simulator.drafts import PaymentDraft
from regulars.simulator.errors import Refused
from regulars.simulator.model import NO_AMOUNT, Line, Order
from regulars.simulator.payments import take_payment
from regulars.simulator.pricing import price_of, total_of


class RefundLine(Struct):
    number: int
    quantity: Decimal = Decimal(1)


def refund(
    cloud: Cloud,
    sale: Order,
    *,
    register_id: int,
    staff_id: int,
    method_id: int | None,
    wanted: list[RefundLine] | None,
) -> Order:
    if sale.status != "COMPLETE" or sale.refunded_order_id is not None:
        raise Refused("Only a finished sale can be refunded.", code="wrong_status")
    order = orders.blank(cloud, sale.site_id, register_id, staff_id=staff_id)
    order.status = "COMPLETE"
    order.customer_id = sale.customer_id
    order.order_type = sale.order_type
    order.refunded_order_id = sale.id
    order.lines = mirrored(cloud, sale, wanted)
    order.price_variation = sale.price_variation
    order.price_fixed_variation = fixed_share(cloud, sale, order)
    pay_back(cloud, sale, order, method_id)
    return orders.keep_new(cloud, order)


def mirrored(cloud: Cloud, sale: Order, wanted: list[RefundLine] | None) -> list[Line]:
    left = left_to_refund(cloud, sale)
    if wanted is None:
        wanted = [RefundLine(number, quantity) for number, quantity in left.items() if quantity]
    if not wanted:
        raise Refused("Nothing is left to refund.", code="wrong_status")
    lines = []
    for each in wanted:
        line = sale.line(each.number)
        if line is None or not 0 < abs(each.quantity) <= abs(left[each.number]):
            raise Refused(f"Line {each.number} cannot be refunded in that quantity.")
        copy = deepcopy(line)
        share = abs(each.quantity) / abs(line.quantity)
        copy.quantity = abs(each.quantity).copy_sign(-line.quantity)
        copy.price_fixed_variation = cloud.rounding.round(-line.price_fixed_variation * share)
        lines.append(copy)
    return lines


def left_to_refund(cloud: Cloud, sale: Order) -> dict[int, Decimal]:
    """Quantity by line number that no refund has taken yet."""
    left = {line.number: line.quantity for line in sale.lines}
    for refund_order in refunds_of(cloud, sale):
        for line in refund_order.lines:
            left[line.number] += line.quantity
    return left


def refunds_of(cloud: Cloud, sale: Order) -> list[Order]:
    return [
        order
        for order in cloud.state.orders.values()
        if order.refunded_order_id == sale.id and order.status == "COMPLETE"
    ]


def fixed_share(cloud: Cloud, sale: Order, order: Order) -> Decimal:
    """The part of an amount off the sale that belongs to the lines refunded.

    The last refund of a sale takes what earlier ones left, so that the parts add up.
    """
    if not sale.price_fixed_variation:
        return NO_AMOUNT
    taken = [each.price_fixed_variation for each in refunds_of(cloud, sale)]
    left = left_to_refund(cloud, sale)
    if all(left[line.number] + line.quantity == 0 for line in order.lines) and (
        sum(1 for quantity in left.values() if quantity) == len(order.lines)
    ):
        return -sale.price_fixed_variation - total_of(taken)
    whole = total_of(price_of(line, cloud.rounding).total for line in sale.lines)
    part = total_of(price_of(line, cloud.rounding).total for line in order.lines)
    return cloud.rounding.round(sale.price_fixed_variation * part / whole) if whole else NO_AMOUNT


def pay_back(cloud: Cloud, sale: Order, order: Order, method_id: int | None) -> None:
    if method_id is None and sale.payments:
        method_id = sale.payments[0].method_id
    if method_id is None:
        method_id = min(cloud.state.payment_methods)
    cloud.method(method_id)
    draft = PaymentDraft(amount=cloud.bill(order).total, method_id=method_id)
    take_payment(cloud, order, draft, None)

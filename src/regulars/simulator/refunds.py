"""Giving money back for a finished sale: a new order that mirrors it, whole or in part."""

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
    amount: Decimal | None = None,
) -> Order:
    """Give all that is left back, or the lines `wanted`, or `amount`: never more than is left."""
    check(cloud, sale, wanted, amount)
    order = orders.blank(cloud, sale.site_id, register_id, staff_id=staff_id)
    order.status = "COMPLETE"
    order.customer_id = sale.customer_id
    order.order_type = sale.order_type
    order.refunded_order_id = sale.id
    if amount is None and wanted is None and was_refunded_by_amount(cloud, sale):
        amount = left_of(cloud, sale)
    if amount is not None:
        by_amount(cloud, sale, order, amount, method_id)
    else:
        by_line(cloud, sale, order, wanted, method_id)
    return orders.keep_new(cloud, order)


def check(
    cloud: Cloud, sale: Order, wanted: list[RefundLine] | None, amount: Decimal | None
) -> None:
    if sale.status != "COMPLETE" or sale.refunded_order_id is not None:
        raise Refused("Only a finished sale can be refunded.", code="wrong_status")
    if wanted is not None and amount is not None:
        raise Refused("Give lines or an amount, not both.")
    if nothing_is_left(cloud, sale):
        raise Refused("Nothing is left to refund.", code="wrong_status")


def by_amount(
    cloud: Cloud, sale: Order, order: Order, amount: Decimal, method_id: int | None
) -> None:
    given = cloud.rounding.round(amount)
    check_left(cloud, sale, given)
    if cloud.switches.refund_by_amount == "total":
        order.price_fixed_variation = -given
    pay_back(cloud, sale, order, given, method_id)


def by_line(
    cloud: Cloud,
    sale: Order,
    order: Order,
    wanted: list[RefundLine] | None,
    method_id: int | None,
) -> None:
    order.lines = mirrored(cloud, sale, wanted)
    order.price_variation = sale.price_variation
    order.price_fixed_variation = fixed_share(cloud, sale, order)
    given = -cloud.bill(order).total
    if given:
        check_left(cloud, sale, given)
    pay_back(cloud, sale, order, given, method_id)


def check_left(cloud: Cloud, sale: Order, given: Decimal) -> None:
    left = left_of(cloud, sale)
    if given > left:
        raise Refused(f"Only {cloud.money(left)} is left to refund.")


def mirrored(cloud: Cloud, sale: Order, wanted: list[RefundLine] | None) -> list[Line]:
    left = left_to_refund(cloud, sale)
    if wanted is None:
        wanted = [RefundLine(number, quantity) for number, quantity in left.items() if quantity]
    if not wanted:
        raise Refused("Nothing was chosen to refund.")
    if len({each.number for each in wanted}) < len(wanted):
        raise Refused("A line is refunded once at a time.")
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


def left_of(cloud: Cloud, sale: Order) -> Decimal:
    """The money of the sale that no refund has taken yet."""
    taken = total_of(money_of(cloud, each) for each in refunds_of(cloud, sale))
    return cloud.bill(sale).total - taken


def money_of(cloud: Cloud, refund_order: Order) -> Decimal:
    """What a refund gave back. One without lines may say so by its payment alone."""
    bill = cloud.bill(refund_order)
    return -bill.total if refund_order.lines or bill.total else -bill.paid


def nothing_is_left(cloud: Cloud, sale: Order) -> bool:
    """A sale that cost nothing can be refunded as long as a line of it is left."""
    if cloud.bill(sale).total > 0:
        return left_of(cloud, sale) <= 0
    return not any(left_to_refund(cloud, sale).values())


def was_refunded_by_amount(cloud: Cloud, sale: Order) -> bool:
    return any(not each.lines for each in refunds_of(cloud, sale))


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
    taken = [each.price_fixed_variation for each in refunds_of(cloud, sale) if each.lines]
    left = left_to_refund(cloud, sale)
    if all(left[line.number] + line.quantity == 0 for line in order.lines) and (
        sum(1 for quantity in left.values() if quantity) == len(order.lines)
    ):
        return -sale.price_fixed_variation - total_of(taken)
    whole = total_of(price_of(line, cloud.rounding).total for line in sale.lines)
    part = total_of(price_of(line, cloud.rounding).total for line in order.lines)
    return cloud.rounding.round(sale.price_fixed_variation * part / whole) if whole else NO_AMOUNT


def pay_back(
    cloud: Cloud, sale: Order, order: Order, given: Decimal, method_id: int | None
) -> None:
    """By one method, or by those that the guest had paid with, the last of them for the rest."""
    as_paid = sale.payments if cloud.switches.refund_payments == "as_paid" else sale.payments[:1]
    if method_id is not None or not as_paid:
        method = min(cloud.state.payment_methods) if method_id is None else method_id
        cloud.method(method)
        take_payment(cloud, order, PaymentDraft(amount=-given, method_id=method), None)
        return
    whole, left = total_of(each.amount for each in as_paid), given
    for each in as_paid:
        part = cloud.rounding.round(given * each.amount / whole) if whole else NO_AMOUNT
        part = left if each is as_paid[-1] else part
        left -= part
        draft = PaymentDraft(amount=-part, method_id=each.method_id, ref=each.ref)
        take_payment(cloud, order, draft, None)


def take_off(cloud: Cloud, refund_order: Order) -> Order:
    """The refund was a mistake: it is deleted, and its money is the venue's again."""
    if not cloud.switches.refund_delete:
        raise Refused("A refund cannot be taken back.", code="wrong_status")
    if refund_order.refunded_order_id is None or refund_order.status != "COMPLETE":
        raise Refused("Only a refund can be taken back.", code="wrong_status")
    order = deepcopy(refund_order)
    order.status = "DELETED"
    return orders.commit(cloud, refund_order, order)

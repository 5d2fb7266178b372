"""Splitting the open sale in two: chosen lines become a sale of their own, which is put on hold."""

from copy import deepcopy

from regulars.simulator import orders
from regulars.simulator.cloud import Cloud
from regulars.simulator.errors import Refused
from regulars.simulator.model import NO_VARIATION, Line, Order, Till
from regulars.simulator.refunds import RefundLine
from regulars.simulator.till import sale


def split(cloud: Cloud, till: Till, wanted: list[RefundLine]) -> None:
    """Payments, and an amount off the whole, stay with the sale on the screen."""
    whole = sale.opened(cloud, till)
    sale.refuse_locked(cloud, whole, "LINES")
    divided(whole, wanted)
    saved = sale.save(cloud, till, "PENDING")
    second = part_of(cloud, saved)
    first, second.lines = divided(saved, wanted)
    orders.commit(cloud, saved, first)
    orders.keep_new(cloud, second)
    sale.say(cloud, till, "info", f"Sale {second.sale_number} is on hold.")


def part_of(cloud: Cloud, whole: Order) -> Order:
    order = orders.blank(cloud, whole.site_id, whole.register_id, staff_id=whole.staff_id)
    order.customer_id, order.table_id = whole.customer_id, whole.table_id
    order.order_type = whole.order_type
    if cloud.switches.split_discount == "shared" and whole.price_variation != NO_VARIATION:
        order.price_variation, order.discount_by = whole.price_variation, whole.discount_by
    return order


def divided(whole: Order, wanted: list[RefundLine]) -> tuple[Order, list[Line]]:
    """What stays, and the lines that go. Changes nothing."""
    first = deepcopy(whole)
    lines = [moved(first, each) for each in wanted]
    if not first.lines or not lines:
        raise Refused("Each of the two sales needs a line.")
    return first, lines


def moved(order: Order, wanted: RefundLine) -> Line:
    """Take so many of a line off `order`; a part of a line leaves its amount off behind."""
    line = order.line(wanted.number)
    if line is None or not 0 < wanted.quantity <= line.quantity:
        raise Refused(f"Line {wanted.number} cannot be split in that quantity.")
    if wanted.quantity == line.quantity:
        order.lines.remove(line)
        return line
    part = deepcopy(line)
    part.quantity = wanted.quantity
    part.price_fixed_variation *= 0
    line.quantity -= wanted.quantity
    return part

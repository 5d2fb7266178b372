"""What an order allows: its ways from status to status, and what may be written when."""

from typing import cast, get_args

from regulars.simulator.cloud import Cloud
from regulars.simulator.discounts import By
from regulars.simulator.errors import Refused
from regulars.simulator.lines import check_stock
from regulars.simulator.model import FINAL_STATUSES, Order, OrderStatus
from regulars.simulator.pricing import Bill

LARGEST_TOTAL = 10**12

TRANSITIONS: dict[OrderStatus, tuple[OrderStatus, ...]] = {
    "SUBMITTED": ("ACCEPTED", "REJECTED", "DELETED"),
    "ACCEPTED": ("COMPLETE", "DELETED"),
    "ON_HOLD": ("PENDING", "COMPLETE", "DELETED"),
    "PENDING": ("ON_HOLD", "COMPLETE", "DELETED"),
    "COMPLETE": (),
    "REJECTED": (),
    "DELETED": (),
}


def move(order: Order, status: OrderStatus) -> None:
    if status == order.status:
        return
    if status not in TRANSITIONS[order.status]:
        raise Refused(f"An order that is {order.status} cannot become {status}.")
    order.status = status


def refuse_final(order: Order) -> None:
    if order.status in FINAL_STATUSES:
        raise Refused(f"The order is {order.status} and cannot be changed.")


def check_lines_open(cloud: Cloud, order: Order, by: By) -> None:
    refuse_final(order)
    accepted = order.status == "ACCEPTED" and by == "add-on"
    if accepted and not cloud.switches.lines_after_acceptance:
        raise Refused("Lines cannot be changed once the order is accepted.")


def check(cloud: Cloud, order: Order) -> None:
    check_stock(cloud, order)
    bill = priced(cloud, order)
    limit = order.price_limit
    if limit is not None and bill.total > limit and cloud.switches.price_limit == "refuse":
        raise Refused(f"The order's total {bill.total} exceeds its price_limit {limit}.")


def check_complete(cloud: Cloud, order: Order) -> None:
    if cloud.switches.order_needs_lines and not order.lines:
        raise Refused("A new order needs a line.")


def check_contents(cloud: Cloud, order: Order) -> None:
    """Whether an application may delete the order with what is on it."""
    if (order.lines or order.payments) and not cloud.switches.order_delete_with_contents:
        raise Refused("An order with items or payments cannot be deleted.")


def check_details(cloud: Cloud, before: Order, order: Order) -> None:
    changed = (before.notes, before.guests) != (order.notes, order.guests)
    if changed and not cloud.switches.order_details_writable:
        raise Refused("notes and guests cannot be changed once the order is there.")


def fitting_notes(cloud: Cloud, notes: str | None) -> str | None:
    most = cloud.switches.notes_length
    if notes is None or len(notes) <= most:
        return notes
    if cloud.switches.notes_too_long == "refuse":
        raise Refused(f"notes have {most} characters at most.")
    return notes[:most]


def priced(cloud: Cloud, order: Order) -> Bill:
    """The order's bill; refused when a number in it is beyond all reason."""
    try:
        bill = cloud.bill(order)
        finite = all(each.is_finite() for each in (bill.total, bill.tax, bill.paid, bill.tips))
    except ArithmeticError as error:
        raise Refused("A number of the order is out of range.") from error
    if not finite or abs(bill.total) > LARGEST_TOTAL:
        raise Refused("A number of the order is out of range.")
    return bill


def status_named(text: str) -> OrderStatus:
    if text not in get_args(OrderStatus):
        raise Refused(f"There is no order status {text}.")
    return cast("OrderStatus", text)

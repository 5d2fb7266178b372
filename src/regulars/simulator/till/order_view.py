"""Orders as the lists of the till's screen draw them, and parts that every order has there."""

from decimal import Decimal
from typing import Any

from regulars.simulator import refunds
from regulars.simulator.cloud import Cloud
from regulars.simulator.model import Order

Json = dict[str, Any]


def summary(cloud: Cloud, order: Order) -> Json:
    bill = cloud.bill(order)
    customer = cloud.state.customers.get(order.customer_id or 0)
    names = (customer.first_name, customer.last_name) if customer else ()
    return {
        "id": str(order.id),
        "sale_number": order.sale_number,
        "status": order.status,
        "order_type": order.order_type,
        "notes": order.notes,
        "guests": order.guests,
        "table": table_name(cloud, order),
        "customer": " ".join(filter(None, names)) or None,
        "total": cloud.money(bill.total),
        "paid": cloud.money(bill.paid),
        "payments": payments(cloud, order),
        "items": [f"{plain(line.quantity)} × {line.name}" for line in order.lines],
        "created_at": cloud.local(order.created_at),
        "is_refund": order.refunded_order_id is not None,
    }


def finished(cloud: Cloud, order: Order) -> Json:
    """A finished order, and what can still be done with it."""
    complete = order.status == "COMPLETE"
    is_refund = order.refunded_order_id is not None
    return {
        **summary(cloud, order),
        "refundable": refundable(cloud, order) if complete and not is_refund else None,
        "can_be_taken_back": complete and is_refund and cloud.switches.refund_delete,
        "can_be_opened": complete and not is_refund and cloud.switches.order_reopen,
    }


def refundable(cloud: Cloud, order: Order) -> Json | None:
    """What is left of a sale to refund; None when nothing is."""
    if refunds.nothing_is_left(cloud, order):
        return None
    left = refunds.left_to_refund(cloud, order)
    return {
        "amount": cloud.money(refunds.left_of(cloud, order)),
        "by_line": not refunds.was_refunded_by_amount(cloud, order),
        "lines": [
            {"number": each.number, "name": each.name, "quantity": number(left[each.number])}
            for each in order.lines
            if left[each.number] > 0
        ],
    }


def payments(cloud: Cloud, order: Order) -> list[Json]:
    return [
        {
            "number": each.number,
            "method_id": each.method_id,
            "method": cloud.method(each.method_id).name,
            "amount": cloud.money(each.amount),
            "tip": cloud.money(each.tip),
            "ref": each.ref,
        }
        for each in order.payments
    ]


def table_name(cloud: Cloud, order: Order) -> str | None:
    table = cloud.state.tables.get(order.table_id or 0)
    return table.name if table else None


def number(value: Decimal) -> int | Decimal:
    return int(value) if value == value.to_integral_value() else value


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"

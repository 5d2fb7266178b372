"""The order of a party that sat down, as Kounta takes it, and as it is found again in its lists."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from regulars.connectors.kounta.payloads import OrderBody, number
from regulars.merchants.model import ConnectionSettings
from regulars.pos.model import NewOrder
from regulars.pos.reference import mark_of, reference_in, reference_of_number

LONGEST_MESSAGE = 300
SHOWN_FOR = 20
"""Seconds that a message stays on the till's screen."""


def order_body(
    new: NewOrder, settings: ConnectionSettings, *, customer: str | None
) -> dict[str, Any]:
    """What is posted to have the order made. It flashes at the till until staff take it."""
    body: dict[str, Any] = {
        "status": "SUBMITTED",
        "site_id": number(new.site_id),
        "guests": new.guests,
        "notes": new.notes,
        "sale_number": new.reference,
    }
    if customer:
        body["customer_id"] = number(customer)
    if settings.order_type:
        body["order_type"] = settings.order_type
    if new.callback:
        body["callback_uri"] = new.callback
    if settings.seat_product_id:
        body["lines"] = [_seats(new, settings)]
    if settings.deposit_method_id and new.deposit:
        body["payments"] = [_deposit(new, new.deposit.major, settings)]
    return body


def message_body(message: str) -> dict[str, Any]:
    """A banner on the site's registers."""
    return {
        "broadcast_level": "now",
        "alert_colour": "green",
        "message": message[:LONGEST_MESSAGE],
        "duration": SHOWN_FOR,
    }


def reference_of(order: OrderBody) -> str:
    """What we gave the order when we had it made. Staff may write into notes, not the number."""
    return reference_of_number(order.sale_number) or reference_in(order.notes)


def with_reference(rows: Iterable[OrderBody], reference: str) -> list[str]:
    """Those of a list that carry `reference`, oldest first."""
    found = [row for row in rows if reference_of(row) == reference]
    return [row.ref for row in sorted(found, key=lambda row: row.created_at)]


def _seats(new: NewOrder, settings: ConnectionSettings) -> dict[str, Any]:
    return {
        "product_id": number(settings.seat_product_id),
        "quantity": new.guests,
        "notes": mark_of(new.reference),
    }


def _deposit(new: NewOrder, amount: Decimal, settings: ConnectionSettings) -> dict[str, Any]:
    return {
        "method_id": number(settings.deposit_method_id),
        "amount": amount,
        "ref": f"{mark_of(new.reference)} {new.transaction}".strip(),
    }

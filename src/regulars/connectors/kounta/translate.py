"""Kounta's order, in the words of the hub."""

from datetime import UTC, datetime
from typing import NamedTuple

from regulars.connectors.kounta.bill import (
    ZERO,
    discount_of,
    lines_of,
    marked,
    owed,
    payments_of,
    sum_of,
    tax_of,
    tips_of,
)
from regulars.connectors.kounta.booked import reference_of
from regulars.connectors.kounta.errors import NotUnderstood
from regulars.connectors.kounta.marks import redemption_in
from regulars.connectors.kounta.payloads import LineBody, OrderBody, PaymentBody, text
from regulars.kernel.errors import Invalid
from regulars.kernel.money import Money
from regulars.pos.model import Contact, OrderStatus, PosLine, PosOrder, PosPayment
from regulars.pos.reference import reference_in

STATUSES = {
    "SUBMITTED": OrderStatus.SUBMITTED,
    "ACCEPTED": OrderStatus.OPEN,
    "ON_HOLD": OrderStatus.OPEN,
    "PENDING": OrderStatus.OPEN,
    "COMPLETE": OrderStatus.COMPLETE,
    "COMPLETED": OrderStatus.COMPLETE,
    "REJECTED": OrderStatus.REJECTED,
    "DELETED": OrderStatus.DELETED,
}


class Guest(NamedTuple):
    """Whose order it is, as far as the till's customer tells."""

    reference: str = ""
    contact: Contact = Contact()


NOBODY = Guest()


def pos_order(order: OrderBody, *, currency: str, guest: Guest = NOBODY) -> PosOrder:
    """The order as the hub knows it. Lines and payments of ours are in `marked` alone.

    Raises `NotUnderstood` for figures beyond any bill, and for a status that Kounta did not have
    when this was written.
    """
    status = status_of(order)
    try:
        return _pos_order(order, status, currency, guest)
    except (Invalid, ArithmeticError) as error:
        raise NotUnderstood("The till's figures for this sale make no sense.") from error


def _pos_order(order: OrderBody, status: OrderStatus, currency: str, guest: Guest) -> PosOrder:
    return PosOrder(
        ref=order.ref,
        site_id=text(order.site_id),
        number=order.sale_number or "",
        status=status,
        total=owed(order, currency),
        tax=tax_of(order, currency),
        tips=tips_of(order, currency),
        discount=discount_of(order, currency),
        marked=marked(order, currency),
        member_reference=guest.reference,
        contact=guest.contact,
        lines=tuple(
            _line(line, currency) for line in lines_of(order) if not redemption_in(line.notes)
        ),
        payments=tuple(
            _payment(one, currency) for one in payments_of(order) if not redemption_in(one.ref)
        ),
        created_at=_aware(order.created_at),
        updated_at=_aware(order.updated_at or order.created_at),
        refund_of=text(order.refunded_order_id),
        reference=reference_of(order),
        notes=order.notes or "",
    )


def status_of(order: OrderBody) -> OrderStatus:
    if order.deleted:
        return OrderStatus.DELETED
    status = STATUSES.get(order.status.upper())
    if status is None:
        raise NotUnderstood(f"The till gave the order a status that is not known: {order.status}.")
    return status


def _line(line: LineBody, currency: str) -> PosLine:
    came_to = sum_of(line)
    return PosLine(
        product_id=text(line.product.id) if line.product else "",
        name=(line.product and line.product.name) or "",
        quantity=ZERO if line.quantity is None else line.quantity,
        total=Money.of(came_to.total, currency),
        tax=Money.of(came_to.tax, currency),
        ours=bool(reference_in(line.notes)),
    )


def _payment(payment: PaymentBody, currency: str) -> PosPayment:
    return PosPayment(
        method=(payment.method and payment.method.name) or "",
        amount=Money.of(payment.amount or ZERO, currency),
        tip=Money.of(payment.tip or ZERO, currency),
        reference=payment.ref or "",
        ours=bool(reference_in(payment.ref)),
    )


def _aware(moment: datetime) -> datetime:
    """Times come with an offset; one without is taken for UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)

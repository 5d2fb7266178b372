"""What a booking's change means for its order on the till. The only home of the five-minute rule.

An order is made when a booking becomes Seated and has none. A booking that is taken back soon after
was seated by mistake: its order goes again, unless staff have put something on it. A walk-in is no
different. See docs/algorithms/seat-to-sale.md.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from regulars.bookings.model import StatusType, TicketState
from regulars.pos.model import OrderStatus

SLIP = timedelta(minutes=5)
"""So long after the till made the order, and to the very end, a seating counts as a slip."""

UNDO = frozenset(
    {StatusType.CANCELLED, StatusType.CONFIRMED, StatusType.NO_SHOW, StatusType.UNCONFIRMED}
)
"""Who comes to one of these sits at no table."""


class OnTill(msgspec.Struct, frozen=True):
    """The order as it was just read. `items` and `payments` are those that staff added."""

    status: OrderStatus
    created_at: datetime
    items: int
    payments: int


class Why(StrEnum):
    """Why an order stays although its booking was taken back."""

    ITEMS = "order_has_items"
    PAYMENTS = "order_has_payments"
    FINISHED = "order_is_finished"
    LATE = "order_is_older"


class OpenOrder(msgspec.Struct, frozen=True):
    """Have the till make an order."""


class DiscardOrder(msgspec.Struct, frozen=True):
    """Have the till delete the order."""


class KeepOrder(msgspec.Struct, frozen=True):
    """Leave the order where it is, and tell the host why."""

    why: Why


class Nothing(msgspec.Struct, frozen=True):
    """Nothing is to be made or taken away."""


Step = OpenOrder | DiscardOrder | KeepOrder | Nothing


def next_step(
    before: StatusType | None,
    after: StatusType,
    ticket: TicketState | None,
    order: OnTill | None,
    *,
    at: datetime,
) -> Step:
    """The step for a booking that was changed at `at`.

    `before` is None for a new booking, `ticket` where there was no order yet, and `order` where the
    till knows none or it was not asked (see `needs_order`).
    """
    if ticket is None or not ticket.lives:
        seated = after is StatusType.SEATED and before is not StatusType.SEATED
        return OpenOrder() if seated else Nothing()
    if after in UNDO and order is not None:
        return taken_back(order, at)
    return Nothing()


def taken_back(order: OnTill, at: datetime) -> Step:
    """The step for an order whose booking sits at no table any more."""
    if order.status in (OrderStatus.REJECTED, OrderStatus.DELETED):
        return Nothing()
    if order.status is OrderStatus.COMPLETE:
        return KeepOrder(Why.FINISHED)
    if at - order.created_at > SLIP:
        return KeepOrder(Why.LATE)
    if order.items:
        return KeepOrder(Why.ITEMS)
    if order.payments:
        return KeepOrder(Why.PAYMENTS)
    return DiscardOrder()


def needs_order(after: StatusType, ticket: TicketState | None) -> bool:
    """Whether the step hangs on how the order stands, so that the till has to be asked."""
    return after in UNDO and ticket is not None and ticket.lives

"""How far a party is, by what its order on the till says. Pure."""

from typing import assert_never

from regulars.bookings.model import StatusType, TicketState
from regulars.pos.model import OrderStatus, PosOrder


def state_of(status: OrderStatus) -> TicketState:
    """Where a booking's order is when the till says that of it."""
    match status:
        case OrderStatus.SUBMITTED:
            return TicketState.WAITING
        case OrderStatus.OPEN:
            return TicketState.OPEN
        case OrderStatus.COMPLETE:
            return TicketState.COMPLETED
        case OrderStatus.REJECTED:
            return TicketState.REJECTED
        case OrderStatus.DELETED:
            return TicketState.GONE
        case other:
            assert_never(other)


def came_to(before: TicketState, now: TicketState) -> TicketState:
    """The state after the till was read. One that was over stays so, and nothing goes backwards.

    A finished order can still be deleted.
    """
    if not before.lives:
        return before
    if before is TicketState.COMPLETED:
        return TicketState.GONE if now is TicketState.GONE else before
    if before is TicketState.OPEN and now is TicketState.WAITING:
        return before
    return now


def reached(order: PosOrder) -> StatusType | None:
    """How far the party is at least; None where the till does not tell.

    It has ordered with the first item of staff's, has paid when staff took a payment and nothing of
    the bill is owed, and is finished when the order is. A deposit that covers the first drinks is
    no payment of the bill.
    """
    if order.status is OrderStatus.COMPLETE:
        return StatusType.FINISHED
    if not order.status.may_change:
        return None
    is_covered = order.total.minor > 0 and order.paid.minor >= order.total.minor
    if is_covered and order.staff_payments:
        return StatusType.PAID
    return StatusType.ORDERED if order.staff_lines else None

"""What has become of a booking's order, written down and told."""

from datetime import datetime

from regulars.bookings.facts import TicketMoved
from regulars.bookings.model import Booking
from regulars.bookings.store import tickets as store
from regulars.bookings.till.model import Ticket
from regulars.kernel.ids import MerchantId
from regulars.platform import journal
from regulars.platform.db import Transaction

SEEN = ("state", "order", "number", "problem", "items", "owed_minor", "paid_minor")
"""What a host sees of a ticket."""


async def write_down(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    before: Ticket,
    after: Ticket,
    *,
    at: datetime,
) -> None:
    """Write a ticket down as it is after `before`, and tell of what a host sees. A step."""
    if after == before:
        return
    await store.write(tx, merchant, after, at=at)
    if any(getattr(before, name) != getattr(after, name) for name in SEEN):
        await tell(tx, merchant, booking, after, at=at)


async def tell(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    ticket: Ticket,
    *,
    at: datetime,
    actor: str = "system",
) -> None:
    """Tell how a booking's order is now. A step."""
    fact = TicketMoved(
        booking=str(booking.id),
        store=booking.store,
        code=booking.code,
        state=ticket.state.value,
        order=ticket.order or "",
        problem=ticket.problem,
    )
    await journal.write(tx, merchant, fact, at=at, actor=actor)

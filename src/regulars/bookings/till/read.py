"""The order of a booking, as a host sees it."""

from regulars.bookings.model import TicketView
from regulars.bookings.store import tickets
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads


async def read_ticket(
    reads: Reads, merchant: MerchantId, booking: BookingId, *, currency: str
) -> TicketView | None:
    """The booking's order, else the last one that it had; None where there never was one."""
    found = await tickets.newest(reads, merchant, booking)
    if found is None:
        return None
    return TicketView(
        state=found.state,
        number=found.number,
        items=found.items,
        owed=Money(found.owed_minor, currency),
        paid=Money(found.paid_minor, currency),
        problem=found.problem,
    )

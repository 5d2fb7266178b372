"""Write down that a booking is to have an order, before the till is told."""

from datetime import datetime

from regulars.bookings.model import Booking, TicketState
from regulars.bookings.store import tickets as store
from regulars.bookings.till.model import Ticket
from regulars.bookings.till.write import tell
from regulars.kernel.ids import MerchantId, TicketId, uuid7
from regulars.merchants.connections import connections
from regulars.merchants.model import Connection, ConnectionStatus
from regulars.platform.db import Reads, Transaction


async def connection_for(reads: Reads, merchant: MerchantId, booking: Booking) -> Connection | None:
    """The connection that a booking's order goes over, one that knows its store before others."""
    found = await connections(reads, merchant)
    usable = [one for one in found if one.status is not ConnectionStatus.DISABLED]
    mapped = [one for one in usable if one.site_of(booking.store) is not None]
    return next(iter(mapped or usable), None)


async def ask(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    connection: Connection,
    site: str,
    *,
    at: datetime,
    actor: str = "system",
) -> Ticket:
    """A new ticket. A booking has one that lives at most. A step."""
    number = 1 + await store.how_many(tx, merchant, booking.id)
    reference = f"{booking.code}-{number:02d}"
    ticket = Ticket(
        id=TicketId(uuid7(at)),
        booking=booking.id,
        connection=connection.id,
        site=site,
        reference=reference,
        state=TicketState.ASKED,
        number=reference,
        asked_at=at,
        look_again_at=at,
    )
    await store.insert(tx, merchant, ticket)
    await tell(tx, merchant, booking, ticket, at=at, actor=actor)
    return ticket

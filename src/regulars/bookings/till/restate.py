"""Have an open order say of its party what is true now: other tables, another number of guests."""

from functools import partial

from msgspec.structs import replace

from regulars.bookings.model import TicketState
from regulars.bookings.rules.order_text import change, with_ours
from regulars.bookings.till.model import Party, Stated, Ticket
from regulars.bookings.till.open import customer_of, notify
from regulars.bookings.till.telling import Telling
from regulars.platform import log
from regulars.pos.errors import NotAuthorised, OrderClosed, OrderGone, PosRefused
from regulars.pos.port import PointOfSale

CAN = (TicketState.WAITING, TicketState.OPEN)


async def restate(telling: Telling, ticket: Ticket) -> None:
    """Tell the till only of what really differs from what it was told, and staff in few words.

    A till that takes no change keeps what it has; staff read the message then.
    """
    connection, till = await telling.way(ticket)
    said = telling.stated(ticket, connection)
    if ticket.stated != said and ticket.state in CAN and ticket.order is not None:
        for step in (
            partial(write_on_order, till, ticket, ticket.order, said),
            partial(name_member, till, ticket, ticket.order, telling.party),
        ):
            try:
                await step()
            except (PosRefused, NotAuthorised, OrderClosed, OrderGone) as refusal:
                log.info("order not restated", order=ticket.order, reason=refusal.sentence)
        if ticket.stated is not None and ticket.stated.text:
            message = change(telling.party.booking, ticket.stated, said)
            await notify(till, connection, ticket.order, message)
    await telling.end(ticket, lambda now: replace(now, stated=said, problem_code="", problem=""))


async def write_on_order(till: PointOfSale, ticket: Ticket, order: str, said: Stated) -> None:
    """Put our paragraph in place of the one before. What staff wrote themselves stays."""
    read = await till.read(order)
    if read.status.may_change:
        notes = with_ours(read.notes, ticket.stated, said, ticket.reference)
        await till.restate(order, guests=said.covers, notes=notes)


async def name_member(till: PointOfSale, ticket: Ticket, order: str, party: Party) -> None:
    """Put the member on the order who is the booking's by now, so that rewards are offered."""
    before = ticket.stated.member if ticket.stated else ""
    member = customer_of(party)
    if member is not None and member.reference != before:
        await till.name(order, member, instead_of=before)

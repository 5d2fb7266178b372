"""How a booking's order goes on at the till: what was read of it is brought to its booking.

The order may be known here by its id, or only by its reference, when the till's answer with the id
was lost and staff were quicker than we.
"""

from datetime import datetime
from functools import partial

from msgspec.structs import replace

from regulars.bookings.model import Booking, Stage, TicketState
from regulars.bookings.rules.next_look import next_look
from regulars.bookings.rules.progress import came_to, reached, state_of
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.set_status import advance_in
from regulars.bookings.store import bookings
from regulars.bookings.store import tickets as store
from regulars.bookings.till import strays, words
from regulars.bookings.till.model import Ticket
from regulars.bookings.till.write import write_down
from regulars.kernel.clock import Clock
from regulars.kernel.ids import BookingId, ConnectionId, MerchantId
from regulars.merchants.connections import read_connection
from regulars.platform.db import Database, Transaction
from regulars.pos.model import PosOrder
from regulars.sales.guests_of_orders import OrderGuest, name_guest
from regulars.sales.stray import note_stray

TILL = "till"
"""Who brings a booking further when its order goes on."""


async def follow_ticket(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    order: PosOrder | None,
    order_ref: str,
    *,
    clock: Clock,
) -> None:
    """Bring ticket and booking to where `order` was just read to be; None where it is no more.

    Nothing for an order that is no booking's. Safe to repeat, in any order of events.
    """
    await db.tx(partial(_follow, merchant, connection, order, order_ref, clock()))


async def _follow(
    merchant: MerchantId,
    connection: ConnectionId,
    order: PosOrder | None,
    order_ref: str,
    at: datetime,
    tx: Transaction,
) -> None:
    ticket = await store.of_order(tx, merchant, connection, order_ref)
    if ticket is not None:
        booking = await _booking(tx, merchant, ticket.booking)
        after = gone(ticket, booking) if order is None else followed(ticket, order, booking, at)
    elif order is not None and order.reference:
        ticket = await store.of_reference(tx, merchant, order.reference)
        if ticket is None:
            await _note_unknown(tx, merchant, connection, order, at=at)
            return
        booking = await _booking(tx, merchant, ticket.booking)
        after = await _recognised(tx, merchant, ticket, order, booking, at=at)
    else:
        return
    await write_down(tx, merchant, booking, ticket, after, at=at)
    if order is not None and after.order == order.ref and after.state.lives:
        await _go_on(tx, merchant, booking, order, at=at)


async def _recognised(
    tx: Transaction,
    merchant: MerchantId,
    ticket: Ticket,
    order: PosOrder,
    booking: Booking,
    *,
    at: datetime,
) -> Ticket:
    """The ticket whose reference an order carries that was not known by its id. A step."""
    if ticket.order is None and ticket.state is TicketState.ASKED:
        after = followed(replace(ticket, order=order.ref, opened_at=at), order, booking, at)
        guest = OrderGuest(booking.id, booking.member, booking.covers, booking.seated_at or at)
        await name_guest(tx, merchant, ticket.connection, order.ref, guest)
        return after
    if state_of(order.status) in (TicketState.REJECTED, TicketState.GONE):
        return ticket
    if ticket.state.lives:
        # Two orders: whoever has the booking's turn next looks which one it is.
        return replace(ticket, tries=max(ticket.tries, 2), look_again_at=at)
    if order.status.may_change:
        await note_stray(tx, merchant, strays.too_late(booking, order), at=at)
    return ticket


async def _go_on(
    tx: Transaction, merchant: MerchantId, booking: Booking, order: PosOrder, *, at: datetime
) -> None:
    """Bring the booking as far as its order is; never back. A step."""
    to = reached(order)
    if to is not None:
        await advance_in(tx, merchant, booking.id, to, at=at, actor=TILL)


def followed(ticket: Ticket, order: PosOrder, booking: Booking, at: datetime) -> Ticket:
    """The ticket, now that its order was read."""
    state = came_to(ticket.state, state_of(order.status))
    read = replace(
        ticket,
        number=order.number or ticket.number,
        items=len(order.staff_lines),
        owed_minor=max(order.total.minor - order.paid.minor, 0),
        paid_minor=order.paid.minor,
    )
    if state is ticket.state and state in (TicketState.WAITING, TicketState.OPEN):
        return replace(read, look_again_at=_next_look(read, at))
    return with_sentence(replace(read, state=state), ticket.state, booking, at)


def gone(ticket: Ticket, booking: Booking) -> Ticket:
    """The ticket of an order that the till does not know any more."""
    if not ticket.state.lives:
        return ticket
    after = replace(ticket, state=TicketState.GONE, look_again_at=None)
    return with_sentence(after, ticket.state, booking, None)


def with_sentence(
    ticket: Ticket, before: TicketState, booking: Booking, at: datetime | None
) -> Ticket:
    """A ticket that came to another state, with what a host has to know of that."""
    if ticket.state is before:
        return ticket
    sits = stage_of(booking.status_type) is Stage.AT_TABLE
    look = None if at is None or not _may_go_on(ticket) else _next_look(ticket, at)
    if not sits and ticket.state.lives:
        # Why the order of a party that left its table stays is still true.
        return replace(ticket, look_again_at=look)
    code, sentence = words.ENDED.get(ticket.state, ("", "")) if sits else ("", "")
    return replace(ticket, problem_code=code, problem=sentence, look_again_at=look)


def _may_go_on(ticket: Ticket) -> bool:
    return ticket.state in (TicketState.WAITING, TicketState.OPEN)


def _next_look(ticket: Ticket, at: datetime) -> datetime | None:
    """A second order is looked for when it was to be; else the pause grows."""
    return ticket.look_again_at if ticket.tries > 1 else next_look(ticket.asked_at, at=at)


async def _note_unknown(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: PosOrder,
    *,
    at: datetime,
) -> None:
    store_id = (await read_connection(tx, merchant, connection)).store_of(order.site_id)
    await note_stray(tx, merchant, strays.unknown_reference(store_id, order), at=at)


async def _booking(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Booking:
    kept = await bookings.read(tx, merchant, booking)
    assert kept is not None, "a ticket has its booking"
    return kept.booking

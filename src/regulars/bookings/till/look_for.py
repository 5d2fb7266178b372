"""Find a booking's order again, when the answer with its id was lost."""

from datetime import timedelta

from msgspec.structs import replace

from regulars.bookings.rules.next_look import SOONEST
from regulars.bookings.rules.progress import state_of
from regulars.bookings.till import strays
from regulars.bookings.till.model import Ticket
from regulars.bookings.till.telling import Telling
from regulars.bookings.till.words import NOT_FOUND
from regulars.pos.errors import OrderGone, PosUnavailable
from regulars.pos.model import OrderStatus, PosOrder
from regulars.pos.port import PointOfSale

CLOCKS_APART = timedelta(minutes=10)
"""The till's clock may be behind ours by so much."""


async def look_for(telling: Telling, ticket: Ticket) -> Ticket:
    """A ticket that the till was told of, with its order if there is one.

    Raises `PosUnavailable` while a new order may still be missing in the till's lists.
    """
    connection, till = await telling.way(ticket)
    orders = await found(till, ticket)
    if orders:
        kept = await the_one(telling, till, orders)
        said = telling.stated(ticket, connection)
        return await telling.write(
            ticket,
            lambda now: replace(
                adopted(now, kept),
                opened_at=telling.clock(),
                stated=said if said.text in kept.notes else replace(said, text="", member=""),
                look_again_at=telling.clock() + SOONEST,
            ),
        )
    if ticket.sure_at is not None and telling.clock() < ticket.sure_at:
        raise PosUnavailable(NOT_FOUND)
    return ticket


async def without_twins(telling: Telling, ticket: Ticket) -> Ticket:
    """A ticket that the till was told of more than once, with one order if that is certain by now.

    It is, once the list shows the order that we know of.
    """
    _, till = await telling.way(ticket)
    orders = await found(till, ticket)
    if ticket.order not in [one.ref for one in orders]:
        return ticket
    kept = await the_one(telling, till, orders)
    return await telling.write(ticket, lambda now: replace(adopted(now, kept), tries=1))


async def found(till: PointOfSale, ticket: Ticket) -> list[PosOrder]:
    """All orders that carry the ticket's reference, the oldest first."""
    since = ticket.asked_at - CLOCKS_APART
    orders = []
    for order in await till.find(ticket.site, ticket.reference, since=since):
        try:
            orders.append(await till.read(order))
        except OrderGone:
            continue
    return orders


async def the_one(telling: Telling, till: PointOfSale, orders: list[PosOrder]) -> PosOrder:
    """The order that staff have worked on, else the oldest that can be; the others are deleted.

    Of others that staff have worked on as well, the venue is told.
    """
    kept = min(orders, key=lambda one: (is_away(one), not is_worked_on(one)))
    for other in orders:
        if other.ref == kept.ref or is_away(other):
            continue
        if is_worked_on(other):
            await telling.stray(strays.one_too_many(telling.party.booking, kept, other))
        else:
            await till.discard(other.ref)
    return kept


def is_away(order: PosOrder) -> bool:
    """Whether nobody will ever work on it."""
    return order.status in (OrderStatus.REJECTED, OrderStatus.DELETED)


def is_worked_on(order: PosOrder) -> bool:
    """Whether staff have put something on it, or finished it."""
    complete = order.status is OrderStatus.COMPLETE
    return complete or bool(order.staff_lines or order.staff_payments)


def adopted(ticket: Ticket, order: PosOrder) -> Ticket:
    """A ticket with an order that was found to be its."""
    return replace(ticket, order=order.ref, number=order.number, state=state_of(order.status))

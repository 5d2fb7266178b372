"""Have the till make the order of a party that sat down.

The wish is written down with a reference before the till is told, and that it is told before it
is. So whoever comes after a crash knows whether there may be an order to be looked for.
"""

from datetime import timedelta
from functools import partial

from msgspec.structs import replace

from regulars.bookings.model import TicketState
from regulars.bookings.rules.next_look import SOONEST
from regulars.bookings.rules.order_text import announcement
from regulars.bookings.store import tickets, told
from regulars.bookings.till import strays
from regulars.bookings.till.ask import ask, connection_for
from regulars.bookings.till.model import Party, Stated, Ticket
from regulars.bookings.till.telling import Telling
from regulars.kernel.errors import RegularsError, Unavailable
from regulars.merchants.model import Connection
from regulars.merchants.stores import stores
from regulars.platform import log
from regulars.platform.db import Transaction
from regulars.pos.errors import PosBusy
from regulars.pos.model import Customer, NewOrder
from regulars.pos.port import PointOfSale

UNDER_WAY = timedelta(seconds=90)
"""For so long after the till was told nobody knows, if the answer was heard by nobody, whether it
made the order: the longest call, and the time for which a new order may be missing in its lists.
"""

LATE_IN_LISTS = timedelta(seconds=20)
"""A till may show a new order in its lists so much later."""


async def open_order(telling: Telling) -> None:
    """Write down a ticket, and have the till make its order."""
    merchant, booking = telling.merchant, telling.party.booking
    connection = await connection_for(telling.db, merchant, booking)
    if connection is None or not connection.settings.send_bookings:
        await telling.end()
        return
    site = connection.site_of(booking.store)
    if site is None:
        named = {one.id: one.name for one in await stores(telling.db, merchant)}
        await telling.stray(strays.store_without_site(booking.store, named[booking.store]))
        await telling.end()
        return
    ticket = await telling.db.tx(lambda tx: asked(tx, telling, connection, site))
    await go_on_opening(telling, ticket)


async def asked(tx: Transaction, telling: Telling, connection: Connection, site: str) -> Ticket:
    """A new ticket, or the one that a host asked for in the same moment. A step."""
    merchant, booking = telling.merchant, telling.party.booking
    await told.lock(tx, merchant, booking.id)
    newest = await tickets.newest(tx, merchant, booking.id)
    if newest is not None and newest.state.lives:
        return newest
    return await ask(tx, merchant, booking, connection, site, at=telling.clock())


async def go_on_opening(telling: Telling, ticket: Ticket) -> None:
    """Have the till make the order of a ticket for which it has none."""
    connection, till = await telling.way(ticket)
    said = telling.stated(ticket, connection)
    await telling.renew()
    begun = await telling.write(ticket, lambda now: tried(now, telling))
    new = new_order(telling, begun, connection, said)
    try:
        order = await till.open(new)
    except PosBusy:
        # Nothing was asked of the till.
        await telling.write(begun, partial(untried, before=ticket))
        raise
    except Unavailable:
        sure_at = telling.clock() + LATE_IN_LISTS
        await telling.write(begun, lambda now: replace(now, sure_at=sure_at))
        raise
    except RegularsError as refusal:
        await telling.end(begun, partial(refused, why=refusal))
        return
    await telling.end(begun, lambda now: opened(now, order, said, telling))
    await notify(till, connection, order, announcement(telling.party.booking, said.tables))


def tried(ticket: Ticket, telling: Telling) -> Ticket:
    """A ticket whose order the till is about to make."""
    at = telling.clock()
    return replace(
        ticket,
        tries=ticket.tries + 1,
        tried_at=at,
        sure_at=at + UNDER_WAY,
        look_again_at=at + SOONEST,
        problem_code="",
        problem="",
    )


def opened(ticket: Ticket, order: str, said: Stated, telling: Telling) -> Ticket:
    """A ticket whose order waits for staff, or is further: they may have been quicker than we.

    Where the till was told more than once, the next look is for a second order.
    """
    at = telling.clock()
    return replace(
        ticket,
        state=TicketState.WAITING if ticket.order is None else ticket.state,
        order=ticket.order or order,
        tries=ticket.tries if ticket.order in (None, order) else ticket.tries + 1,
        opened_at=at,
        stated=said,
        look_again_at=at + (SOONEST if ticket.tries == 1 else LATE_IN_LISTS),
        problem_code="",
        problem="",
    )


def untried(ticket: Ticket, before: Ticket) -> Ticket:
    """A ticket whose order the till was not asked to make after all."""
    return replace(ticket, tries=before.tries, tried_at=before.tried_at, sure_at=before.sure_at)


def refused(ticket: Ticket, why: RegularsError) -> Ticket:
    """A ticket whose order the till would not have."""
    if ticket.order is not None:
        return ticket
    return replace(
        ticket,
        state=TicketState.REFUSED,
        problem_code=why.code,
        problem=f"The till did not take the order. {why.sentence}",
        look_again_at=None,
    )


def new_order(telling: Telling, ticket: Ticket, connection: Connection, said: Stated) -> NewOrder:
    """What the till is told of the party. Only members become its customers."""
    party, callbacks = telling.party, telling.callbacks
    payment = party.booking.payment
    return NewOrder(
        site_id=ticket.site,
        reference=ticket.reference,
        guests=said.covers,
        notes=said.text,
        customer=customer_of(party),
        deposit=payment.paid if payment and payment.paid.minor > 0 else None,
        transaction=payment.transaction_id if payment else "",
        callback=callbacks.of(connection, ticket.reference) if callbacks else "",
    )


def customer_of(party: Party) -> Customer | None:
    """The member who comes, if one does."""
    guest = party.guest
    if guest is None or guest.member is None:
        return None
    return Customer(
        reference=str(guest.member),
        first_name=guest.first_name,
        last_name=guest.last_name,
        email=guest.email or "",
        phone=guest.phone or "",
    )


async def notify(till: PointOfSale, connection: Connection, order: str, message: str) -> None:
    """Show staff a message. Nothing hangs on it, so nothing fails with it."""
    if not connection.settings.notify_bookings:
        return
    try:
        await till.notify(order, message)
    except RegularsError as refusal:
        log.info("staff were not notified", order=order, reason=refusal.sentence)

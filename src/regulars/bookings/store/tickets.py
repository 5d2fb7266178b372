"""Tickets as rows: which order on the till is a booking's."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from regulars.bookings.model import TicketState
from regulars.bookings.till.model import Stated, Ticket
from regulars.kernel.ids import BookingId, ConnectionId, MerchantId, TicketId
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    t.id, t.booking_id, t.connection_id, t.site_id, t.reference, t.state, t.order_ref,
    t.order_number, t.asked_at, t.tried_at, t.tries, t.sure_at, t.opened_at, t.stated, t.items,
    t.owed_minor, t.paid_minor, t.problem_code, t.problem, t.look_again_at
"""

NEWEST = f"""
    select {COLUMNS} from tickets t
     where t.merchant_id = $1 and t.booking_id = $2
     order by t.asked_at desc, t.reference desc
     limit 1
"""

HOW_MANY = "select count(*) from tickets where merchant_id = $1 and booking_id = $2"

LOCK = f"select {COLUMNS} from tickets t where t.merchant_id = $1 and t.id = $2 for update"

OF_ORDER = f"""
    select {COLUMNS} from tickets t
     where t.merchant_id = $1 and t.connection_id = $2 and t.order_ref = $3
       for update
"""

OF_REFERENCE = f"""
    select {COLUMNS} from tickets t where t.merchant_id = $1 and t.reference = $2 for update
"""

INSERT = """
    insert into tickets (merchant_id, id, booking_id, connection_id, site_id, reference, state,
                         order_number, asked_at, look_again_at, updated_at)
    values ($1, $2, $3, $4, $5, $6, $7, $6, $8, $9, $8)
"""

WRITE = """
    update tickets
       set state = $3, order_ref = $4, order_number = $5, tried_at = $6, tries = $7,
           sure_at = $8, opened_at = $9, stated = $10, items = $11, owed_minor = $12,
           paid_minor = $13, problem_code = $14, problem = $15, look_again_at = $16,
           updated_at = $17
     where merchant_id = $1 and id = $2
"""

# Several workers may sweep: each takes others.
DUE = f"""
    select t.merchant_id, b.version, b.told_version, {COLUMNS}
      from tickets t
      join bookings b on (b.merchant_id, b.id) = (t.merchant_id, t.booking_id)
     where t.state in ('asked', 'waiting', 'open') and t.look_again_at <= $1
     order by t.look_again_at
     limit $2
       for update of t skip locked
"""

LATER = "update tickets set look_again_at = $3 where merchant_id = $1 and id = $2"


class Due(NamedTuple):
    """A living ticket that nothing was heard of, and how far its booking and the till are."""

    merchant: MerchantId
    ticket: Ticket
    version: int
    told_version: int


async def newest(reads: Reads, merchant: MerchantId, booking: BookingId) -> Ticket | None:
    """The booking's order, else the last one that it had."""
    row = await reads.one_or_none(NEWEST, merchant, booking)
    return None if row is None else _ticket(row)


async def how_many(reads: Reads, merchant: MerchantId, booking: BookingId) -> int:
    return int(await reads.value(HOW_MANY, merchant, booking))


async def lock(tx: Transaction, merchant: MerchantId, ticket: TicketId) -> Ticket:
    """The ticket as it stands, which nobody else changes until `tx` ends."""
    return _ticket(await tx.one(LOCK, merchant, ticket))


async def of_order(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> Ticket | None:
    """The ticket of one of the till's orders, locked."""
    row = await tx.one_or_none(OF_ORDER, merchant, connection, order)
    return None if row is None else _ticket(row)


async def of_reference(tx: Transaction, merchant: MerchantId, reference: str) -> Ticket | None:
    """The ticket that an order was made for, locked."""
    row = await tx.one_or_none(OF_REFERENCE, merchant, reference)
    return None if row is None else _ticket(row)


async def insert(tx: Transaction, merchant: MerchantId, ticket: Ticket) -> None:
    """Keep a new one. Its reference serves as its number until the till has given it one."""
    await tx.run(
        INSERT,
        merchant,
        ticket.id,
        ticket.booking,
        ticket.connection,
        ticket.site,
        ticket.reference,
        ticket.state,
        ticket.asked_at,
        ticket.look_again_at,
    )


async def write(tx: Transaction, merchant: MerchantId, ticket: Ticket, *, at: datetime) -> None:
    """Write down what has become of a ticket."""
    stated = "" if ticket.stated is None else msgspec.json.encode(ticket.stated).decode()
    await tx.run(
        WRITE,
        merchant,
        ticket.id,
        ticket.state,
        ticket.order,
        ticket.number,
        ticket.tried_at,
        ticket.tries,
        ticket.sure_at,
        ticket.opened_at,
        stated,
        ticket.items,
        ticket.owed_minor,
        ticket.paid_minor,
        ticket.problem_code,
        ticket.problem,
        ticket.look_again_at,
        at,
    )


async def due(tx: Transaction, *, at: datetime, limit: int) -> Sequence[Due]:
    """Living tickets of all merchants whose time to be asked about has come, locked."""
    return [
        Due(MerchantId(row["merchant_id"]), _ticket(row), row["version"], row["told_version"])
        for row in await tx.all(DUE, at, limit)
    ]


async def look_later(
    tx: Transaction, merchant: MerchantId, ticket: TicketId, *, at: datetime
) -> None:
    """Leave a ticket alone until `at`."""
    await tx.run(LATER, merchant, ticket, at)


def _ticket(row: Row) -> Ticket:
    return Ticket(
        id=TicketId(row["id"]),
        booking=BookingId(row["booking_id"]),
        connection=ConnectionId(row["connection_id"]),
        site=row["site_id"],
        reference=row["reference"],
        state=TicketState(row["state"]),
        order=row["order_ref"],
        number=row["order_number"],
        asked_at=row["asked_at"],
        tried_at=row["tried_at"],
        tries=row["tries"],
        sure_at=row["sure_at"],
        opened_at=row["opened_at"],
        stated=msgspec.json.decode(row["stated"], type=Stated) if row["stated"] else None,
        items=row["items"],
        owed_minor=row["owed_minor"],
        paid_minor=row["paid_minor"],
        problem_code=row["problem_code"],
        problem=row["problem"],
        look_again_at=row["look_again_at"],
    )

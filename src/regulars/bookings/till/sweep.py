"""Orders that nothing was heard of: staff who never take them, calls that were lost, workers that
died. Each is asked about again, after a pause that grows.
"""

from datetime import datetime

from regulars.bookings.rules.next_look import next_look
from regulars.bookings.store import tickets as store
from regulars.bookings.store.tickets import Due
from regulars.bookings.till.job import SYNC, BookingJob
from regulars.bookings.till.turn import is_unsettled
from regulars.kernel.clock import Clock
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction
from regulars.sales.sweep import FOLLOW, OrderJob

AT_ONCE = 200


async def sweep_tickets(db: Database, *, clock: Clock) -> int:
    """Hand out what there is to ask about; how many there were."""
    at = clock()

    async def work(tx: Transaction) -> int:
        due = await store.due(tx, at=at, limit=AT_ONCE)
        for one in due:
            await hand_out(tx, one, at)
        return len(due)

    return await db.tx(work)


async def hand_out(tx: Transaction, due: Due, at: datetime) -> None:
    """Have one order asked about, and the till told of its booking if it may not know. A step."""
    merchant, ticket = due.merchant, due.ticket
    await store.look_later(tx, merchant, ticket.id, at=next_look(ticket.asked_at, at=at))
    if is_unsettled(ticket) or due.version > due.told_version:
        job = BookingJob(merchant, ticket.booking, due.version)
        await jobs.enqueue(tx, SYNC, job, once=f"{ticket.booking}:{due.version}")
    if ticket.order is not None:
        order = OrderJob(merchant, ticket.connection, ticket.order)
        await jobs.enqueue(tx, FOLLOW, order, once=f"{ticket.connection}:{ticket.order}")

"""The till told something of an order that we had it make. The order is read; that is all."""

from regulars.bookings.store import tickets as store
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction
from regulars.pos.reference import is_reference
from regulars.sales.sweep import FOLLOW_SOON, OrderJob


async def heard_of(
    db: Database, merchant: MerchantId, connection: ConnectionId, reference: str, order: str
) -> bool:
    """Have the order with `reference` read; False where there is none of ours.

    `order` is the id that the till named, or nothing. It is used only while we do not know it, and
    an order that is read by it has to carry the reference itself to mean anything.
    """

    async def work(tx: Transaction) -> bool:
        known = is_reference(reference)
        ticket = await store.of_reference(tx, merchant, reference) if known else None
        if ticket is None:
            return False
        if named := ticket.order or order:
            await jobs.enqueue(tx, FOLLOW_SOON, OrderJob(merchant, connection, named))
        return True

    return await db.tx(work)

"""Ask the till how an order stands, and bring our side there.

Every way of hearing of an order ends here: a webhook, a sweep, a person. What was heard is never
believed; the order is read again.
"""

from datetime import datetime
from functools import partial

import msgspec

from regulars.kernel.clock import Clock
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.connections import read_connection
from regulars.merchants.model import Connection, ConnectionStatus
from regulars.platform import log
from regulars.platform.db import Database, Transaction
from regulars.pos.errors import OrderGone
from regulars.pos.model import PosOrder
from regulars.pos.port import Tills
from regulars.programs.settle import order_is_gone
from regulars.sales.record import record, void
from regulars.sales.store import sales as store
from regulars.sales.till_refund import follow_refund, refund_is_gone
from regulars.sales.unread import end_unread


class Seen(msgspec.Struct, frozen=True):
    """An order as the till has it; None where the till knows none (any more)."""

    order: PosOrder | None


async def follow(
    db: Database,
    tills: Tills,
    merchant: MerchantId,
    connection_id: ConnectionId,
    order: str,
    *,
    clock: Clock,
) -> Seen | None:
    """Read `order` and record what became of it. Safe to repeat, in any order of events.

    Answers what was read; None where the till was not asked. Raises `PosUnavailable`, `Overtaken`
    and `NotAuthorised`; then nothing has changed.
    """
    connection = await read_connection(db, merchant, connection_id)
    if connection.status is not ConnectionStatus.AUTHORISED:
        log.info("order left alone: the connection is off", order=order)
        return None
    read_at = clock()
    try:
        bill = await tills.at(merchant, connection_id, known=connection).read(order)
    except OrderGone:
        await db.tx(partial(gone, connection, order, clock, read_at))
        return Seen(None)
    store_id = connection.store_of(bill.site_id)
    if store_id is None:
        log.info("order left alone: its site is no store of ours", order=order, site=bill.site_id)
        return Seen(bill)

    async def work(tx: Transaction) -> None:
        if bill.refund_of:
            await follow_refund(tx, connection, store_id, bill, at=clock())
        else:
            await record(tx, connection, store_id, bill, read_at=read_at, at=clock())
        await end_unread(tx, merchant, connection_id, order, at=clock())

    await db.tx(work)
    return Seen(bill)


async def gone(
    connection: Connection, order: str, clock: Clock, read_at: datetime, tx: Transaction
) -> None:
    """The till knows no such order any more: all that was set aside or earned for it comes back."""
    await refund_is_gone(tx, connection.merchant, connection.id, order, at=clock())
    await order_is_gone(tx, connection.merchant, connection.id, order, at=clock())
    store_id = await store.store_of(tx, connection.merchant, connection.id, order)
    if store_id is not None:
        await void(tx, connection.merchant, store_id, order, read_at=read_at, at=clock())

"""Catches what webhooks lost: orders that nothing was heard of, that came, and that went."""

from collections.abc import Sequence
from datetime import timedelta

import msgspec

from regulars.kernel.clock import Clock
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform import jobs, log
from regulars.platform.db import Database, Transaction
from regulars.platform.jobs import LATER, JobKind
from regulars.pos.port import Tills
from regulars.programs.watch import OpenOrder, orders_to_ask_about
from regulars.sales.store import sweeps as store

LOOK_BACK = timedelta(hours=18)
"""An order is found by when it was begun, and a table may sit for long."""

AT_ONCE = 200


class OrderJob(msgspec.Struct, frozen=True):
    """Ask the till about one order."""

    merchant: MerchantId
    connection: ConnectionId
    order: str


FOLLOW = JobKind("sales.follow", OrderJob, priority=LATER)
FOLLOW_SOON = JobKind("sales.follow", OrderJob)
"""The same, for somebody who waits to see it."""


async def sweep_open_orders(db: Database, *, clock: Clock) -> int:
    """Have the till asked about orders that carry something of ours and have been silent."""
    due = await orders_to_ask_about(db, at=clock(), limit=AT_ONCE)
    await hand_out(db, due)
    return len(due)


async def sweep_finished_orders(db: Database, tills: Tills, *, clock: Clock) -> int:
    """Compare each site's finished orders with our sales, and follow what only one side has.

    That is what was never told of, and what was taken back since without a word. A till that does
    not answer is left for the next time; the others are not kept waiting for it.
    """
    found = 0
    for site in await store.sites(db):
        since = max((site.swept_at or clock()) - LOOK_BACK, site.enabled_at)
        try:
            orders = await tills.at(site.merchant, site.connection).finished(
                site.site_id, since=since
            )
        except RegularsError as reason:
            log.warning("site not swept", site=site.site_id, reason=reason.sentence)
            continue
        lost = await store.missing(db, site, orders)
        lost += await store.vanished(db, site, orders, since=since)
        await hand_out(db, [OpenOrder(site.merchant, site.connection, one) for one in lost])
        await store.swept(db, site, at=clock())
        found += len(lost)
    return found


async def hand_out(db: Database, orders: Sequence[OpenOrder]) -> None:
    """One job for each order, unless one is waiting already."""

    async def enqueue(tx: Transaction) -> None:
        for one in orders:
            job = OrderJob(one.merchant, one.connection, one.order)
            await jobs.enqueue(tx, FOLLOW, job, once=f"{one.connection}:{one.order}")

    if orders:
        await db.tx(enqueue)

"""A party that walks in, as the hub does it all; and what the till alone is asked for it."""

from uuid import uuid4

from bench.venue import SITE, Facts
from regulars import wiring
from regulars.bookings.model import StatusType
from regulars.bookings.set_status import set_status
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.job import BookingJob
from regulars.bookings.till.sync import sync_order
from regulars.bookings.walk_in import walk_in
from regulars.kernel.ids import TableId
from regulars.pos.model import NewOrder

COVERS = 2
SAYS = "New party: 2 at a table"


async def seat(hub: wiring.Hub, facts: Facts, table: TableId) -> None:
    """Seat a party, do the worker's job for it, and have it leave again."""
    merchant, at = facts.merchant, hub.clock()
    booking = await walk_in(
        hub.db, merchant, facts.store, COVERS, tables=(table,), at=at, actor="bench"
    )
    job = BookingJob(merchant, booking.id, booking.version)
    callbacks = Callbacks(hub.base_url, hub.ring)
    await sync_order(hub.db, hub.tills, job, callbacks=callbacks, clock=hub.clock)
    left = StatusType.FINISHED.value
    await set_status(hub.db, merchant, booking.id, left, at=hub.clock(), actor="bench")


async def order_alone(hub: wiring.Hub, facts: Facts) -> None:
    """Have the till make an order and show its notification, and nothing else."""
    till = hub.tills.at(facts.merchant, facts.connection)
    order = await till.open(NewOrder(SITE, f"bench-{uuid4()}", COVERS, SAYS))
    await till.notify(order, SAYS)

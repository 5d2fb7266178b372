"""Times are blocked, at some tables or in the whole store, and given free again."""

from collections.abc import Sequence
from datetime import datetime

from regulars.bookings.floor.drawing import lock_floor, tell
from regulars.bookings.floor.model import Blockout, InTheWay, NewBlockout
from regulars.bookings.floor.read import found
from regulars.bookings.rules.floor import checked_blockout
from regulars.bookings.store import blockouts as store
from regulars.kernel.ids import BlockoutId, MerchantId, StoreId, uuid7
from regulars.platform.db import Database, Reads, Transaction


async def block(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    new: NewBlockout,
    *,
    at: datetime,
    actor: str,
) -> Blockout:
    """Take nothing in that time. Bookings that are there stay: `in_the_way` answers them.

    Raises `BadFloor`, `NoSuchPlace`.
    """

    async def work(tx: Transaction) -> Blockout:
        floor = await lock_floor(tx, merchant, at_store)
        checked = checked_blockout(new, floor, at=at)
        blockout = Blockout(
            id=BlockoutId(uuid7(at)),
            store=at_store,
            starts_at=checked.starts_at,
            ends_at=checked.ends_at,
            tables=checked.tables,
            online_only=checked.online_only,
            reason=checked.reason,
        )
        await store.add(tx, merchant, blockout, at=at, actor=actor)
        await tell(tx, merchant, at_store, "blockouts", at=at, actor=actor)
        return blockout

    return await db.tx(work)


async def unblock(
    db: Database, merchant: MerchantId, blockout: BlockoutId, *, at: datetime, actor: str
) -> None:
    """Give the time free again. Raises `NoSuchPlace`."""

    async def work(tx: Transaction) -> None:
        at_store = found(await store.remove(tx, merchant, blockout))
        await tell(tx, merchant, at_store, "blockouts", at=at, actor=actor)

    await db.tx(work)


async def read_blockout(reads: Reads, merchant: MerchantId, blockout: BlockoutId) -> Blockout:
    """Raises `NoSuchPlace`."""
    return found(await store.read(reads, merchant, blockout))


async def list_blockouts(
    reads: Reads, merchant: MerchantId, at_store: StoreId, since: datetime, until: datetime
) -> Sequence[Blockout]:
    """What is blocked at any time from `since` until before `until`, in order of time."""
    return await store.between(reads, merchant, at_store, since, until)


async def in_the_way(reads: Reads, merchant: MerchantId, blockout: Blockout) -> Sequence[InTheWay]:
    """Bookings that hold a table where and while it is blocked, in order of time."""
    return await store.in_the_way(reads, merchant, blockout)

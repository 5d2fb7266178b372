"""Tables that may be pushed together are put down as combinations."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.bookings.floor.drawing import lock_floor, lock_floor_of, tell
from regulars.bookings.floor.model import Combination, Floor
from regulars.bookings.floor.read import found
from regulars.bookings.rules.floor import check_together
from regulars.bookings.store import floor as store
from regulars.kernel.ids import CombinationId, MerchantId, StoreId, TableId, uuid7
from regulars.platform.db import Database, Transaction


async def combine(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    tables: Sequence[TableId],
    *,
    least: int,
    most: int,
    at: datetime,
    actor: str,
) -> Combination:
    """One more combination, after the others. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Combination:
        floor = await lock_floor(tx, merchant, at_store)
        check_together(tables, least, most, floor, others=floor.combinations)
        new = Combination(
            id=CombinationId(uuid7(at)),
            store=at_store,
            tables=_in_order(tables, floor),
            least=least,
            most=most,
            position=max((one.position for one in floor.combinations), default=0) + 1,
        )
        await store.add_combination(tx, merchant, new)
        await tell(tx, merchant, at_store, "floor", at=at, actor=actor)
        return new

    return await db.tx(work)


async def change_combination(
    db: Database,
    merchant: MerchantId,
    combination: CombinationId,
    tables: Sequence[TableId],
    *,
    least: int,
    most: int,
    at: datetime,
    actor: str,
) -> Combination:
    """Of other tables, or for others; bookings keep theirs. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Combination:
        floor = await lock_floor_of(tx, merchant, combination)
        before = found(next((one for one in floor.combinations if one.id == combination), None))
        others = [one for one in floor.combinations if one.id != combination]
        check_together(tables, least, most, floor, others=others)
        changed = msgspec.structs.replace(
            before, tables=_in_order(tables, floor), least=least, most=most
        )
        await store.change_combination(tx, merchant, changed)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)
        return changed

    return await db.tx(work)


async def remove_combination(
    db: Database, merchant: MerchantId, combination: CombinationId, *, at: datetime, actor: str
) -> None:
    """These tables are proposed together no more. Bookings keep theirs. Raises `NoSuchPlace`."""

    async def work(tx: Transaction) -> None:
        floor = await lock_floor_of(tx, merchant, combination)
        found(next((one for one in floor.combinations if one.id == combination), None))
        await store.remove_combination(tx, merchant, combination)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)

    await db.tx(work)


def _in_order(tables: Sequence[TableId], floor: Floor) -> tuple[TableId, ...]:
    """Each once, in the order in which they were added to the floor."""
    by_position = sorted(floor.tables, key=lambda table: table.position)
    return tuple(table.id for table in by_position if table.id in tables)

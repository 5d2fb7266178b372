"""Tables are drawn, moved about, and taken away."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from regulars.bookings.errors import InUse
from regulars.bookings.floor.drawing import lock_floor, lock_floor_of, tell
from regulars.bookings.floor.model import Floor, NewTable, Spot, Table
from regulars.bookings.floor.read import found
from regulars.bookings.read import read_booking
from regulars.bookings.rules.floor import check_spot, checked_table
from regulars.bookings.store import floor as store
from regulars.kernel.ids import MerchantId, StoreId, TableId, uuid7
from regulars.platform.db import Database, Transaction


async def add_table(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    new: NewTable,
    *,
    at: datetime,
    actor: str,
) -> Table:
    """One more table, after the others. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Table:
        floor = await lock_floor(tx, merchant, at_store)
        position = max((one.position for one in floor.tables), default=0) + 1
        table = _table(checked_table(new, floor), TableId(uuid7(at)), at_store, position)
        await store.add_table(tx, merchant, table)
        await tell(tx, merchant, at_store, "floor", at=at, actor=actor)
        return table

    return await db.tx(work)


async def change_table(
    db: Database,
    merchant: MerchantId,
    table: TableId,
    new: NewTable,
    *,
    at: datetime,
    actor: str,
) -> Table:
    """Draw a table anew. Its bookings stay its own. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Table:
        floor = await lock_floor_of(tx, merchant, table)
        before = found(floor.table(table))
        drawn = checked_table(new, floor, but=table)
        changed = _table(drawn, table, floor.store, before.position)
        await store.change_table(tx, merchant, changed)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)
        return changed

    return await db.tx(work)


async def move_tables(
    db: Database,
    merchant: MerchantId,
    at_store: StoreId,
    spots: Mapping[TableId, Spot],
    *,
    at: datetime,
    actor: str,
) -> Floor:
    """Put tables elsewhere on their plans, all or none. Raises `BadFloor`, `NoSuchPlace`."""

    async def work(tx: Transaction) -> Floor:
        floor = await lock_floor(tx, merchant, at_store)
        sections = {section.id: section for section in floor.sections}
        for table, spot in spots.items():
            moved = found(floor.table(table))
            check_spot(spot, sections[moved.section], moved.name)
        await store.move_tables(tx, merchant, spots)
        await tell(tx, merchant, at_store, "floor", at=at, actor=actor)
        return found(await store.read(tx, merchant, at_store))

    return await db.tx(work)


async def remove_table(
    db: Database, merchant: MerchantId, table: TableId, *, at: datetime, actor: str
) -> None:
    """Take a table away, with the combinations that it is in. Its past stays.

    Raises `InUse` where it has a booking to come, and `NoSuchPlace`.
    """

    async def work(tx: Transaction) -> None:
        floor = await lock_floor_of(tx, merchant, table)
        found(floor.table(table))
        await check_unused(tx, merchant, [table], at=at)
        await store.remove_tables(tx, merchant, [table], at=at)
        await tell(tx, merchant, floor.store, "floor", at=at, actor=actor)

    await db.tx(work)


async def check_unused(
    tx: Transaction, merchant: MerchantId, tables: Collection[TableId], *, at: datetime
) -> None:
    """Keep anybody from booking these tables from now on. Raises `InUse` for who has. A step."""
    await store.lock_tables(tx, merchant, tables)
    coming = await store.next_booking(tx, merchant, tables, at=at)
    if coming is not None:
        booking = await read_booking(tx, merchant, coming.booking_id)
        whose = f"{booking.name}’s" if booking.name else "taken"
        when = booking.starts_at.astimezone(ZoneInfo(coming.time_zone))
        raise InUse(
            f"Table {coming.table_name} is {whose} on {when:%A %d %B %Y} at {when:%H:%M}. "
            "Give the party another table first."
        )


def _table(new: NewTable, id_: TableId, at_store: StoreId, position: int) -> Table:
    return Table(
        id=id_,
        store=at_store,
        section=new.section,
        name=new.name,
        least=new.least,
        most=new.most,
        shape=new.shape,
        spot=new.spot,
        online=new.online,
        position=position,
    )

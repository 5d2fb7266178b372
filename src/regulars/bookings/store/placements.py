"""Who has which table, and when. The database refuses a table to two parties."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import BookingId, MerchantId, StoreId, TableId
from regulars.platform.db import Reads, Transaction

LOCK = """
    select id, name
      from floor_tables
     where merchant_id = $1 and store_id = $2 and id = any($3) and removed_at is null
     order by id
       for no key update
"""

# A booking's tables all at once: what it leaves, what it keeps and what it takes.
PLACE = """
    with left_behind as (
        delete from booking_tables
         where merchant_id = $1 and booking_id = $2 and table_id <> all($3::uuid[])
    )
    insert into booking_tables (merchant_id, booking_id, table_id, during, holds, seated)
    select $1, $2, one.table_id, tstzrange(one.starts_at, $5), $6, $7
      from unnest($3::uuid[], $4::timestamptz[]) as one (table_id, starts_at)
     order by one.table_id
    on conflict (merchant_id, booking_id, table_id) do update
       set during = excluded.during, holds = excluded.holds, seated = excluded.seated
"""

REMOVE = "delete from booking_tables where merchant_id = $1 and booking_id = $2"

LEAVE = """
    update booking_tables
       set holds = false, seated = false,
           during = case when lower(during) < $3 and $3 < upper(during)
                         then tstzrange(lower(during), $3) else during end
     where merchant_id = $1 and booking_id = $2
"""

SET_ASIDE = """
    update booking_tables set holds = false, seated = false
     where merchant_id = $1 and booking_id = any($2)
"""

FREE_UNTIL = """
    select min(lower(during))
      from booking_tables
     where merchant_id = $1 and table_id = any($2) and booking_id <> $3 and holds
       and upper(during) > $4
"""

IN_THE_WAY = """
    select t.booking_id, f.name as table_name, t.seated
      from booking_tables t
      join floor_tables f on (f.merchant_id, f.id) = (t.merchant_id, t.table_id)
     where t.merchant_id = $1 and t.table_id = any($2) and t.booking_id <> all($3)
       and (t.holds and t.during && tstzrange($4, $5) or t.seated and $6)
     order by t.seated desc, lower(t.during), f.position
     limit 1
"""

SAT_AT = """
    select t.table_id
      from booking_tables t
      join floor_tables f on (f.merchant_id, f.id) = (t.merchant_id, t.table_id)
     where t.merchant_id = $1 and f.store_id = $2 and t.seated
"""

SINCE = """
    select table_id, lower(during) as starts_at
      from booking_tables
     where merchant_id = $1 and booking_id = $2
"""

OVERDUE = """
    select distinct b.merchant_id, b.id
      from booking_tables t
      join bookings b on (b.merchant_id, b.id) = (t.merchant_id, t.booking_id)
     where t.seated and b.starts_at + b.duration_minutes * interval '1 minute' <= $1
     order by b.merchant_id, b.id
"""


class InTheWay(NamedTuple):
    """Who has a table: its name, whose it is, and whether they sit there."""

    booking: BookingId
    table: str
    seated: bool


async def lock(
    tx: Transaction, merchant: MerchantId, store: StoreId, tables: Collection[TableId]
) -> Mapping[TableId, str]:
    """Wait for tables, in an order that everybody waits in. Names those that the store has."""
    rows = await tx.all(LOCK, merchant, store, sorted(tables))
    return {TableId(row["id"]): row["name"] for row in rows}


async def place(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    since: Mapping[TableId, datetime],
    until: datetime,
    *,
    holds: bool,
    seated: bool,
) -> None:
    """Give a booking these tables and no others, each since its time and all until `until`.

    Raises `OverlapRefused` where somebody has one, `UniqueRefused` where somebody sits at one.
    """
    tables = sorted(since)
    starts = [since[table] for table in tables]
    await tx.run(PLACE, merchant, booking, tables, starts, until, holds, seated)


async def remove(tx: Transaction, merchant: MerchantId, booking: BookingId) -> None:
    await tx.run(REMOVE, merchant, booking)


async def leave(tx: Transaction, merchant: MerchantId, booking: BookingId, *, at: datetime) -> None:
    """Free a booking's tables from `at` on. What it had until then stays written down."""
    await tx.run(LEAVE, merchant, booking, at)


async def set_aside(tx: Transaction, merchant: MerchantId, bookings: Iterable[BookingId]) -> None:
    """Hold nothing for a moment, so that bookings may take each other's tables."""
    await tx.run(SET_ASIDE, merchant, list(bookings))


async def free_until(
    reads: Reads,
    merchant: MerchantId,
    tables: Collection[TableId],
    *,
    since: datetime,
    besides: BookingId,
) -> datetime | None:
    """When somebody else has one of `tables` next, or had it already at `since`; None is never."""
    found: datetime | None = await reads.value(FREE_UNTIL, merchant, list(tables), besides, since)
    return found


async def in_the_way(
    reads: Reads,
    merchant: MerchantId,
    tables: Collection[TableId],
    starts_at: datetime,
    until: datetime,
    *,
    besides: Sequence[BookingId] = (),
    sitting: bool = False,
) -> InTheWay | None:
    """Who has one of `tables` in that time, or with `sitting`, who sits at one now."""
    row = await reads.one_or_none(
        IN_THE_WAY, merchant, list(tables), list(besides), starts_at, until, sitting
    )
    if row is None:
        return None
    return InTheWay(BookingId(row["booking_id"]), row["table_name"], row["seated"])


async def sat_at(reads: Reads, merchant: MerchantId, store: StoreId) -> frozenset[TableId]:
    """The tables of a store that somebody sits at, however long they were to stay."""
    return frozenset(TableId(row["table_id"]) for row in await reads.all(SAT_AT, merchant, store))


async def since(
    reads: Reads, merchant: MerchantId, booking: BookingId
) -> Mapping[TableId, datetime]:
    """Since when a booking has each of its tables."""
    rows = await reads.all(SINCE, merchant, booking)
    return {TableId(row["table_id"]): row["starts_at"] for row in rows}


async def overdue(reads: Reads, *, at: datetime) -> Sequence[tuple[MerchantId, BookingId]]:
    """Parties of every merchant that still sit at their tables when they were to have left."""
    rows = await reads.all(OVERDUE, at)
    return [(MerchantId(row["merchant_id"]), BookingId(row["id"])) for row in rows]

"""Blockouts as rows."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.bookings.floor.model import Blockout, InTheWay
from regulars.bookings.store.bookings import COLUMNS as BOOKING_COLUMNS
from regulars.bookings.store.bookings import JOINED, Kept, kept_of
from regulars.kernel.ids import BlockoutId, MerchantId, StoreId, TableId
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = """
    id, store_id, lower(during) as starts_at, upper(during) as ends_at, tables, online_only, reason
"""

# The blockouts of a store `s` in a time, as one text with instants in UTC: part of a day's plan.
AS_JSON = """
    (select coalesce(json_agg(json_build_object(
                'id', b.id, 'store', b.store_id, 'tables', b.tables,
                'starts_at', lower(b.during) at time zone 'UTC' || 'Z',
                'ends_at', upper(b.during) at time zone 'UTC' || 'Z',
                'online_only', b.online_only, 'reason', b.reason)
                order by lower(b.during), b.id), '[]')::text
       from blockouts b
      where b.merchant_id = s.merchant_id and b.store_id = s.id
        and b.during && tstzrange($3, $4)
    ) as blockouts
"""

BETWEEN = f"""
    select {COLUMNS}
      from blockouts
     where merchant_id = $1 and store_id = $2 and during && tstzrange($3, $4)
     order by lower(during), id
"""

READ = f"select {COLUMNS} from blockouts where merchant_id = $1 and id = $2"

ADD = """
    insert into blockouts (
        merchant_id, id, store_id, during, tables, online_only, reason, created_at, created_by)
    values ($1, $2, $3, tstzrange($4, $5), $6, $7, $8, $9, $10)
"""

REMOVE = "delete from blockouts where merchant_id = $1 and id = $2 returning store_id"

# Whoever holds a table in that time: one of those that are blocked, or any where none is named.
IN_THE_WAY = f"""
    select {BOOKING_COLUMNS} {JOINED}
     where b.merchant_id = $1 and b.store_id = $2
       and b.id in (select h.booking_id
                      from booking_tables h
                     where h.merchant_id = $1 and h.holds and h.during && tstzrange($3, $4)
                       and (h.table_id = any($5) or cardinality($5::uuid[]) = 0))
     order by b.starts_at, b.id
"""

BLOCKOUTS = msgspec.json.Decoder(list[Blockout])


async def between(
    reads: Reads, merchant: MerchantId, store: StoreId, since: datetime, until: datetime
) -> Sequence[Blockout]:
    rows = await reads.all(BETWEEN, merchant, store, since, until)
    return [_blockout(row) for row in rows]


async def read(reads: Reads, merchant: MerchantId, blockout: BlockoutId) -> Blockout | None:
    row = await reads.one_or_none(READ, merchant, blockout)
    return None if row is None else _blockout(row)


async def add(
    tx: Transaction, merchant: MerchantId, new: Blockout, *, at: datetime, actor: str
) -> None:
    await tx.run(
        ADD,
        merchant,
        new.id,
        new.store,
        new.starts_at,
        new.ends_at,
        list(new.tables),
        new.online_only,
        new.reason,
        at,
        actor,
    )


async def remove(tx: Transaction, merchant: MerchantId, blockout: BlockoutId) -> StoreId | None:
    """The store that it was in; None where it is not there."""
    found = await tx.value(REMOVE, merchant, blockout)
    return None if found is None else StoreId(found)


async def in_the_way(reads: Reads, merchant: MerchantId, blockout: Blockout) -> Sequence[InTheWay]:
    rows = await reads.all(
        IN_THE_WAY,
        merchant,
        blockout.store,
        blockout.starts_at,
        blockout.ends_at,
        list(blockout.tables),
    )
    return [_in_the_way(kept_of(row)) for row in rows]


def blockouts_of(row: Row) -> Sequence[Blockout]:
    return BLOCKOUTS.decode(row["blockouts"])


def _in_the_way(kept: Kept) -> InTheWay:
    booking = kept.booking
    return InTheWay(
        booking=booking.id,
        code=booking.code,
        name=booking.name,
        starts_at=booking.starts_at,
        covers=booking.covers,
        tables=kept.table_names,
    )


def _blockout(row: Row) -> Blockout:
    return Blockout(
        id=BlockoutId(row["id"]),
        store=StoreId(row["store_id"]),
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        tables=tuple(TableId(table) for table in row["tables"]),
        online_only=row["online_only"],
        reason=row["reason"],
    )

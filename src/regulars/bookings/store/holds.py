"""Times that are held, as rows. Who holds one has locked its day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from regulars.bookings.page.model import Held
from regulars.kernel.ids import BookingId, MerchantId, ServiceId, StoreId, TableId
from regulars.platform.db import Reads, Row, Transaction

COLUMNS = "h.key, h.starts_at, h.service_id, h.covers, h.ends_at"

# The same time again goes on from where it began, and not for longer than `$14` in all.
PUT = f"""
    insert into slot_holds as h (
        merchant_id, key, store_id, day, service_id, starts_at, until, covers, tables, booking_id,
        client, begun_at, ends_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    on conflict (merchant_id, key) do update
       set store_id = excluded.store_id, day = excluded.day, service_id = excluded.service_id,
           starts_at = excluded.starts_at, until = excluded.until, covers = excluded.covers,
           tables = excluded.tables, client = excluded.client,
           begun_at = case when {{goes_on}} then h.begun_at else excluded.begun_at end,
           ends_at = case when {{goes_on}} then least(excluded.ends_at, h.begun_at + $14)
                          else excluded.ends_at end
    returning {COLUMNS}
""".format(goes_on="h.starts_at = excluded.starts_at and h.ends_at > excluded.begun_at")

REMOVE = "delete from slot_holds where merchant_id = $1 and key = $2"

READ = f"""
    select {COLUMNS} from slot_holds h
     where h.merchant_id = $1 and h.store_id = $2 and h.key = $3 and h.ends_at > $4
"""

FOR_LIST = f"""
    select h.booking_id, {COLUMNS}
      from slot_holds h
     where h.merchant_id = $1 and h.store_id = $2 and h.booking_id is not null and h.ends_at > $3
"""

BESIDES = """
    select count(*)
      from slot_holds
     where merchant_id = $1 and store_id = $2 and client = $3 and key <> $4 and ends_at > $5
"""

TABLES = """
    select unnest(tables) as table_id
      from slot_holds
     where merchant_id = $1 and store_id = $2 and ends_at > $3
       and starts_at < $5 and until > $4
"""

FORGET = "delete from slot_holds where ends_at <= $1 and booking_id is null"


async def put(
    tx: Transaction,
    merchant: MerchantId,
    store: StoreId,
    held: Held,
    *,
    day: date,
    until: datetime,
    tables: Sequence[TableId],
    booking: BookingId | None = None,
    client: str = "",
    at: datetime,
    longest: timedelta,
) -> Held:
    """Hold a time, instead of what its key held before; the same time for the `longest` in all."""
    row = await tx.one(
        PUT,
        merchant,
        held.key,
        store,
        day,
        held.service,
        held.starts_at,
        until,
        held.covers,
        list(tables),
        booking,
        client,
        at,
        held.ends_at,
        longest,
    )
    return _held(row)


async def remove(tx: Transaction, merchant: MerchantId, key: str) -> None:
    await tx.run(REMOVE, merchant, key)


async def read(
    reads: Reads, merchant: MerchantId, store: StoreId, key: str, *, at: datetime
) -> Held | None:
    row = await reads.one_or_none(READ, merchant, store, key, at)
    return None if row is None else _held(row)


async def for_list(
    reads: Reads, merchant: MerchantId, store: StoreId, *, at: datetime
) -> Mapping[BookingId, Held]:
    """What is held for parties on the lists of a store."""
    rows = await reads.all(FOR_LIST, merchant, store, at)
    return {BookingId(row["booking_id"]): _held(row) for row in rows}


async def besides(
    reads: Reads, merchant: MerchantId, store: StoreId, client: str, key: str, *, at: datetime
) -> int:
    """How many times are held for who types, besides that of `key`."""
    count: int = await reads.value(BESIDES, merchant, store, client, key, at)
    return count


async def tables(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    starts_at: datetime,
    until: datetime,
    *,
    at: datetime,
) -> frozenset[TableId]:
    """The tables that are held for guests in that time."""
    rows = await reads.all(TABLES, merchant, store, at, starts_at, until)
    return frozenset(TableId(row["table_id"]) for row in rows)


async def forget(tx: Transaction, *, at: datetime) -> None:
    """Drop what ended. What was offered to a party on a list is settled by who offers it."""
    await tx.run(FORGET, at)


def _held(row: Row) -> Held:
    return Held(
        key=row["key"],
        starts_at=row["starts_at"],
        service=ServiceId(row["service_id"]),
        covers=row["covers"],
        ends_at=row["ends_at"],
    )

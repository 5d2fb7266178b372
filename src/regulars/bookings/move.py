"""A booking goes to other tables, to another time, or stays longer or shorter."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from regulars.bookings.hold_tables import held_until, hold_tables, lock_tables
from regulars.bookings.model import Booking, Stage
from regulars.bookings.rules.asked import on_the_minute
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import MINUTE
from regulars.bookings.seat import as_long_as_free
from regulars.bookings.store import placements, seatings
from regulars.kernel.ids import MerchantId, TableId
from regulars.platform.db import Transaction

QUARTER = timedelta(minutes=15)


async def move(
    tx: Transaction,
    merchant: MerchantId,
    before: Booking,
    after: Booking,
    zone: str,
    *,
    at: datetime,
) -> Booking:
    """Have `after`'s tables be its own for its time, all in one statement. A step.

    A party that sits has its new tables from now on, no longer than they are free if it did not ask
    for a time. Its old ones are free. Raises `TableTaken`, `NoSuchPlace`.
    """
    names = await lock_tables(tx, merchant, after.store, after.tables, also=before.tables)
    if stage_of(after.status_type) is Stage.AT_TABLE:
        return await _move_seated(tx, merchant, before, after, zone, names, at=at)
    if after.tables:
        await hold_tables(tx, merchant, after, zone)
    else:
        await placements.remove(tx, merchant, after.id)
    return after


async def _move_seated(
    tx: Transaction,
    merchant: MerchantId,
    before: Booking,
    after: Booking,
    zone: str,
    names: Mapping[TableId, str],
    *,
    at: datetime,
) -> Booking:
    now = on_the_minute(at)
    had = await placements.since(tx, merchant, after.id)
    if set(after.tables) == set(before.tables):
        until = await _turned_in_time(tx, merchant, after, since=now)
    else:
        after = _still_sitting(after, now)
        after, until = await as_long_as_free(tx, merchant, after, zone, since=now)
    since = {table: had.get(table, now) for table in after.tables}
    await hold_tables(tx, merchant, after, zone, since=since, until=until)
    called = [names[table] for table in after.tables]
    await seatings.restate(tx, merchant, after.id, tables=called, covers=after.covers)
    return after


async def _turned_in_time(
    tx: Transaction, merchant: MerchantId, after: Booking, *, since: datetime
) -> datetime:
    """Until when a party has its tables. Their turn gives way to who is next, its stay does not."""
    until = held_until(after)
    following = await placements.free_until(
        tx, merchant, after.tables, since=since, besides=after.id
    )
    if following is not None and after.ends_at <= following < until:
        return following
    return until


def _still_sitting(after: Booking, now: datetime) -> Booking:
    """`after` for a quarter of an hour more, if it was to have left by now."""
    minutes = (now + QUARTER - after.starts_at) // MINUTE
    if after.ends_at > now:
        return after
    return msgspec.structs.replace(after, duration_minutes=minutes)

"""Parties that sit past their end keep their tables."""

from datetime import UTC, datetime, timedelta
from functools import partial

from regulars.bookings.hold_tables import hold_tables, lock_tables
from regulars.bookings.keep import take_up, tell
from regulars.bookings.model import Stage
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import MINUTE, bounds
from regulars.bookings.store import bookings, placements
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Database, Transaction

QUARTER = timedelta(minutes=15)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


async def keep_seated_tables(db: Database, *, at: datetime) -> None:
    """Let parties who were to have left stay until the next quarter of an hour, where that is free.

    So nobody else is promised a table at which somebody still sits. Not over the end of the
    diary's day, and where the next party has the table nothing changes: the two are a host's to
    part. Nobody has changed such a booking, so its version stays.
    """
    for merchant, booking in await placements.overdue(db, at=at):
        await db.tx(partial(_stay_on, merchant=merchant, booking=booking, at=at))


async def _stay_on(
    tx: Transaction, *, merchant: MerchantId, booking: BookingId, at: datetime
) -> None:
    before = await take_up(tx, merchant, booking)
    sits = before.booking
    if stage_of(sits.status_type) is not Stage.AT_TABLE or sits.ends_at > at:
        return
    await lock_tables(tx, merchant, sits.store, sits.tables)
    following = await placements.free_until(
        tx, merchant, sits.tables, since=sits.ends_at, besides=booking
    )
    until = at + QUARTER - (at - EPOCH) % QUARTER
    ends = min(until, following or until, bounds(sits.day, before.time_zone)[1])
    if ends <= sits.ends_at:
        return
    turned = ends + sits.turn_minutes * MINUTE
    since = await placements.since(tx, merchant, booking)
    await hold_tables(
        tx,
        merchant,
        sits,
        before.time_zone,
        since=since,
        until=min(turned, following or turned),
    )
    minutes = (ends - sits.starts_at) // MINUTE
    await bookings.stretch(tx, merchant, booking, minutes=minutes)
    await tell(tx, merchant, before, at=at, actor="system")

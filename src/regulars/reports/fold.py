"""Days that are over are folded: what they came to is kept, so that it is quick to read.

Only what has changed since has to be counted again: the journal tells which days that may be.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from regulars.bookings.close_day import GRACE
from regulars.bookings.rules.times import day_of
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform import log
from regulars.platform.db import Database, Reads, Transaction
from regulars.reports.count import count, spans_of
from regulars.reports.rules import to_fold
from regulars.reports.sources import StoreDay
from regulars.reports.store import changed as journal
from regulars.reports.store import days as store
from regulars.reports.store.days import Folded, Newest

LATE = timedelta(minutes=10)
"""So long after its time, at most, others see what was written down."""

AT_ONCE = 60
"""Days that are folded in one transaction, besides those that changed."""

ONE_DAY = timedelta(days=1)


async def fold_days(db: Database, *, at: datetime) -> None:
    """Fold the days that are over, of every store, and anew those that changed since."""
    for one in await store.newest(db):
        try:
            await _fold_store(db, one, at=at)
        except Exception:  # noqa: BLE001  no other store has to be read slowly for this one
            log.exception("days not folded", store=one.store)


async def _fold_store(db: Database, of: Newest, *, at: datetime) -> None:
    over = last_over(of.time_zone, at)
    if of.day is None or of.day < over:
        fold = partial(_fold, merchant=of.merchant, store_id=of.store, zone=of.time_zone, at=at)
        while await db.tx(fold):
            pass


def last_over(time_zone: str, at: datetime) -> date:
    """The last day that is over, and closed."""
    return day_of(at - GRACE, time_zone) - ONE_DAY


async def changed_days(
    reads: Reads, merchant: MerchantId, folded: Sequence[Folded]
) -> Collection[StoreDay]:
    """The days that may be others than they were when they were folded; of any store."""
    moments = [one.at for one in folded if one.at is not None]
    newest = [one.last for one in folded if one.last is not None]
    if not moments:
        return frozenset()
    return await journal.changed(reads, merchant, since=min(moments) - LATE, until=max(newest))


async def _fold(
    tx: Transaction, *, merchant: MerchantId, store_id: StoreId, zone: str, at: datetime
) -> bool:
    """Fold some days of a store. Whether there are more. A step."""
    await store.be_alone(tx, merchant, store_id)
    [before] = await store.folded(tx, merchant, [store_id])
    folded = await store.days_of(tx, merchant, store_id)
    first = await store.first_day(tx, merchant, store_id, zone)
    missing = to_fold(first, last_over(zone, at), folded)
    changed = await changed_days(tx, merchant, [before])
    again = {of.day for of in changed if of.store == store_id} & folded
    spans = spans_of(store_id, [*again, *missing[:AT_ONCE]], zone)
    await store.write(tx, merchant, await count(tx, merchant, spans), at=at)
    return len(missing) > AT_ONCE

"""Promises whose party never came to pay, and vouchers that were used unheard of, are settled."""

from datetime import datetime, timedelta

from regulars.bookings.quiet.keep_promise import keep_promise
from regulars.bookings.quiet.rules import SETTLED_AFTER
from regulars.bookings.store import slot_promises as store
from regulars.platform.db import Database

A_DAY = timedelta(days=1)
AT_ONCE = 1_000


async def sweep_promises(db: Database, *, at: datetime) -> None:
    """Settle what nobody waits for any more, and what was given without a word."""
    over = at - SETTLED_AFTER - A_DAY
    for due in await store.due(db, over, limit=AT_ONCE):
        await keep_promise(db, due.merchant, due.booking, at=at)

"""Parties that nobody said goodbye to have left when the next day begins."""

from datetime import datetime, timedelta
from functools import partial

import msgspec

from regulars.bookings.keep import take_up, write_down
from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import MINUTE, day_of
from regulars.bookings.seat import leave
from regulars.bookings.store import placements
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Database, Transaction

GRACE = timedelta(hours=2)
"""So long after the end of a day, at six in the morning, nobody sits on from yesterday."""


async def close_days(db: Database, *, at: datetime) -> None:
    """Finish every party that still sits from a day that is over, so that its tables are free.

    When it really left nobody knows; it is taken to have stayed for as long as it was booked.
    """
    for merchant, booking in await placements.overdue(db, at=at):
        await db.tx(partial(_close, merchant=merchant, booking=booking, at=at))


async def _close(
    tx: Transaction, *, merchant: MerchantId, booking: BookingId, at: datetime
) -> None:
    before = await take_up(tx, merchant, booking)
    sits = before.booking
    over = day_of(at - GRACE, before.time_zone) > sits.day
    if not over or stage_of(sits.status_type) is not Stage.AT_TABLE:
        return
    left = await leave(tx, merchant, sits, at=gone_at(sits, at), actor="system")
    finished = StatusType.FINISHED
    after = msgspec.structs.replace(
        left, status=finished.value, status_type=finished, finished_at=gone_at(sits, at)
    )
    await write_down(tx, merchant, before, after, at=at, actor="system")


def gone_at(sits: Booking, at: datetime) -> datetime:
    """When a party is taken to have left that was forgotten."""
    seated_at = sits.seated_at or sits.starts_at
    return min(at, seated_at + sits.booked_minutes * MINUTE)

"""A party takes its tables, leaves them, or never sat there: its slip is undone."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from regulars.bookings.errors import NotNow, TableTaken
from regulars.bookings.hold_tables import (
    free_now,
    held_until,
    hold_tables,
    lock_tables,
    table_taken,
)
from regulars.bookings.model import Booking, Waits
from regulars.bookings.rules.asked import LONGEST_STAY, SHORTEST_STAY, on_the_minute
from regulars.bookings.rules.sentences import who
from regulars.bookings.rules.times import MINUTE, day_of
from regulars.bookings.store import placements, seatings
from regulars.kernel.ids import MerchantId, SeatingId, TableId, uuid7
from regulars.platform.db import Reads, Transaction

NEAR = timedelta(hours=6)
"""A party is seated so long before or after its time, even where another day has begun."""


async def sitting(
    reads: Reads, merchant: MerchantId, booking: Booking, zone: str, *, at: datetime
) -> tuple[Booking, datetime]:
    """`booking` once its party sits down at its tables, and until when it has them.

    That is for a full stay, from now, or as long as the tables are free. Raises `NotNow` without
    tables or on another day, and `TableTaken` where the next party is about to come.
    """
    _check_day(booking, zone, at=at)
    begins = on_the_minute(at)
    seated = msgspec.structs.replace(
        booking,
        starts_at=begins,
        duration_minutes=booking.booked_minutes,
        seated_at=at,
        finished_at=None,
        waits=None,
    )
    if not booking.tables:
        raise await _no_tables(reads, merchant, seated, until=held_until(seated))
    return await as_long_as_free(reads, merchant, seated, zone, since=begins)


async def as_long_as_free(
    reads: Reads, merchant: MerchantId, seated: Booking, zone: str, *, since: datetime
) -> tuple[Booking, datetime]:
    """`seated` with no longer a stay than its tables are free for, and until when it has them.

    Raises `TableTaken` where the next party is about to come.
    """
    until = held_until(seated)
    following = await placements.free_until(
        reads, merchant, seated.tables, since=since, besides=seated.id
    )
    if following is None or not since < following < until:
        return seated, until
    left = (following - since) // MINUTE
    if left < SHORTEST_STAY:
        raise await table_taken(reads, merchant, seated, zone, until=until)
    stay = (since - seated.starts_at) // MINUTE + max(left - seated.turn_minutes, SHORTEST_STAY)
    return msgspec.structs.replace(seated, duration_minutes=stay), following


async def sit_down(
    tx: Transaction,
    merchant: MerchantId,
    seated: Booking,
    zone: str,
    *,
    names: Mapping[TableId, str],
    until: datetime,
    waited: Waits | None,
    at: datetime,
    actor: str,
) -> None:
    """Have the party sit at its tables until then. A step. Raises `TableTaken`."""
    await hold_tables(tx, merchant, seated, zone, until=until)
    await seatings.begin(
        tx,
        merchant,
        SeatingId(uuid7(at)),
        seated.id,
        tables=[names[table] for table in seated.tables],
        covers=seated.covers,
        waited=waited,
        at=at,
        actor=actor,
    )


async def stand_up(
    tx: Transaction,
    merchant: MerchantId,
    planned: Booking,
    zone: str,
    *,
    without: Waits,
    at: datetime,
    actor: str,
) -> Booking:
    """The party never sat down: its tables are free now, and held again for its own time. A step.

    Who was on a list goes back to it. Where somebody has been given the tables for that time
    meanwhile, the party waits `without` any: undoing a slip is never refused.
    """
    waited = await seatings.end(tx, merchant, planned.id, undone=True, at=at, actor=actor)
    if waited is None:
        await lock_tables(tx, merchant, planned.store, planned.tables)
        try:
            await hold_tables(tx, merchant, planned, zone)
        except TableTaken:
            waited = without
        else:
            return planned
    await placements.remove(tx, merchant, planned.id)
    return msgspec.structs.replace(planned, tables=(), waits=waited)


async def leave(
    tx: Transaction, merchant: MerchantId, booking: Booking, *, at: datetime, actor: str
) -> Booking:
    """The party is gone: its tables are free from now on, however long it was to stay. A step."""
    await seatings.end(tx, merchant, booking.id, undone=False, at=at, actor=actor)
    ended = on_the_minute(at)
    await placements.leave(tx, merchant, booking.id, at=ended)
    sat = (ended - booking.starts_at) // MINUTE
    if booking.seated_at is None or sat > LONGEST_STAY:
        return booking
    return msgspec.structs.replace(booking, duration_minutes=max(sat, SHORTEST_STAY))


def _check_day(booking: Booking, zone: str, *, at: datetime) -> None:
    if day_of(at, zone) != booking.day and abs(at - booking.booked_for) > NEAR:
        raise NotNow(
            f"{who(booking)} is booked for {booking.day:%-d %B %Y}. Move the booking to now first."
        )


async def _no_tables(
    reads: Reads, merchant: MerchantId, seated: Booking, *, until: datetime
) -> NotNow:
    free = await free_now(reads, merchant, seated, until=until)
    what_to_do = "Choose one." if free else "None is free now."
    return NotNow(f"{who(seated)} has no table yet. {what_to_do}")

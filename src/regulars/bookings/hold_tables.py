"""A booking takes its tables, or is told who has them and what it can have instead."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from regulars.bookings.availability import free_tables, read_taken
from regulars.bookings.errors import NoSuchPlace, NoTable, TableTaken
from regulars.bookings.floor.model import Floor
from regulars.bookings.floor.read import read_floor, read_wide_plan
from regulars.bookings.model import Booking, Stage
from regulars.bookings.rules import sentences
from regulars.bookings.rules.availability import occupied_by
from regulars.bookings.rules.placing import candidates, soonest
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import MINUTE
from regulars.bookings.store import bookings, placements
from regulars.kernel.ids import MerchantId, StoreId, TableId
from regulars.platform.db import OverlapRefused, Reads, Transaction, UniqueRefused

SOON = timedelta(hours=3)
"""A later time is proposed if it is this near."""


async def lock_tables(
    tx: Transaction,
    merchant: MerchantId,
    store: StoreId,
    tables: Collection[TableId],
    *,
    also: Collection[TableId] = (),
) -> Mapping[TableId, str]:
    """Wait for tables, `also` for those that are left, and learn their names. A step.

    Raises `NoSuchPlace` where the store has not, or no longer, one of `tables`.
    """
    names = await placements.lock(tx, merchant, store, {*tables, *also})
    if not names.keys() >= set(tables):
        raise NoSuchPlace("There is no such table.")
    return names


async def hold_tables(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    zone: str,
    *,
    since: Mapping[TableId, datetime] | None = None,
    until: datetime | None = None,
) -> None:
    """Have a booking's tables be its own and nobody else's, those and no others. A step.

    It has them from when it begins until they are turned, if nothing else is said. Raises
    `TableTaken`.
    """
    begins = dict.fromkeys(booking.tables, booking.starts_at) if since is None else since
    ends = held_until(booking) if until is None else until
    seated = stage_of(booking.status_type) is Stage.AT_TABLE
    try:
        async with tx.savepoint():
            await placements.place(
                tx, merchant, booking.id, begins, ends, holds=True, seated=seated
            )
    except (OverlapRefused, UniqueRefused) as refused:
        raise await table_taken(tx, merchant, booking, zone, until=ends) from refused


def held_until(booking: Booking) -> datetime:
    """When a booking's tables are ready for the next party."""
    return booking.ends_at + booking.turn_minutes * MINUTE


async def table_taken(
    reads: Reads, merchant: MerchantId, booking: Booking, zone: str, *, until: datetime
) -> TableTaken:
    """Who has the tables that `booking` wants, and what it can have instead."""
    seated = stage_of(booking.status_type) is Stage.AT_TABLE
    found = await placements.in_the_way(
        reads,
        merchant,
        booking.tables,
        booking.starts_at,
        until,
        besides=[booking.id],
        sitting=seated,
    )
    has_it = "The table is taken."
    if found is not None and (other := await bookings.read(reads, merchant, found.booking)):
        has_it = sentences.has_the_table(
            other.booking,
            found.table,
            zone,
            wanted=booking.starts_at,
            sits=seated and found.seated,
        )
    floor = await read_floor(reads, merchant, booking.store)
    instead, later = await alternatives(reads, merchant, booking, floor, until=until)
    return TableTaken(
        f"{has_it} {sentences.proposal(floor, instead, later, zone)}".strip(),
        by=None if found is None else found.booking,
        instead=instead,
        later=later,
    )


async def no_table(
    reads: Reads, merchant: MerchantId, booking: Booking, zone: str, *, until: datetime
) -> NoTable:
    """That nothing is free for a booking, and when something is."""
    floor = await read_floor(reads, merchant, booking.store)
    _, later = await alternatives(reads, merchant, booking, floor, until=until)
    when = sentences.clock(booking.starts_at, zone)
    sentence = f"No table for {booking.covers} is free at {when}."
    proposal = sentences.proposal(floor, (), later, zone)
    return NoTable(f"{sentence} {proposal}".strip(), later=later)


async def alternatives(
    reads: Reads, merchant: MerchantId, booking: Booking, floor: Floor, *, until: datetime
) -> tuple[tuple[TableId, ...], datetime | None]:
    """The best tables that are free for a booking, but for those that it has then already; if none
    are, when some are, if that is soon.
    """
    begins, stay = booking.starts_at, until - booking.starts_at
    free = await free_now(reads, merchant, booking, until=until)
    kept = await bookings.read(reads, merchant, booking.id)
    has_now = kept.booking.tables if kept and kept.booking.starts_at == begins else ()
    instead = next((tables for tables in free if tables != has_now), None)
    if instead is not None:
        return instead, None
    taken = await read_taken(
        reads, merchant, booking.store, begins, begins + SOON + stay, but=booking.id
    )
    plan = await read_wide_plan(reads, merchant, booking.store, booking.day, booking.day)
    occupied = occupied_by(plan, taken, online=False)
    offered = candidates(floor, booking.covers)
    return (), soonest(offered, begins + MINUTE, until + MINUTE, occupied, before=begins + SOON)


async def free_now(
    reads: Reads, merchant: MerchantId, booking: Booking, *, until: datetime
) -> list[tuple[TableId, ...]]:
    """What a booking could be given until then, the best first; nothing that somebody sits at,
    where it is to be seated.
    """
    minutes = (until - booking.starts_at) // MINUTE
    free = await free_tables(
        reads, merchant, booking.store, booking.starts_at, minutes, booking.covers, but=booking.id
    )
    if stage_of(booking.status_type) is not Stage.AT_TABLE:
        return list(free)
    sat_at = await placements.sat_at(reads, merchant, booking.store)
    return [tables for tables in free if sat_at.isdisjoint(tables)]

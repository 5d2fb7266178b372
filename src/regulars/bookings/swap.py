"""Two parties change places."""

from datetime import datetime

import msgspec

from regulars.bookings.errors import BadBooking, NoSuchBooking, NotNow
from regulars.bookings.keep import write_down
from regulars.bookings.model import Booking, Stage
from regulars.bookings.move import move
from regulars.bookings.rules.sentences import who
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.store import bookings as store
from regulars.bookings.store import placements
from regulars.bookings.store.bookings import Kept
from regulars.kernel.ids import BookingId, MerchantId, TableId
from regulars.platform.db import Database, Transaction


async def swap(
    db: Database,
    merchant: MerchantId,
    first: BookingId,
    second: BookingId,
    *,
    at: datetime,
    actor: str,
) -> tuple[Booking, Booking]:
    """Let each of two parties have the other's tables, at its own time.

    Both move or none does. Raises `NoSuchBooking`, `NotNow` where one has no table or is gone,
    `TableTaken` where a third party is in the way, and `BadBooking` for a party with itself.
    """
    if first == second:
        raise BadBooking("A party cannot change places with itself.", field="second")

    async def work(tx: Transaction) -> tuple[Booking, Booking]:
        found = await store.lock_all(tx, merchant, [first, second])
        if len(found) < 2:
            raise NoSuchBooking("There is no such booking.")
        one, other = found[first], found[second]
        _check(one.booking, other.booking)
        await placements.set_aside(tx, merchant, [first, second])
        moved = await _give(tx, merchant, one, other.booking.tables, at=at, actor=actor)
        return moved, await _give(tx, merchant, other, one.booking.tables, at=at, actor=actor)

    return await db.tx(work)


def _check(one: Booking, other: Booking) -> None:
    if one.store != other.store:
        raise NotNow("The two are booked at different stores.")
    for booking in (one, other):
        if not booking.tables or stage_of(booking.status_type) in (Stage.OVER, Stage.OFF):
            raise NotNow(f"{who(booking)} has no table to give.")


async def _give(
    tx: Transaction,
    merchant: MerchantId,
    before: Kept,
    tables: tuple[TableId, ...],
    *,
    at: datetime,
    actor: str,
) -> Booking:
    after = msgspec.structs.replace(before.booking, tables=tables)
    after = await move(tx, merchant, before.booking, after, before.time_zone, at=at)
    return await write_down(tx, merchant, before, after, at=at, actor=actor)

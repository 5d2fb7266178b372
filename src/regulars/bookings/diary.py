"""A day of a store's diary: everything on it, and its note."""

from datetime import date, datetime

from regulars.bookings.errors import NoSuchPlace
from regulars.bookings.facts import DayChanged
from regulars.bookings.model import Day
from regulars.bookings.rules import texts
from regulars.bookings.store import diary as store
from regulars.bookings.store import grounds
from regulars.bookings.take import ground_of
from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction


async def read_day(
    reads: Reads, merchant: MerchantId, store_id: StoreId, day: date, *, at: datetime
) -> Day:
    """All bookings of a day of the diary in order of time, in two statements.

    Guests' visits and no-shows are counted until `at`. Raises `NoSuchPlace`.
    """
    note = await store.note(reads, merchant, store_id, day)
    if note is None:
        raise NoSuchPlace("There is no such store.")
    bookings = await store.bookings(reads, merchant, store_id, day, at=at)
    return Day(store=store_id, day=day, note=note, bookings=bookings)


async def write_note(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    day: date,
    note: str,
    *,
    at: datetime,
    actor: str,
) -> None:
    """Write what staff should know of a day. Raises `NoSuchPlace`, `BadBooking`."""
    note = texts.paragraph(note, field="note", most=texts.LONGEST_DAY_NOTE)

    async def work(tx: Transaction) -> None:
        await ground_of(tx, merchant, store_id)
        await grounds.write_note(tx, merchant, store_id, day, note)
        fact = DayChanged(store=store_id, what="note")
        await journal.write(tx, merchant, fact, at=at, actor=actor)

    await db.tx(work)

"""What guests were told, and the letters that are to go at their time, as rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.bookings.page.letters.model import Later, Reader, State, Told
from regulars.bookings.page.model import Asked
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.sentences import Language
from regulars.platform.db import Reads, Transaction

READER = """
    select name, email, language, told, told_starts_at, told_covers, flexible_minutes
      from booking_requests
     where merchant_id = $1 and booking_id = $2
       for update
"""

WRITE_TOLD = """
    update booking_requests set told = $3, told_starts_at = $4, told_covers = $5
     where merchant_id = $1 and booking_id = $2
"""

# What went for one time goes again for another.
PLAN = """
    insert into booking_letters as l (merchant_id, booking_id, what, due_at)
    values ($1, $2, $3, $4)
    on conflict (merchant_id, booking_id, what) do update
       set due_at = excluded.due_at, sent_at = null
     where l.due_at <> excluded.due_at
"""

PLAN_ONCE = """
    insert into booking_letters as l (merchant_id, booking_id, what, due_at)
    values ($1, $2, $3, $4)
    on conflict (merchant_id, booking_id, what) do update
       set due_at = excluded.due_at
     where l.sent_at is null
"""

DROP = """
    delete from booking_letters
     where merchant_id = $1 and booking_id = $2 and what = $3 and sent_at is null
"""

DUE = """
    select merchant_id, booking_id, what
      from booking_letters
     where sent_at is null and due_at <= $1
     order by due_at, booking_id, what
     limit $2
"""

LOCK = """
    select due_at
      from booking_letters
     where merchant_id = $1 and booking_id = $2 and what = $3 and sent_at is null and due_at <= $4
       for update
"""

SENT = """
    update booking_letters set sent_at = $4
     where merchant_id = $1 and booking_id = $2 and what = $3
"""


class Due(NamedTuple):
    """A letter whose time has come."""

    merchant: MerchantId
    booking: BookingId
    what: Later


async def lock_reader(tx: Transaction, merchant: MerchantId, booking: BookingId) -> Reader | None:
    """Whoever asked for a booking on the page; nobody else writes to them until `tx` ends."""
    row = await tx.one_or_none(READER, merchant, booking)
    if row is None:
        return None
    told = None
    if row["told"] is not None:
        told = Told(
            state=State(row["told"]), starts_at=row["told_starts_at"], covers=row["told_covers"]
        )
    asked = Asked(name=row["name"], email=row["email"], language=Language(row["language"]))
    return Reader(asked=asked, told=told, flexible_minutes=row["flexible_minutes"])


async def write_told(tx: Transaction, merchant: MerchantId, booking: BookingId, told: Told) -> None:
    await tx.run(WRITE_TOLD, merchant, booking, told.state, told.starts_at, told.covers)


async def plan(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    what: Later,
    *,
    due_at: datetime,
    once: bool = False,
) -> None:
    """Have a letter go then. One that went goes again at another time, unless it goes `once`."""
    await tx.run(PLAN_ONCE if once else PLAN, merchant, booking, what, due_at)


async def drop(tx: Transaction, merchant: MerchantId, booking: BookingId, what: Later) -> None:
    """Have a letter not go that has not gone yet."""
    await tx.run(DROP, merchant, booking, what)


async def due(reads: Reads, *, at: datetime, limit: int) -> Sequence[Due]:
    """Letters of every merchant whose time has come, the oldest first."""
    rows = await reads.all(DUE, at, limit)
    return [
        Due(MerchantId(row["merchant_id"]), BookingId(row["booking_id"]), Later(row["what"]))
        for row in rows
    ]


async def lock_due(tx: Transaction, letter: Due, *, at: datetime) -> datetime | None:
    """Since when a letter is due; None where it is not, or somebody else has sent it."""
    found: datetime | None = await tx.value(LOCK, *letter, at)
    return found


async def sent(tx: Transaction, letter: Due, *, at: datetime) -> None:
    await tx.run(SENT, *letter, at)

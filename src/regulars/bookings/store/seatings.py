"""Who sat where, since when and until when, by whose hand."""

from collections.abc import Sequence
from datetime import datetime

from regulars.bookings.model import Waits
from regulars.kernel.ids import BookingId, MerchantId, SeatingId
from regulars.platform.db import Transaction

BEGIN = """
    insert into seatings (merchant_id, id, booking_id, tables, covers, waited, seated_at, seated_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

RESTATE = """
    update seatings set tables = $3, covers = $4
     where merchant_id = $1 and booking_id = $2 and left_at is null
"""

END = """
    update seatings set left_at = greatest(seated_at, $3), left_by = $4, undone = $5
     where merchant_id = $1 and booking_id = $2 and left_at is null
    returning waited
"""


async def begin(
    tx: Transaction,
    merchant: MerchantId,
    seating: SeatingId,
    booking: BookingId,
    *,
    tables: Sequence[str],
    covers: int,
    waited: Waits | None,
    at: datetime,
    actor: str,
) -> None:
    await tx.run(BEGIN, merchant, seating, booking, list(tables), covers, waited, at, actor)


async def restate(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    *,
    tables: Sequence[str],
    covers: int,
) -> None:
    """The party that sits has other tables now, or is another size."""
    await tx.run(RESTATE, merchant, booking, list(tables), covers)


async def end(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    *,
    undone: bool,
    at: datetime,
    actor: str,
) -> Waits | None:
    """The party has left, or never sat down where it was `undone`. Nothing where none sits.

    Answers the list that it was on before it sat down.
    """
    waited = await tx.value(END, merchant, booking, at, actor, undone)
    return None if waited is None else Waits(waited)

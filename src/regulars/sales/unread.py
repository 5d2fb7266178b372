"""Orders of a till that could not be brought home: listed with why, until they are."""

from datetime import datetime

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, ExceptionId, MerchantId
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.pos.errors import NotAuthorised
from regulars.sales.facts import ExceptionEnded
from regulars.sales.model import ExceptionKind, ExceptionState
from regulars.sales.note import keepable, note
from regulars.sales.store import exceptions as store
from regulars.sales.store.exceptions import Note

EVERY_ORDER = ""
"""What an exception is about that concerns all orders of a connection alike."""


async def note_unread(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    order: str,
    refusal: RegularsError,
    *,
    at: datetime,
) -> None:
    """List an order that could not be recorded; once for all of them where we are not let in."""
    about = EVERY_ORDER if isinstance(refusal, NotAuthorised) else keepable(order)
    noted = Note(
        ExceptionKind.TILL_ORDER,
        refusal.code,
        refusal.sentence,
        None,
        about,
        {"connection": str(connection), "order": keepable(order)},
        ExceptionState.OPEN,
    )
    await db.tx(lambda tx: note(tx, merchant, noted, at=at))


async def end_unread(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str, *, at: datetime
) -> None:
    """The order was recorded after all, and so the till lets us in. A step."""
    for ended in await store.end_unread(tx, merchant, connection, [order, EVERY_ORDER], at=at):
        fact = ExceptionEnded(exception=str(ExceptionId(ended)), state=ExceptionState.RESOLVED)
        await journal.write(tx, merchant, fact, at=at)

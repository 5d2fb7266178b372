"""Write down that something went wrong, or went through although it was wrong."""

from datetime import datetime

from regulars.kernel.ids import ExceptionId, MerchantId, uuid7
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.sales.facts import ExceptionNoted
from regulars.sales.store import exceptions as store
from regulars.sales.store.exceptions import Note


async def note(tx: Transaction, merchant: MerchantId, noted: Note, *, at: datetime) -> None:
    """List `noted`; what is listed already and still stands is counted once more. A step."""
    id_, is_new = await store.note(tx, merchant, ExceptionId(uuid7(at)), noted, at=at)
    if not is_new:
        return
    fact = ExceptionNoted(
        exception=str(id_),
        about=noted.kind.value,
        code=noted.code,
        store=noted.store,
        order=noted.order,
    )
    await journal.write(tx, merchant, fact, at=at)

"""Write down that something went wrong, or went through although it was wrong."""

from datetime import datetime
from typing import Any

import msgspec

from regulars.kernel.ids import ExceptionId, MerchantId, uuid7
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.sales.facts import ExceptionNoted
from regulars.sales.model import ExternalOrder
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
        store=noted.store or 0,
        order=noted.order,
    )
    await journal.write(tx, merchant, fact, at=at)


async def note_once(tx: Transaction, merchant: MerchantId, noted: Note, *, at: datetime) -> None:
    """List `noted` unless it ever was: who put it aside does not want to hear of it. A step."""
    if not await store.is_known(tx, merchant, noted):
        await note(tx, merchant, noted, at=at)


def as_request(order: ExternalOrder) -> dict[str, Any]:
    """An order as it is kept, to be sent again."""
    kept: dict[str, Any] = msgspec.to_builtins(order)
    return {name: keepable(value) for name, value in kept.items()}


def from_request(request: dict[str, Any]) -> ExternalOrder:
    """The order that was kept."""
    return msgspec.convert(request, ExternalOrder)


def keepable(value: Any) -> Any:
    """Text without what PostgreSQL cannot keep. An order that had it is refused again anyway."""
    return value.replace("\x00", "\ufffd")[:200] if isinstance(value, str) else value

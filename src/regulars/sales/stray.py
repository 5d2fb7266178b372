"""Orders and events of a till that found no partner here: listed, each once, with why."""

from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Transaction
from regulars.sales.model import ExceptionKind, ExceptionState
from regulars.sales.note import note_once
from regulars.sales.store.exceptions import Note


class Stray(msgspec.Struct, frozen=True, kw_only=True):
    """What found no partner. `about` names it: the till's id of an order or a site, or a store.

    `to_do` says that somebody has to see to it.
    """

    code: str
    sentence: str
    store: StoreId | None
    about: str
    details: dict[str, str] = {}
    to_do: bool = False


async def note_stray(tx: Transaction, merchant: MerchantId, stray: Stray, *, at: datetime) -> None:
    """List what found no partner, unless it ever was. A step."""
    noted = Note(
        ExceptionKind.STRAY,
        stray.code,
        stray.sentence,
        stray.store,
        stray.about,
        stray.details,
        ExceptionState.OPEN if stray.to_do else ExceptionState.NOTICE,
    )
    await note_once(tx, merchant, noted, at=at)

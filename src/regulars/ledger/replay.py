"""A request that came before gets its first answer again."""

from regulars.ledger import rules
from regulars.ledger.model import Draft, Posting
from regulars.ledger.store import entries
from regulars.platform.db import Transaction


async def earlier_answer(tx: Transaction, draft: Draft) -> Posting | None:
    """What the entry that has one of the draft's keys answered; None when there is none.

    Raises `KeyReused` or `AlreadyPosted` when it was posted for other content.
    """
    earlier = await entries.earlier(tx, draft)
    if earlier is None:
        return None
    rules.refuse_other(draft, earlier)
    return earlier.posting


async def first_answer(tx: Transaction, draft: Draft, *, otherwise: Exception) -> Posting:
    """What the entry that has one of the draft's keys answered.

    Raises `KeyReused` or `AlreadyPosted` when it was posted for other content, and `otherwise`
    when there is no such entry, so that something else kept the draft from being posted.
    """
    posting = await earlier_answer(tx, draft)
    if posting is None:
        raise otherwise
    return posting

"""A request that came before gets its first answer again."""

from regulars.ledger import rules
from regulars.ledger.model import Draft, Posting
from regulars.ledger.store import entries
from regulars.platform.db import Transaction


async def first_answer(tx: Transaction, draft: Draft, *, otherwise: Exception) -> Posting:
    """What the entry that has one of the draft's keys answered.

    Raises `KeyReused` or `AlreadyPosted` when it was posted for other content, and `otherwise`
    when there is no such entry, so that something else kept the draft from being posted.
    """
    earlier = await entries.earlier(tx, draft)
    if earlier is None:
        raise otherwise
    rules.refuse_other(draft, earlier)
    return earlier.posting

"""A hold ends: so many points are settled, and the rest goes back."""

from collections.abc import Sequence

from regulars.kernel.ids import LotId
from regulars.kernel.points import Points
from regulars.ledger.errors import HoldClosed
from regulars.ledger.expire import expire_returned
from regulars.ledger.model import Draft, Posting
from regulars.ledger.replay import first_answer
from regulars.ledger.store import postings
from regulars.platform.db import Transaction


async def close(tx: Transaction, draft: Draft, settled: Points) -> Posting:
    """Post `draft`, which ends its hold. What goes back too late to be of use expires at once.

    Raises `HoldClosed`, `KeyReused`, `AlreadyPosted`.
    """
    closed = await postings.close(tx, draft, settled)
    if closed is None:
        closed_before = HoldClosed("These points were spent or given back before.")
        return await first_answer(tx, draft, otherwise=closed_before)
    posting, too_late = closed
    await expire_too_late(tx, draft, too_late)
    return posting


async def expire_too_late(tx: Transaction, draft: Draft, lots: Sequence[LotId]) -> None:
    """Expire what `draft` gave back to `lots` after their last day."""
    if lots:
        await expire_returned(tx, draft.merchant, draft.account, lots, at=draft.at)

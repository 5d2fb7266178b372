"""A hold ends: so many points are settled, and the rest goes back."""

from regulars.kernel.points import Points
from regulars.ledger.arrived import arrived
from regulars.ledger.errors import HoldClosed
from regulars.ledger.expire import expire_returned
from regulars.ledger.model import Draft, Posting
from regulars.ledger.replay import first_answer
from regulars.ledger.store import returning
from regulars.ledger.store.postings import Came
from regulars.platform.db import Transaction


async def close(tx: Transaction, draft: Draft, settled: Points) -> Posting:
    """Post `draft`, which ends its hold. What goes back too late to be of use expires at once.

    Raises `HoldClosed`, `KeyReused`, `AlreadyPosted`.
    """
    came = await returning.close(tx, draft, settled)
    if came is None:
        closed_before = HoldClosed("These points were spent or given back before.")
        return await first_answer(tx, draft, otherwise=closed_before)
    return await back(tx, draft, came)


async def back(tx: Transaction, draft: Draft, came: Came) -> Posting:
    """Expire what `draft` brought back after its last day, then pay a debt from what is left."""
    if came.too_late:
        await expire_returned(tx, draft.merchant, draft.account, came.too_late, at=draft.at)
    await arrived(tx, draft, came)
    return came.posting

"""Two accounts become one: what the first has moves to the second."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId, uuid7
from regulars.kernel.points import Points
from regulars.ledger.draft import draft
from regulars.ledger.lock import lock
from regulars.ledger.model import Draft, Kind, Lot, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.repay import repay
from regulars.ledger.replay import earlier_answer
from regulars.ledger.store import accounts, moving
from regulars.platform.db import Transaction


async def transfer(
    tx: Transaction,
    merchant: MerchantId,
    source: AccountId,
    target: AccountId,
    *,
    key: str,
    reason: Reason,
    at: datetime,
) -> Posting | None:
    """Move all points of `source` to `target`, and what it owes. Answers what `target` got.

    Each lot keeps when it was earned, when it can be spent and when it is gone. Points on open
    holds stay: they settle on `source`, and whatever comes back to it goes on to `target` from now
    on. What is owed is paid from what there is. `target` has not moved elsewhere, unless to
    `source`. None when there is nothing to move. Raises `AccountNotFound`, `KeyReused`.
    """
    for account in sorted((source, target)):
        await lock(tx, merchant, account, at=at)
    await moving.goes_on(tx, merchant, source, target, reason)
    leaving, arriving = (
        draft(
            Kind.TRANSFER,
            merchant,
            account,
            asked=(source, target),
            key=own_key,
            reason=reason,
            at=at,
        )
        for account, own_key in ((source, f"{key}:out"), (target, key))
    )
    if posting := await earlier_answer(tx, arriving):
        return posting
    lots = await accounts.lots(tx, merchant, source, None)
    left = await moving.leave(tx, leaving)
    return await _arrive(tx, arriving, lots, left) if left else None


async def _arrive(tx: Transaction, draft: Draft, lots: Sequence[Lot], left: Posting) -> Posting:
    came = await moving.arrive(tx, draft, _new_places(lots), Points(-left.owed))
    assert came is not None, "both accounts are locked, and the key is not taken"
    await repay(tx, draft, came.debt)
    return came.posting


def _new_places(lots: Sequence[Lot]) -> list[tuple[Lot, LotId]]:
    """The oldest are spent first, and a lot's id says how old it is: so does the one it gets."""
    return [(lot, LotId(uuid7(lot.earned_at))) for lot in lots]

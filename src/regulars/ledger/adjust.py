"""A manager gives or takes points by hand."""

from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId, uuid7
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.draft import draft
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.lock import lock
from regulars.ledger.model import Kind, Posting, Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import accounts, postings
from regulars.platform.db import Transaction


async def adjust(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    points: Points,
    *,
    key: str,
    expires_at: datetime | None,
    reason: Reason,
    at: datetime,
) -> Posting:
    """Give `points`, as a lot that is gone at `expires_at`, or take them when below zero.

    They are taken from the lots that spending would take them from, all of them or none.
    Raises `NotEnoughPoints`, `BadPoints`, `AccountNotFound`, `KeyReused`.
    """
    whole = rules.above_zero(abs(points))
    await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.ADJUST,
        merchant,
        account,
        asked=(account, points),
        key=key,
        lot=LotId(uuid7(at)) if points > 0 else None,
        reason=reason,
        at=at,
    )
    posting = (
        await postings.add(tx, entry, whole, expires_at)
        if points > 0
        else await postings.take(tx, entry, whole, fewer_will_do=False)
    )
    if posting:
        return posting
    left = await accounts.spendable(tx, merchant, account, at)
    return await first_answer(tx, entry, otherwise=NotEnoughPoints(needed=whole, available=left))

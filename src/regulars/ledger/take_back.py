"""Earned points go again: their sale was voided or refunded."""

from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.draft import draft
from regulars.ledger.lock import lock
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import postings
from regulars.platform.db import RunAgain, Transaction


async def take_back(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    points: Points,
    *,
    key: str,
    natural_key: str | None,
    lot: LotId | None,
    reason: Reason,
    at: datetime,
    owe: bool = False,
) -> Posting:
    """Take `points` from `lot`, the earning that is undone, then from the others as in spending.

    Those that wait to be spent are taken too. What is spent or set aside already cannot be: the
    posting says how many were taken (`points`) and how many were not there (`short`), or became a
    debt where the member is to `owe` them (`owed`). A balance never falls below zero.
    Raises `BadPoints`, `AccountNotFound`, `KeyReused`, `AlreadyPosted`.
    """
    points = rules.above_zero(points)
    await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.TAKE_BACK,
        merchant,
        account,
        asked=(account, points, lot),
        key=key,
        natural_key=natural_key,
        lot=lot,
        reason=reason,
        at=at,
    )
    posting = await postings.take(tx, entry, points, fewer_will_do=True, owe=owe)
    return posting or await first_answer(tx, entry, otherwise=RunAgain())

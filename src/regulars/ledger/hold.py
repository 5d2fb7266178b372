"""Points are set aside for an order that is still open."""

from datetime import datetime

from regulars.kernel.ids import AccountId, HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.draft import draft
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.lock import lock
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import accounts, postings
from regulars.platform.db import Transaction


async def hold(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    points: Points,
    *,
    hold: HoldId,
    key: str,
    reason: Reason,
    at: datetime,
    times_out: datetime,
) -> Posting:
    """Set `points` aside as `hold`, from the lots that expire soonest, then from the oldest.

    `hold` is freshly drawn; a request that came before answers with the hold it got then.
    `times_out` is when somebody should ask what became of the order.
    Raises `NotEnoughPoints`, `BadPoints`, `AccountNotFound`, `KeyReused`.
    """
    points = rules.above_zero(points)
    await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.HOLD,
        merchant,
        account,
        asked=(account, points),
        key=key,
        hold=hold,
        reason=reason,
        at=at,
    )
    if posting := await postings.hold(tx, entry, points, times_out):
        return posting
    left = await accounts.spendable(tx, merchant, account, at)
    return await first_answer(tx, entry, otherwise=NotEnoughPoints(needed=points, available=left))

"""The order is complete: what it carried of a hold is spent."""

from datetime import datetime

from regulars.kernel.ids import HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.close import close
from regulars.ledger.draft import draft
from regulars.ledger.lock import lock_of
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.platform.db import Transaction


async def settle(
    tx: Transaction,
    merchant: MerchantId,
    hold: HoldId,
    points: Points | None,
    *,
    key: str,
    natural_key: str | None,
    reason: Reason,
    at: datetime,
) -> Posting:
    """Spend `points` of the hold, or all of it when None, and close it.

    The rest goes back to the lots that were drawn last, in the same entry: its `held` is the whole
    hold, its `available` what went back. Points whose lot expired meanwhile come back and expire at
    once, as an entry of their own.
    Raises `HoldNotFound`, `HoldClosed`, `MoreThanHeld`, `BadPoints`, `KeyReused`, `AlreadyPosted`.
    """
    account, amount = await lock_of(tx, merchant, hold)
    settled = rules.settled_of(amount, points)
    entry = draft(
        Kind.SETTLE,
        merchant,
        account,
        asked=(hold, points),
        key=key,
        natural_key=natural_key,
        hold=hold,
        reason=reason,
        at=at,
    )
    return await close(tx, entry, settled)

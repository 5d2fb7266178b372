"""The order did not come about, or lost its reward: a hold gives its points back."""

from datetime import datetime

from regulars.kernel.ids import HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.close import close
from regulars.ledger.draft import draft
from regulars.ledger.lock import lock_of
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.platform.db import Transaction


async def release(
    tx: Transaction,
    merchant: MerchantId,
    hold: HoldId,
    *,
    key: str,
    reason: Reason,
    at: datetime,
) -> Posting:
    """Give every point of the hold back to the lot it came from, with its original expiry.

    Points whose lot expired meanwhile come back and expire at once, and what is left pays a debt,
    as entries of their own; the posting's `available` is from before that.
    Raises `HoldNotFound`, `HoldClosed`, `KeyReused`.
    """
    account, _ = await lock_of(tx, merchant, hold)
    entry = draft(
        Kind.RELEASE,
        merchant,
        account,
        asked=(hold,),
        key=key,
        hold=hold,
        reason=reason,
        at=at,
    )
    return await close(tx, entry, Points(0))

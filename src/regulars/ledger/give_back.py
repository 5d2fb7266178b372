"""What was spent comes back: its order was undone, or came to less."""

from datetime import datetime

from regulars.kernel.ids import HoldId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.close import back
from regulars.ledger.draft import draft
from regulars.ledger.errors import MoreThanSpent
from regulars.ledger.lock import lock_of
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import returning
from regulars.platform.db import Transaction


async def give_back(
    tx: Transaction,
    merchant: MerchantId,
    hold: HoldId,
    amount: Points,
    *,
    key: str,
    natural_key: str | None,
    reason: Reason,
    at: datetime,
) -> Posting:
    """Give `amount` of what `hold` settled back, to the lots that were drawn last.

    It keeps its original expiry: what came to a lot after its day expires at once, and what is left
    pays a debt, as entries of their own. The posting's `available` is from before that.
    Raises `HoldNotFound`, `MoreThanSpent`, `BadPoints`, `KeyReused`, `AlreadyPosted`.
    """
    amount = rules.above_zero(amount)
    account, _ = await lock_of(tx, merchant, hold)
    entry = draft(
        Kind.GIVE_BACK,
        merchant,
        account,
        asked=(hold, amount),
        key=key,
        natural_key=natural_key,
        hold=hold,
        reason=reason,
        at=at,
    )
    came = await returning.give_back(tx, entry, amount)
    if came is None:
        too_much = MoreThanSpent(f"{amount} cannot come back: not as much of it is spent.")
        return await first_answer(tx, entry, otherwise=too_much)
    return await back(tx, entry, came)

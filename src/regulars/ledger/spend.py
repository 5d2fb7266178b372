"""An order that is finished already draws: what it takes is gone at once."""

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
from regulars.ledger.store import accounts, spending
from regulars.platform.db import Transaction


async def spend(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    amount: Points,
    *,
    hold: HoldId,
    key: str,
    natural_key: str | None,
    reason: Reason,
    at: datetime,
    fewer_will_do: bool,
) -> Posting:
    """Draw `amount` as a hold that is settled at once, so that it can be given back.

    Lots are drawn as by a hold. `hold` is freshly drawn; a request that came before answers with
    the hold it got then. Where `fewer_will_do`, what is there is spent and the posting says how
    many were `short`; one that found nothing has no hold.
    Raises `NotEnoughPoints`, `BadPoints`, `AccountNotFound`, `KeyReused`, `AlreadyPosted`.
    """
    amount = rules.above_zero(amount)
    await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.SPEND,
        merchant,
        account,
        asked=(account, amount, fewer_will_do),
        key=key,
        natural_key=natural_key,
        hold=hold,
        reason=reason,
        at=at,
    )
    if posting := await spending.spend(tx, entry, amount, fewer_will_do=fewer_will_do):
        return posting
    left = await accounts.spendable(tx, merchant, account, at)
    return await first_answer(tx, entry, otherwise=NotEnoughPoints(needed=amount, available=left))

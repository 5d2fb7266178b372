"""Points came in: a debt is paid first, and an account that moved keeps nothing."""

from regulars.ledger.model import Draft
from regulars.ledger.repay import repay
from regulars.ledger.store import moving
from regulars.ledger.store.postings import Came
from regulars.ledger.transfer import transfer
from regulars.platform.db import Transaction


async def arrived(tx: Transaction, brought: Draft, came: Came) -> None:
    """Do with what `brought` left on its account, which is locked, what is to be done at once.

    Where all that the account had has moved to another one, so does this: a hold that ends, or
    points that somebody was about to give.
    """
    await repay(tx, brought, came.debt)
    if came.moved_to is None:
        return
    await transfer(
        tx,
        brought.merchant,
        brought.account,
        came.moved_to,
        key=f"goes_on:{brought.id}",
        reason=await moving.why(tx, brought.merchant, brought.account),
        at=brought.at,
    )

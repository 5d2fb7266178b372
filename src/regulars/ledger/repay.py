"""Points came in where some are owed: those pay first."""

from regulars.kernel.points import Points
from regulars.ledger.draft import draft
from regulars.ledger.model import Draft, Kind
from regulars.ledger.reasons import Repaid
from regulars.ledger.store import postings
from regulars.platform.db import Transaction


async def repay(tx: Transaction, brought: Draft, debt: Points) -> None:
    """Pay `debt` with what `brought` left on its account, which is locked, as far as that goes.

    So nobody has points and owes some as well.
    """
    if not debt:
        return
    entry = draft(
        Kind.REPAY,
        brought.merchant,
        brought.account,
        asked=(brought.account, debt),
        key=f"repay:{brought.id}",
        reason=Repaid(),
        at=brought.at,
    )
    await postings.repay(tx, entry, debt)

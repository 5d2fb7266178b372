"""Somebody undoes a redemption that was settled: the guest gets back what it cost.

The till's bill stays as it is, and what it earned too.
"""

from datetime import datetime

from regulars.kernel.ids import MerchantId, RedemptionId
from regulars.platform.db import Database, Transaction
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.notes import checked_note
from regulars.programs.read import redemption_of
from regulars.programs.settle import lock
from regulars.programs.stand import Undone, come_back
from regulars.sales.errors import CannotUndo, NoSuchRedemption


async def undo_redemption(
    db: Database,
    merchant: MerchantId,
    redemption: RedemptionId,
    *,
    note: str,
    at: datetime,
    actor: str,
) -> None:
    """Give points, stored value, use, limit and budget of a settled redemption back, once.

    It stays undone when the till's order is read again. Raises `Invalid` for a missing note,
    `NoSuchRedemption`, and `CannotUndo` for one that is not settled (any more).
    """
    undone = Undone(checked_note(note), actor)

    async def work(tx: Transaction) -> None:
        found = await locked(tx, merchant, redemption)
        if found.state is not RedemptionState.SETTLED:
            raise CannotUndo(why_not(found))
        await come_back(tx, merchant, [found], "undone", at=at, undone=undone)

    await db.tx(work)


async def locked(tx: Transaction, merchant: MerchantId, redemption: RedemptionId) -> Redemption:
    """The redemption, locked with its order. A step. Raises `NoSuchRedemption`."""
    found = await redemption_of(tx, merchant, redemption)
    if found is None:
        raise NoSuchRedemption("There is no such redemption.")
    known = await lock(tx, merchant, found.connection, found.order)
    now = next((one for one in known if one.id == redemption), None)
    if now is None:
        raise NoSuchRedemption("It moved to another order a moment ago. Look again.")
    return now


def why_not(redemption: Redemption) -> str:
    """Why there is nothing to undo, as a sentence."""
    if redemption.state.stands:
        return "It is on an open order. Take it off at the till: its points come back."
    if redemption.reason == "undone":
        return "It was undone before."
    return "What it cost has come back already."

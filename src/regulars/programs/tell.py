"""A redemption's moves, in the journal."""

from datetime import datetime

from regulars.kernel.ids import MerchantId
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.programs.facts import RedemptionMoved
from regulars.programs.model import Redemption, RedemptionState


async def tell(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    state: RedemptionState,
    *,
    at: datetime,
    reason: str = "",
    actor: str = "system",
) -> None:
    """Write the move into the journal. A step."""
    fact = RedemptionMoved(
        redemption=str(redemption.id),
        member=str(redemption.member),
        order=redemption.number,
        title=redemption.title,
        points=redemption.points,
        state=state.value,
        reason=reason,
        voucher="" if redemption.voucher is None else str(redemption.voucher),
    )
    await journal.write(tx, merchant, fact, at=at, actor=actor)

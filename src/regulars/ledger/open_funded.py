"""Many new accounts at once, each with something in it from the beginning."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import LotId, MerchantId, uuid7
from regulars.ledger import rules
from regulars.ledger.draft import draft
from regulars.ledger.model import Draft, Kind, Opening
from regulars.ledger.store import opening as store
from regulars.platform.db import Transaction


async def open_funded(
    tx: Transaction,
    merchant: MerchantId,
    openings: Sequence[Opening],
    *,
    unit: str,
    at: datetime,
) -> None:
    """Open accounts under ids that are freshly drawn, each with one lot that never expires.

    A new account is nobody else's yet, so nothing is locked. Raises `BadPoints`; a key that was
    used before is the caller's mistake.
    """
    await store.open_funded(
        tx, merchant, [(_draft(merchant, one, at), one.points) for one in openings], unit, at
    )


def _draft(merchant: MerchantId, opening: Opening, at: datetime) -> Draft:
    points = rules.above_zero(opening.points)
    return draft(
        Kind.EARN,
        merchant,
        opening.account,
        asked=(opening.account, points),
        key=opening.key,
        lot=LotId(uuid7(at)),
        reason=opening.reason,
        at=at,
    )

"""Points come in: for a sale, or by hand."""

from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId, uuid7
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.arrived import arrived
from regulars.ledger.draft import draft
from regulars.ledger.lock import lock
from regulars.ledger.model import Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import postings
from regulars.platform.db import RunAgain, Transaction


async def earn(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    points: Points,
    *,
    key: str,
    natural_key: str | None,
    expires_at: datetime | None,
    reason: Reason,
    at: datetime,
    lot: LotId | None = None,
    matures_at: datetime | None = None,
    idle_months: int | None = None,
    locked: bool = False,
) -> Posting:
    """Add a lot of `points` that are gone at `expires_at`, or never. The posting names the lot.

    They can be spent from `matures_at` on, or at once. With `idle_months` each `touch` moves their
    last day. A debt is paid from them first, as an entry of its own; the posting's `available` is
    from before that. `lot` is freshly drawn, by the caller if it has to be known before. `locked`
    says that this transaction has locked the account already.
    Raises `BadPoints`, `AccountNotFound`, `KeyReused`, `AlreadyPosted`.
    """
    points = rules.above_zero(points)
    if not locked:
        await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.EARN,
        merchant,
        account,
        asked=(account, points),
        key=key,
        natural_key=natural_key,
        lot=lot or LotId(uuid7(at)),
        reason=reason,
        at=at,
    )
    came = await postings.add(
        tx, entry, points, expires_at, matures_at=matures_at, idle_months=idle_months
    )
    if came is None:
        return await first_answer(tx, entry, otherwise=RunAgain())
    await arrived(tx, entry, came)
    return came.posting

"""Points reach their last day: by the schedule, or when their account is next used."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId
from regulars.ledger.draft import draft
from regulars.ledger.facts import PointsExpired
from regulars.ledger.model import Kind, Lot
from regulars.ledger.reasons import Expired, ExpiredOnReturn, Reason
from regulars.ledger.store import accounts, postings
from regulars.platform import journal
from regulars.platform.db import Database, Transaction


async def expire_due(db: Database, *, at: datetime, limit: int) -> int:
    """Expire lots whose day has passed, of at most `limit` accounts. Answers how many lots.

    Each account has a transaction of its own. Accounts that somebody is using are left for the
    next time, so several workers may do this at once.
    """
    expired = 0
    for merchant, account in await accounts.due(db, at, limit):
        expired += await _expire_account(db, merchant, account, at)
    return expired


async def _expire_account(
    db: Database, merchant: MerchantId, account: AccountId, at: datetime
) -> int:
    async def work(tx: Transaction) -> int:
        if not await accounts.lock_if_free(tx, merchant, account):
            return 0
        return await expire_overdue(tx, merchant, account, at=at)

    return await db.tx(work)


async def expire_overdue(
    tx: Transaction, merchant: MerchantId, account: AccountId, *, at: datetime
) -> int:
    """Expire every overdue lot of an account that is locked."""
    lots = await accounts.overdue(tx, merchant, account, at)
    for lot in lots:
        await _expire(tx, merchant, account, lot, Expired(lot.earned_at), at)
    return len(lots)


async def expire_returned(
    tx: Transaction, merchant: MerchantId, account: AccountId, ids: Sequence[LotId], *, at: datetime
) -> None:
    """Expire lots of an account that is locked, to which points came back too late."""
    for lot in await accounts.lots_by_id(tx, merchant, ids):
        assert lot.expires_at is not None
        reason = ExpiredOnReturn(lot.earned_at, lot.expires_at)
        await _expire(tx, merchant, account, lot, reason, at)


async def _expire(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    lot: Lot,
    reason: Reason,
    at: datetime,
) -> None:
    """One lot expires, again if points came back to it: the key says how many had gone before."""
    entry = draft(
        Kind.EXPIRE,
        merchant,
        account,
        asked=(lot.id, lot.remaining),
        key=f"expire:{lot.id}:{lot.expired}",
        lot=lot.id,
        reason=reason,
        at=at,
    )
    posting = await postings.expire(tx, entry)
    assert posting is not None, "the account is locked, so its lots stand still"
    await journal.write(tx, merchant, PointsExpired(account, posting.points), at=at)

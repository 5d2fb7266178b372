"""A manager gives or takes points by hand."""

from datetime import datetime

from regulars.kernel.ids import AccountId, LotId, MerchantId, uuid7
from regulars.kernel.points import Points
from regulars.ledger import rules
from regulars.ledger.arrived import arrived
from regulars.ledger.draft import draft
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.lock import lock
from regulars.ledger.model import Draft, Kind, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.replay import first_answer
from regulars.ledger.store import accounts, postings
from regulars.platform.db import RunAgain, Transaction


async def adjust(
    tx: Transaction,
    merchant: MerchantId,
    account: AccountId,
    points: Points,
    *,
    key: str,
    expires_at: datetime | None,
    reason: Reason,
    at: datetime,
    idle_months: int | None = None,
) -> Posting:
    """Give `points`, as a lot like one that is earned, or take them when below zero.

    They are taken from the lots that spending would take them from, and also from those that wait
    to be spent: all of them or none.
    Raises `NotEnoughPoints`, `BadPoints`, `AccountNotFound`, `KeyReused`.
    """
    whole = rules.above_zero(abs(points))
    await lock(tx, merchant, account, at=at)
    entry = draft(
        Kind.ADJUST,
        merchant,
        account,
        asked=(account, points),
        key=key,
        lot=LotId(uuid7(at)) if points > 0 else None,
        reason=reason,
        at=at,
    )
    if points > 0:
        return await _give(tx, entry, whole, expires_at, idle_months)
    return await _take(tx, entry, whole)


async def _give(
    tx: Transaction,
    entry: Draft,
    points: Points,
    expires_at: datetime | None,
    idle_months: int | None,
) -> Posting:
    came = await postings.add(tx, entry, points, expires_at, idle_months=idle_months)
    if came is None:
        return await first_answer(tx, entry, otherwise=RunAgain())
    await arrived(tx, entry, came)
    return came.posting


async def _take(tx: Transaction, entry: Draft, points: Points) -> Posting:
    if posting := await postings.take(tx, entry, points, fewer_will_do=False):
        return posting
    left = await accounts.unexpired(tx, entry.merchant, entry.account, entry.at)
    return await first_answer(tx, entry, otherwise=NotEnoughPoints(needed=points, available=left))

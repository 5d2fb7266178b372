"""Credit that a reward or an offer brings into a member's wallet, and that goes again with it."""

from datetime import datetime

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import AccountId, MemberId, MerchantId, RedemptionId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import Rewarded
from regulars.ledger.take_back import take_back
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.vouchers.facts import WalletCredited
from regulars.vouchers.store import wallets as store


async def credit_reward(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    *,
    redemption: RedemptionId,
    reason: Rewarded,
    at: datetime,
) -> None:
    """`amount` comes into the member's wallet. A step. Raises `NotFound`."""
    await earn(
        tx,
        merchant,
        await _account(tx, merchant, member),
        Points(amount.minor),
        key=f"redemption:{redemption}:credit:{uuid7(at)}",
        natural_key=None,
        expires_at=None,
        reason=reason,
        at=at,
    )
    await _tell(tx, merchant, member, amount.minor, owed=0, at=at)


async def take_reward_back(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    *,
    redemption: RedemptionId,
    reason: Rewarded,
    at: datetime,
) -> None:
    """`amount` goes again; what is spent already is owed, and credit to come pays it. A step."""
    posting = await take_back(
        tx,
        merchant,
        await _account(tx, merchant, member),
        Points(amount.minor),
        key=f"redemption:{redemption}:credit_back:{uuid7(at)}",
        natural_key=None,
        lot=None,
        reason=reason,
        at=at,
        owe=True,
    )
    await _tell(tx, merchant, member, -posting.points, owed=posting.owed, at=at)


async def _account(tx: Transaction, merchant: MerchantId, member: MemberId) -> AccountId:
    locked = await store.lock(tx, merchant, member)
    if locked is None:
        raise NotFound("There is no such wallet.")
    return locked.account


async def _tell(
    tx: Transaction, merchant: MerchantId, member: MemberId, minor: int, *, owed: int, at: datetime
) -> None:
    fact = WalletCredited(member=str(member), credited_minor=minor, owed_minor=owed)
    await journal.write(tx, merchant, fact, at=at)

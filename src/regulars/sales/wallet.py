"""The wallet's part of a sale: what was spent counts towards the next credit, or no longer."""

from datetime import datetime

from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money
from regulars.platform.db import Transaction
from regulars.sales import rules
from regulars.sales.post import Effect
from regulars.sales.store import sales as store
from regulars.vouchers import wallet
from regulars.vouchers.model import WalletScheme


async def count(
    tx: Transaction,
    effect: Effect,
    scheme: WalletScheme | None,
    member: MemberId | None,
    spent: Money,
    *,
    at: datetime,
) -> Money:
    """Have `spent` of the sale count for `member` in place of what counted for it before. A step.

    What counts from now on does so by `scheme`; what counted is taken back by the one it had.
    Answers the credit that `member` got, below zero where some went again.
    """
    credit = Money.zero(spent.currency)
    before = effect.known.member, effect.known.wallet_spent_minor
    for posting in rules.postings(before, (member, spent.minor)):
        amount = Money(abs(posting.points), spent.currency)
        if posting.points < 0:
            moved = -await take_back(tx, effect, posting.member, amount, at=at)
        elif scheme is not None:
            moved = await add(tx, effect, scheme, posting.member, amount, at=at)
        else:
            continue
        credit = credit + moved if posting.member == member else credit
    return credit


async def add(
    tx: Transaction,
    effect: Effect,
    scheme: WalletScheme,
    member: MemberId,
    amount: Money,
    *,
    at: datetime,
) -> Money:
    """`amount` more counts. Answers the credit that came of it. A step."""
    return await wallet.spent(
        tx,
        effect.merchant,
        member,
        amount,
        scheme,
        sale=effect.known.id,
        store=effect.store,
        key=effect.key("wallet", member),
        at=at,
    )


async def take_back(
    tx: Transaction, effect: Effect, member: MemberId, amount: Money, *, at: datetime
) -> Money:
    """`amount` counts no longer. Answers the credit that went again. A step."""
    scheme = await store.scheme_of(tx, effect.merchant, member, effect.known.id)
    if scheme is None:
        return Money.zero(amount.currency)
    return await wallet.unspent(
        tx,
        effect.merchant,
        member,
        amount,
        scheme,
        sale=effect.known.id,
        store=effect.store,
        key=effect.key("wallet", member),
        at=at,
    )

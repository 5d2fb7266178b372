"""A member's wallet: opened on joining, topped up by what is spent, drawn on like any voucher."""

from datetime import datetime

from regulars.kernel.errors import NotFound
from regulars.kernel.ids import AccountId, MemberId, MerchantId, SaleId, StoreId, VoucherId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.adjust import adjust
from regulars.ledger.earn import earn
from regulars.ledger.open_account import open_account
from regulars.ledger.reasons import Adjusted, Credited, CreditTakenBack
from regulars.ledger.take_back import take_back
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.vouchers.facts import WalletCredited
from regulars.vouchers.model import WalletScheme
from regulars.vouchers.rules import credits_gone, credits_won
from regulars.vouchers.store import wallets as store
from regulars.vouchers.store.wallets import Locked, Step


async def open_wallet(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    code: str,
    *,
    currency: str,
    at: datetime,
) -> None:
    """Give a new member an empty wallet under the member's own `code`. A step."""
    account = AccountId(uuid7(at))
    await open_account(tx, merchant, account, unit=currency, at=at)
    voucher = VoucherId(uuid7(at))
    await store.open_(tx, merchant, member, code, voucher=voucher, account=account, at=at)


async def spent(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    scheme: WalletScheme,
    *,
    sale: SaleId,
    store: StoreId,
    key: str,
    at: datetime,
) -> Money:
    """Count what a sale brought; answers the credit that came into the wallet for it. A step.

    A sale may be worth several credits, and what is over counts for the next one. What is owed is
    kept back first. The same `key` again answers the same. Raises `NotFound`.
    """
    nothing = Money.zero(amount.currency)
    locked = await _lock(tx, merchant, member)
    if (known := await credited_before(tx, merchant, key)) is not None:
        return Money(known, amount.currency)
    if amount.minor <= 0:
        return nothing
    wallet = locked.wallet
    times, progress = credits_won(wallet.progress, amount, scheme.per)
    won = Money(times * scheme.credit.minor, amount.currency)
    kept_back = min(won, wallet.owed)
    come = won - kept_back
    if come:
        await earn(
            tx,
            merchant,
            locked.account,
            Points(come.minor),
            key=f"wallet:{key}",
            natural_key=None,
            expires_at=None,
            reason=Credited(
                sale=str(sale), store=store, total_minor=amount.minor, currency=amount.currency
            ),
            at=at,
        )
    step = Step(amount, scheme, come, -kept_back, progress, wallet.owed - kept_back)
    await _write(tx, merchant, locked, step, sale=sale, key=key, at=at)
    return come


async def unspent(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    scheme: WalletScheme,
    *,
    sale: SaleId,
    store: StoreId,
    key: str,
    at: datetime,
) -> Money:
    """Count back what a sale brought, under the `scheme` it had; answers what left the wallet.

    Credit that is spent or set aside already is owed, and kept back from credit to come. A step.
    The same `key` again answers the same. Raises `NotFound`.
    """
    nothing = Money.zero(amount.currency)
    locked = await _lock(tx, merchant, member)
    if (known := await credited_before(tx, merchant, key)) is not None:
        return Money(-known, amount.currency)
    if amount.minor <= 0:
        return nothing
    wallet = locked.wallet
    times, progress = credits_gone(wallet.progress, amount, scheme.per)
    gone = Money(times * scheme.credit.minor, amount.currency)
    taken = nothing
    if gone:
        posting = await take_back(
            tx,
            merchant,
            locked.account,
            Points(gone.minor),
            key=f"wallet:{key}",
            natural_key=None,
            lot=None,
            reason=CreditTakenBack(
                sale=str(sale), store=store, total_minor=amount.minor, currency=amount.currency
            ),
            at=at,
        )
        taken = Money(posting.points, amount.currency)
    step = Step(-amount, scheme, -taken, gone - taken, progress, wallet.owed + gone - taken)
    await _write(tx, merchant, locked, step, sale=sale, key=key, at=at)
    return taken


async def credit(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    amount: Money,
    *,
    key: str,
    note: str,
    by: str,
    at: datetime,
) -> Money:
    """Give `amount` by hand, or take it away when it is below zero. A step.

    What is owed is left alone, since this is nothing that a sale brought. Raises `NotFound`,
    `NotEnoughPoints`, `BadPoints`.
    """
    locked = await _lock(tx, merchant, member)
    posting = await adjust(
        tx,
        merchant,
        locked.account,
        Points(amount.minor),
        key=f"wallet:{key}",
        expires_at=None,
        reason=Adjusted(note=note, by=by),
        at=at,
    )
    if not posting.replayed:
        await _tell(tx, merchant, member, amount, locked.wallet.owed, at=at, actor=by)
    return amount


async def credited_before(tx: Transaction, merchant: MerchantId, key: str) -> int | None:
    """What a step under `key` credited, when it came before."""
    return await store.credited(tx, merchant, key)


async def _lock(tx: Transaction, merchant: MerchantId, member: MemberId) -> Locked:
    locked = await store.lock(tx, merchant, member)
    if locked is None:
        raise NotFound("There is no such wallet.")
    return locked


async def _write(
    tx: Transaction,
    merchant: MerchantId,
    locked: Locked,
    step: Step,
    *,
    sale: SaleId,
    key: str,
    at: datetime,
) -> None:
    await store.step(tx, merchant, locked, step, sale=sale, key=key, at=at)
    if step.credited or step.owed:
        member = locked.wallet.member
        await _tell(tx, merchant, member, step.credited, step.owed_after, at=at, actor="system")


async def _tell(
    tx: Transaction,
    merchant: MerchantId,
    member: MemberId,
    credited: Money,
    owed: Money,
    *,
    at: datetime,
    actor: str,
) -> None:
    fact = WalletCredited(member=str(member), credited_minor=credited.minor, owed_minor=owed.minor)
    await journal.write(tx, merchant, fact, at=at, actor=actor)

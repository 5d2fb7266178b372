"""Two members are one: vouchers, what is counted of them, and both wallets come together."""

from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.earn import earn
from regulars.ledger.reasons import Moved
from regulars.ledger.transfer import transfer
from regulars.platform.db import Transaction
from regulars.vouchers.model import WalletScheme
from regulars.vouchers.rules import credits_won
from regulars.vouchers.store import merging
from regulars.vouchers.store import wallets as store
from regulars.vouchers.store.wallets import Locked, Step


async def bring_along(
    tx: Transaction,
    merchant: MerchantId,
    gone: MemberId,
    into: MemberId,
    scheme: WalletScheme | None,
    *,
    at: datetime,
) -> None:
    """What `gone` has in vouchers is `into`'s: both wallets are locked before. A step.

    What both have spent since their last credit adds up, by `scheme` or the one it was spent
    under, and may come to a credit.
    """
    await merging.bring_along(tx, merchant, gone, into)
    mine, theirs = await store.lock(tx, merchant, gone), await store.lock(tx, merchant, into)
    assert mine is not None, "whoever joins gets a wallet"
    assert theirs is not None, "whoever joins gets a wallet"
    await transfer(
        tx,
        merchant,
        mine.account,
        theirs.account,
        key=f"merge:{gone}:wallet",
        reason=Moved(gone=str(gone), into=str(into)),
        at=at,
    )
    counted = scheme or await store.last_scheme(tx, merchant, gone, mine.wallet.left.currency)
    if counted is not None and (mine.wallet.progress or mine.wallet.owed):
        await _move_progress(tx, merchant, mine, theirs, counted, at=at)


async def _move_progress(
    tx: Transaction,
    merchant: MerchantId,
    mine: Locked,
    theirs: Locked,
    scheme: WalletScheme,
    *,
    at: datetime,
) -> None:
    gone, into = mine.wallet, theirs.wallet
    nothing = Money.zero(gone.left.currency)
    key = f"merge:{gone.member}"
    leaves = Step(-gone.progress, scheme, nothing, nothing, nothing, nothing, moved=-gone.owed)
    await store.step(tx, merchant, mine, leaves, sale=None, key=f"{key}:leaves", at=at)

    times, progress = credits_won(into.progress, gone.progress, scheme.per)
    won, owed = Money(times * scheme.credit.minor, nothing.currency), into.owed + gone.owed
    kept_back = min(won, owed)
    come = won - kept_back
    if come:
        await earn(
            tx,
            merchant,
            theirs.account,
            Points(come.minor),
            key=f"{key}:credit",
            natural_key=None,
            expires_at=None,
            reason=Moved(gone=str(gone.member), into=str(into.member)),
            at=at,
        )
    arrives = Step(
        gone.progress, scheme, come, -kept_back, progress, owed - kept_back, moved=gone.owed
    )
    await store.step(tx, merchant, theirs, arrives, sale=None, key=f"{key}:arrives", at=at)

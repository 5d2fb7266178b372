"""An order that had a voucher is paid back, in part or whole: what it drew comes back."""

from datetime import datetime

import msgspec

from regulars.kernel.ids import MerchantId, UseId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.give_back import give_back as give_back_hold
from regulars.ledger.reasons import GiveBackWhy, GivenBack
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.facts import VoucherGivenBack
from regulars.vouchers.model import Use, UseState
from regulars.vouchers.store import uses


async def give_back(
    tx: Transaction,
    merchant: MerchantId,
    use: UseId,
    *,
    to_stand: Money,
    whole: bool,
    key: str,
    at: datetime,
    why: GiveBackWhy | None = None,
) -> Money:
    """Let `to_stand` of what the use drew stay drawn; answers what came back. A step.

    What is to stand is of the whole sale as it is now, so many small refunds give back what one
    big one does, and the same again gives nothing. With `whole` the use counts no longer, and its
    limits are free for another. Raises `NoSuchVoucher`.
    """
    found = await uses.lock(tx, merchant, use)
    if found is None:
        raise NoSuchVoucher("There is no such use of a voucher.")
    before = found.use
    back = _back(before, to_stand)
    if before.state is not UseState.USED or not (back or whole):
        return Money.zero(to_stand.currency)
    after = msgspec.structs.replace(before, given_back=before.given_back + back)
    if whole:
        after = msgspec.structs.replace(
            after, state=UseState.GIVEN_BACK, counted=False, ended_at=at
        )
    await uses.update(tx, merchant, before, after)
    if back and before.hold is not None:
        await give_back_hold(
            tx,
            merchant,
            before.hold,
            Points(back.minor),
            key=f"use:{use}:give_back:{key}",
            natural_key=None,
            reason=GivenBack(
                order=before.order,
                store=before.store,
                why=why or ("cancelled" if whole else "refunded"),
            ),
            at=at,
        )
    fact = VoucherGivenBack(
        voucher=str(before.voucher),
        code=found.code,
        use=str(use),
        order=before.order,
        given_back_minor=back.minor,
        whole=whole,
    )
    await journal.write(tx, merchant, fact, at=at)
    return back


def _back(use: Use, to_stand: Money) -> Money:
    """What of the drawn value stands beyond what is to stand."""
    standing = use.drawn - use.given_back
    return max(standing - to_stand, Money.zero(to_stand.currency))

"""A use that had come back, in part or whole, stands again: its order is paid after all."""

from datetime import datetime

import msgspec

from regulars.kernel.ids import HoldId, MerchantId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.give_back import give_back
from regulars.ledger.reasons import GivenBack, Spent
from regulars.ledger.spend import spend
from regulars.platform.db import Transaction
from regulars.vouchers.errors import CannotUse, NoSuchVoucher
from regulars.vouchers.model import Problem, Use, UseState, Voucher
from regulars.vouchers.rules import no_use_left, sentence_of
from regulars.vouchers.store import uses, vouchers
from regulars.vouchers.write_down import tell


async def draw_again(
    tx: Transaction, merchant: MerchantId, use: UseId, *, to_stand: Money, at: datetime
) -> None:
    """Let `to_stand` of the stored value be drawn, and the use count. A step.

    Whoever calls has locked the voucher. Raises `NoSuchVoucher`, `CannotUse` when its uses are
    gone, and `NotEnoughPoints` when its value is; what was done by then has to be rolled back.
    """
    found = await uses.lock(tx, merchant, use)
    voucher = None if found is None else await vouchers.lock(tx, merchant, found.use.voucher)
    if found is None or voucher is None:
        raise NoSuchVoucher("There is no such use of a voucher.")
    before = found.use
    if before.state is UseState.USED and _stands(before, to_stand):
        return
    if not before.counted:
        await _check_uses(tx, merchant, voucher, before)
    after = await _drawn(tx, merchant, voucher, before, to_stand, at=at)
    await uses.count_again(tx, merchant, before, after)
    await tell(tx, merchant, found.code, after, at=at)


def _stands(use: Use, to_stand: Money) -> bool:
    return use.hold is None or use.drawn - use.given_back == to_stand


async def _check_uses(tx: Transaction, merchant: MerchantId, voucher: Voucher, use: Use) -> None:
    most, used = voucher.terms.limit_per_member, 0
    if most is not None and use.member is not None:
        used = await uses.member_uses(tx, merchant, voucher.id, use.member)
    if no_use_left(voucher) or (most is not None and used >= most):
        raise CannotUse(Problem.USED_UP, sentence_of(Problem.USED_UP))


async def _drawn(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    use: Use,
    to_stand: Money,
    *,
    at: datetime,
) -> Use:
    """The use as it stands now. A use has one hold: what stands of the old one moves to it."""
    stands = msgspec.structs.replace(use, state=UseState.USED, counted=True, ended_at=None)
    if voucher.account is None or use.hold is None or not to_stand:
        return stands
    if rest := use.drawn - use.given_back:
        await give_back(
            tx,
            merchant,
            use.hold,
            Points(rest.minor),
            key=f"use:{use.id}:give_back:{use.hold}",
            natural_key=None,
            reason=GivenBack(order=use.order, store=use.store, why="changed"),
            at=at,
        )
    hold = HoldId(uuid7(at))
    await spend(
        tx,
        merchant,
        voucher.account,
        Points(to_stand.minor),
        hold=hold,
        key=f"use:{use.id}:spend:{hold}",
        natural_key=None,
        reason=Spent(order=use.order, store=use.store, code=voucher.code),
        at=at,
        fewer_will_do=False,
    )
    nothing = Money.zero(to_stand.currency)
    return msgspec.structs.replace(stands, hold=hold, drawn=to_stand, given_back=nothing)

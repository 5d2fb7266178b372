"""A finished order had a voucher: what it was worth is gone, and the use is counted.

The voucher is locked before its account is, so of two tills after the last use one comes second
and sees what the first has done.
"""

from datetime import datetime

from regulars.kernel.ids import HoldId, MemberId, MerchantId, SaleId, StoreId, UseId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.reasons import Spent
from regulars.ledger.rules import MOST
from regulars.ledger.spend import spend
from regulars.platform.db import Transaction
from regulars.vouchers.errors import NoSuchVoucher
from regulars.vouchers.model import Problem, Use, UseState, Voucher
from regulars.vouchers.rules import no_use_left
from regulars.vouchers.store import uses, vouchers
from regulars.vouchers.write_down import write_down


async def consume(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    *,
    use: UseId,
    store: StoreId,
    order: str,
    sale: SaleId | None,
    member: MemberId | None,
    discount: Money,
    problem: Problem | None,
    at: datetime,
) -> Use:
    """Write down that a finished order had `voucher` with `discount`. A step; the till is master.

    Stored value loses what was given, but no more than there is. The use counts, whatever `problem`
    was known before, unless nothing was given or no use was left. `use` is freshly drawn for the
    order; one that came before is answered as it is.
    """
    locked = await vouchers.lock(tx, merchant, voucher.id)
    if locked is None:
        raise NoSuchVoucher("There is no such voucher.")
    user = member or locked.terms.member
    none_left = await _limit_reached(tx, merchant, locked, user)
    drawn, hold_id = await _spend(tx, merchant, locked, use, store, order, discount, at=at)
    short = locked.account is not None and drawn < discount
    if none_left is None and short and not drawn:
        none_left = Problem.USED_UP
    taken = Use(
        id=use,
        voucher=locked.id,
        state=UseState.USED,
        store=store,
        order=order,
        sale=sale,
        member=user,
        hold=hold_id,
        discount=discount,
        drawn=drawn,
        given_back=Money.zero(discount.currency),
        counted=bool(discount) and none_left is None,
        problem=problem or none_left or (Problem.TOO_MUCH if short else None),
        used_at=at,
        ended_at=None,
    )
    return await write_down(tx, merchant, locked, taken, None)


async def _limit_reached(
    tx: Transaction, merchant: MerchantId, voucher: Voucher, member: MemberId | None
) -> Problem | None:
    """Which limit of uses another till has reached before."""
    if no_use_left(voucher):
        return Problem.USED_UP
    most = voucher.terms.limit_per_member
    if most is None or member is None:
        return None
    used = await uses.member_uses(tx, merchant, voucher.id, member)
    return Problem.MEMBER_USED_UP if used >= most else None


async def _spend(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    use: UseId,
    store: StoreId,
    order: str,
    discount: Money,
    *,
    at: datetime,
) -> tuple[Money, HoldId | None]:
    """Draw what was given, or what is there; answers it, and the hold it can come back from."""
    if voucher.account is None or not discount:
        return Money.zero(discount.currency), None
    spent = await spend(
        tx,
        merchant,
        voucher.account,
        Points(min(discount.minor, MOST)),
        hold=HoldId(use),
        key=f"use:{use}:spend",
        natural_key=None,
        reason=Spent(order=order, store=store, code=voucher.code),
        at=at,
        fewer_will_do=True,
    )
    return Money(spent.points, discount.currency), spent.hold

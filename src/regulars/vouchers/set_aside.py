"""A voucher on an order that is open at a till: set aside, then settled or released.

Whoever settles or releases has locked the redemption, and locks the use before the account.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from regulars.kernel.ids import HoldId, MemberId, MerchantId, RedemptionId, SaleId, StoreId, UseId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.errors import NotEnoughPoints
from regulars.ledger.hold import hold
from regulars.ledger.reasons import Redeemed, Released, Settled
from regulars.ledger.release import release as release_hold
from regulars.ledger.settle import settle as settle_hold
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.vouchers.errors import CannotUse, NoSuchVoucher
from regulars.vouchers.facts import VoucherGivenBack
from regulars.vouchers.model import Problem, ReleaseWhy, Use, UseState, Voucher
from regulars.vouchers.rules import is_for, problem_of, sentence_of
from regulars.vouchers.store import at_till, uses, vouchers
from regulars.vouchers.write_down import tell, write_down

HOLD_LASTS = timedelta(hours=48)
"""No order of a till stays open for longer."""


async def set_aside(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    *,
    use: UseId,
    redemption: RedemptionId,
    store: StoreId,
    order: str,
    member: MemberId | None,
    discount: Money,
    at: datetime,
    total: Money | None = None,
) -> Use:
    """Hold the value, and count the use, for an order that is open at a till. A step.

    With a `total` of the bill, the smallest bill is judged as well. Raises `CannotUse`; then
    nothing is held.
    """
    locked = await vouchers.lock(tx, merchant, voucher.id)
    if locked is None:
        raise NoSuchVoucher("There is no such voucher.")
    await _check(tx, merchant, locked, store, member, total, at=at)
    user = member or locked.terms.member
    held = locked.account is not None
    if locked.account is not None:
        try:
            await hold(
                tx,
                merchant,
                locked.account,
                Points(discount.minor),
                hold=HoldId(use),
                key=f"use:{use}:hold",
                reason=Redeemed(title=locked.code, order=order, store=store),
                at=at,
                times_out=at + HOLD_LASTS,
            )
        except NotEnoughPoints as short:
            raise _refused(Problem.TOO_MUCH if short.available else Problem.USED_UP) from short
    taken = Use(
        id=use,
        voucher=locked.id,
        state=UseState.HELD,
        store=store,
        order=order,
        sale=None,
        member=user,
        hold=HoldId(use) if held else None,
        discount=discount,
        drawn=discount if held else Money.zero(discount.currency),
        given_back=Money.zero(discount.currency),
        counted=bool(discount),
        problem=None,
        used_at=at,
        ended_at=None,
    )
    return await write_down(tx, merchant, locked, taken, redemption)


async def settle(
    tx: Transaction,
    merchant: MerchantId,
    redemption: RedemptionId,
    carried: Money,
    *,
    sale: SaleId | None,
    at: datetime,
) -> None:
    """The order is finished and had `carried` of what was set aside; the rest comes back. A step.

    Nothing happens for a redemption without a voucher, or one that is settled or released.
    """
    found = await uses.lock_of_redemption(tx, merchant, redemption)
    if found is None or found.use.state is not UseState.HELD:
        return
    use = found.use
    discount = min(carried, use.discount)
    drawn = discount if use.hold is not None else use.drawn
    used = msgspec.structs.replace(
        use, state=UseState.USED, sale=sale, discount=discount, drawn=drawn
    )
    await uses.update(tx, merchant, use, used)
    if use.hold is not None:
        await settle_hold(
            tx,
            merchant,
            use.hold,
            Points(discount.minor),
            key=f"use:{use.id}:settle",
            natural_key=None,
            reason=Settled(title=found.code, order=use.order, store=use.store),
            at=at,
        )
    await tell(tx, merchant, found.code, used, at=at)


async def release(
    tx: Transaction,
    merchant: MerchantId,
    redemption: RedemptionId,
    *,
    why: ReleaseWhy,
    at: datetime,
) -> None:
    """What was set aside did not come about: value and use come back. A step.

    Nothing happens for a redemption without a voucher, or one that is settled or released.
    """
    found = await uses.lock_of_redemption(tx, merchant, redemption)
    if found is None or found.use.state is not UseState.HELD:
        return
    use = found.use
    ended = msgspec.structs.replace(
        use, state=UseState.GIVEN_BACK, given_back=use.drawn, counted=False, ended_at=at
    )
    await uses.update(tx, merchant, use, ended)
    if use.hold is not None:
        await release_hold(
            tx,
            merchant,
            use.hold,
            key=f"use:{use.id}:release",
            reason=Released(title=found.code, order=use.order, why=why),
            at=at,
        )
    fact = VoucherGivenBack(
        voucher=str(use.voucher),
        code=found.code,
        use=str(use.id),
        order=use.order,
        given_back_minor=use.drawn.minor,
        whole=True,
    )
    await journal.write(tx, merchant, fact, at=at)


async def on_sale(
    tx: Transaction, merchant: MerchantId, settled: Sequence[UseId], sale: SaleId
) -> None:
    """The order that these were settled on is `sale`. A step."""
    await uses.on_sale(tx, merchant, settled, sale)


async def _check(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    store: StoreId,
    member: MemberId | None,
    total: Money | None,
    *,
    at: datetime,
) -> None:
    """Raises `CannotUse`. What is asked beside the voucher is read now that it is locked."""
    if not is_for(voucher, member):
        raise _refused(Problem.NOT_THE_MEMBERS)
    found = await at_till.by_id(tx, merchant, store, voucher.id, member)
    if found is None:
        raise _refused(Problem.OTHER_STORE)
    problem = problem_of(
        found.voucher.voucher,
        store=store,
        total=total,
        at=at.astimezone(found.time_zone),
        member_uses=found.voucher.member_uses,
        unpaid=found.voucher.unpaid,
    )
    if problem is not None:
        raise _refused(problem)


def _refused(problem: Problem) -> CannotUse:
    return CannotUse(problem, sentence_of(problem))

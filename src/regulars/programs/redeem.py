"""A reward, offer or voucher at the till: set aside here, put on the bill there, answered there.

What is set aside commits before the till is asked, so that no crash and no lost answer can give a
discount without its points. No transaction is open while the till is asked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import msgspec

from regulars.kernel.clock import Clock
from regulars.kernel.ids import AccountId, HoldId, MerchantId, RedemptionId, StoreId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.hold import hold
from regulars.ledger.reasons import Redeemed
from regulars.members.merge import stays
from regulars.merchants.model import Connection
from regulars.platform.db import Database, RunAgain, Transaction
from regulars.pos.errors import DiscountStands, OrderClosed, PosRefused
from regulars.pos.model import Adjustment, Part, PosOrder
from regulars.pos.port import Bills
from regulars.programs.allowed import check_allowed
from regulars.programs.errors import CannotRedeem
from regulars.programs.model import Claim, Redemption, RedemptionState, Reward
from regulars.programs.rules import chosen_points, recognised
from regulars.programs.settle import let_go, taken_off
from regulars.programs.standing import (
    before_ours,
    bill_for,
    check_again,
    same,
    standing_on,
    still_owed,
)
from regulars.programs.store import redemptions as store
from regulars.programs.store import uses
from regulars.programs.subject import Subject, benefit_of, check, comes_off, subject_of, title_of
from regulars.programs.tell import tell
from regulars.vouchers.errors import CannotUse
from regulars.vouchers.model import Problem, Voucher
from regulars.vouchers.set_aside import set_aside as set_voucher_aside

HOLD_LASTS = timedelta(hours=48)
"""No order stays open for longer: `regulars doctor` tells of points set aside since before."""


async def redeem(
    db: Database,
    till: Bills,
    connection: Connection,
    claim: Claim,
    *,
    order: str,
    quantity: str | None,
    clock: Clock,
) -> Redemption:
    """Put what `claim` stands for on `order`. Asking twice is once.

    Raises `CannotRedeem` and what the till refuses with; then nothing is held. Raises
    `PosUnavailable` when the till is silent: what is held stays until the till has been asked.
    """
    read_at = clock()
    bill = await till.read(order)
    store_id = open_at(connection, bill)

    async def ask(tx: Transaction) -> tuple[Redemption, Sequence[Redemption]]:
        return await set_aside(
            tx, connection, claim, bill, store_id, quantity, read_at=read_at, at=clock()
        )

    redemption, standing = await db.tx(ask)
    try:
        await put_on_bill(db, till, connection, bill, standing, clock=clock)
    except (DiscountStands, OrderClosed, PosRefused) as refusal:
        await take_back(db, connection.merchant, redemption, refusal.sentence, at=clock())
        raise
    return redemption


def open_at(connection: Connection, bill: PosOrder) -> StoreId:
    """The store whose open bill this is. Raises `CannotRedeem` when there is none."""
    if not bill.status.may_change:
        raise OrderClosed("This sale is finished. Nothing can be redeemed on it any more.")
    store_id = connection.store_of(bill.site_id)
    if store_id is None:
        raise CannotRedeem("This till's venue is not connected to a store. Ask the manager.")
    return store_id


async def set_aside(
    tx: Transaction,
    connection: Connection,
    claim: Claim,
    bill: PosOrder,
    store_id: StoreId,
    quantity: str | None,
    *,
    read_at: datetime,
    at: datetime,
) -> tuple[Redemption, Sequence[Redemption]]:
    """Hold the points and write the redemption down; answer it and all that stands on the bill.

    A step. What staff took off the bill since the last time comes back first.
    """
    merchant = connection.merchant
    member = await stays(tx, merchant, claim.member)
    around = None if member is None else await uses.around(tx, merchant, store_id, member)
    if around is None:
        raise CannotRedeem("This member is no longer enrolled.")
    claim = msgspec.structs.replace(claim, member=around.member)
    await store.have_order(tx, merchant, connection.id, bill.ref)
    known = await store.of_order(tx, merchant, connection.id, bill.ref)
    gone = taken_off(known, bill, read_at=read_at)
    await let_go(tx, merchant, gone, "taken_off", at=at)
    standing = standing_on([one for one in known if one not in gone], bill)

    subject = await subject_of(tx, merchant, claim)
    check(claim, subject, at=at)
    asked = chosen_points(subject, quantity) if isinstance(subject, Reward) else Points(0)
    owed = still_owed(standing, bill)
    if there := same(standing, claim):
        check_again(there, subject, asked, owed)
        return there, standing
    before = before_ours(standing, bill)
    since = await check_allowed(
        tx, merchant, claim, subject, standing, around, store=store_id, before=before, at=at
    )
    on = await bill_for(tx, merchant, connection.id, bill, standing, subject)
    off, points = comes_off(subject, asked, on)
    redemption = Redemption(
        id=RedemptionId(uuid7(at)),
        connection=connection.id,
        store=store_id,
        order=bill.ref,
        number=bill.number or bill.ref,
        member=claim.member,
        title=title_of(subject),
        points=points,
        discount=off,
        state=RedemptionState.ASKED,
        claim=claim.id,
        quantity=asked,
        requested_at=at,
        reward=claim.reward,
        offer=claim.offer,
        voucher=claim.voucher,
        what=benefit_of(subject),
        since=since,
        alone=not isinstance(subject, Voucher) and subject.conditions.alone,
    )
    redemption = await write_down(tx, merchant, redemption, subject, around.account, at=at)
    if isinstance(subject, Voucher):
        await use_voucher(tx, merchant, subject, redemption, before, at=at)
    return redemption, [*standing, redemption]


async def write_down(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    subject: Subject,
    account: AccountId,
    *,
    at: datetime,
) -> Redemption:
    """Count the use, hold the points, and keep the redemption. A step."""
    if not isinstance(subject, Voucher):
        await uses.use(tx, merchant, redemption, subject.conditions)
    if redemption.points:
        redemption = msgspec.structs.replace(redemption, hold=HoldId(redemption.id))
        await hold(
            tx,
            merchant,
            account,
            redemption.points,
            hold=HoldId(redemption.id),
            key=f"redemption:{redemption.id}:hold",
            reason=Redeemed(
                title=redemption.title, order=redemption.number, store=redemption.store
            ),
            at=at,
            times_out=at + HOLD_LASTS,
        )
    if not await store.insert(tx, merchant, redemption):
        raise RunAgain
    await tell(tx, merchant, redemption, RedemptionState.ASKED, at=at)
    return redemption


async def use_voucher(
    tx: Transaction,
    merchant: MerchantId,
    voucher: Voucher,
    redemption: Redemption,
    total: Money,
    *,
    at: datetime,
) -> None:
    """Set aside what `redemption` takes of a voucher. A step; another try if its value moved on.

    Raises `CannotUse`, and `CannotRedeem` for a new guest's voucher after the first order.
    """
    try:
        await set_voucher_aside(
            tx,
            merchant,
            voucher,
            use=UseId(redemption.id),
            redemption=redemption.id,
            store=redemption.store,
            order=redemption.number,
            member=redemption.member,
            discount=redemption.discount,
            total=total,
            at=at,
        )
    except CannotUse as refused:
        if refused.problem is Problem.TOO_MUCH:
            raise RunAgain from refused
        raise
    if await store.first_order_is_over(tx, merchant, redemption):
        raise CannotRedeem(f"“{redemption.title}” is for a first order.")


async def put_on_bill(
    db: Database,
    till: Bills,
    connection: Connection,
    bill: PosOrder,
    standing: Sequence[Redemption],
    *,
    clock: Clock,
) -> None:
    """Have the bill carry all that stands, again until nobody has added anything meanwhile."""
    while True:
        await till.adjust(bill, adjustment(standing, bill))
        done = {one.id for one in standing}

        standing = await db.tx(partial(mark_applied, connection, bill.ref, done, at=clock()))
        if {one.id for one in standing} == done:
            return
        bill = await till.read(bill.ref)


def adjustment(standing: Sequence[Redemption], bill: PosOrder) -> Adjustment:
    """All that the bill is to carry, and how much of its order-wide discount is ours already."""
    unmarked = [one for one in standing if one.id not in bill.marked]
    ours = sum(
        (one.discount for one in recognised(unmarked, bill)), Money.zero(bill.total.currency)
    )
    parts = tuple(Part(one.id, one.title, one.discount) for one in standing if one.discount)
    return Adjustment(parts, standing=ours, label=", ".join(one.title for one in standing))


async def mark_applied(
    connection: Connection,
    order: str,
    done: set[RedemptionId],
    tx: Transaction,
    *,
    at: datetime,
) -> list[Redemption]:
    """Write down that the till has `done` on the bill; answer all that stands now. A step."""
    known = await store.of_order(tx, connection.merchant, connection.id, order)
    for one in known:
        if one.id in done and one.state is RedemptionState.ASKED:
            await store.move(tx, connection.merchant, one.id, RedemptionState.APPLIED, at=at)
            await tell(tx, connection.merchant, one, RedemptionState.APPLIED, at=at)
    settled = RedemptionState.SETTLED
    return [one for one in known if one.state.stands or (one.state is settled and one.id in done)]


async def take_back(
    db: Database, merchant: MerchantId, redemption: Redemption, reason: str, *, at: datetime
) -> None:
    """The till would not have it: what was set aside comes back."""

    async def release(tx: Transaction) -> None:
        known = await store.of_order(tx, merchant, redemption.connection, redemption.order)
        refused = [
            one for one in known if one.id == redemption.id and one.state is RedemptionState.ASKED
        ]
        await let_go(tx, merchant, refused, "refused", at=at, reason=reason)

    await db.tx(release)

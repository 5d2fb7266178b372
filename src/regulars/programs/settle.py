"""What becomes of redemptions when an order moves on: they settle, come off, or stay."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import ConnectionId, MerchantId, UseId
from regulars.kernel.money import Money
from regulars.ledger.give_back import give_back as give_back_hold
from regulars.ledger.model import GivenBack, Released, Settled
from regulars.ledger.release import release as release_hold
from regulars.ledger.settle import settle as settle_hold
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.facts import RedemptionMoved
from regulars.programs.model import Redemption, RedemptionState, ReleaseWhy
from regulars.programs.rules import on_the_bill, settled_points
from regulars.programs.store import redemptions as store
from regulars.vouchers.give_back import give_back as give_back_voucher
from regulars.vouchers.lock import lock_vouchers
from regulars.vouchers.set_aside import release as release_voucher
from regulars.vouchers.set_aside import settle as settle_voucher


async def follow_order(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: PosOrder,
    *,
    read_at: datetime,
    at: datetime,
) -> Sequence[Redemption]:
    """Bring the redemptions of `order` to where the order is; answer all that are settled on it.

    What a finished order had settled comes back when the order is taken back. `read_at` is when the
    order was asked for: what was put on it since is not missed on it. A step.
    """
    known = await lock(tx, merchant, connection, order.ref)
    standing = [redemption for redemption in known if redemption.state.stands]
    settled = [one for one in known if one.state is RedemptionState.SETTLED]
    match order.status:
        case OrderStatus.COMPLETE:
            settled += await settle_what_was_carried(tx, merchant, standing, order, at=at)
        case OrderStatus.REJECTED:
            await let_go(tx, merchant, standing, "rejected", at=at)
            await undo(tx, merchant, settled, "rejected", at=at)
            settled = []
        case OrderStatus.DELETED:
            await let_go(tx, merchant, standing, "deleted", at=at)
            await undo(tx, merchant, settled, "deleted", at=at)
            settled = []
        case OrderStatus.SUBMITTED | OrderStatus.OPEN:
            gone = taken_off(standing, order, read_at=read_at)
            await let_go(tx, merchant, gone, "taken_off", at=at)
    return settled


async def order_is_gone(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str, *, at: datetime
) -> None:
    """The till no longer knows the order: all that it took comes back. A step."""
    known = await lock(tx, merchant, connection, order)
    standing = [redemption for redemption in known if redemption.state.stands]
    settled = [one for one in known if one.state is RedemptionState.SETTLED]
    await let_go(tx, merchant, standing, "deleted", at=at)
    await undo(tx, merchant, settled, "deleted", at=at)


async def lock(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> Sequence[Redemption]:
    """The redemptions of `order`, locked with their vouchers and their members' wallets. A step.

    What is settled or comes back is so before the wallet counts the sale: whoever does both has the
    wallet first.
    """
    known = await store.of_order(tx, merchant, connection, order)
    if known:
        vouchers = {one.voucher for one in known if one.voucher is not None}
        members = {one.member for one in known}
        await lock_vouchers(tx, merchant, vouchers, wallets_of=members)
    return known


async def settle_what_was_carried(
    tx: Transaction,
    merchant: MerchantId,
    standing: Sequence[Redemption],
    order: PosOrder,
    *,
    at: datetime,
) -> Sequence[Redemption]:
    """Settle what the finished order carried, release what it did not. A step."""
    carried = on_the_bill(standing, order)
    kept = [redemption for redemption in standing if carried.get(redemption.id)]
    dropped = [redemption for redemption in standing if not carried.get(redemption.id)]
    for redemption in vouchers_first(kept):
        await settle(tx, merchant, redemption, carried[redemption.id], at=at)
    await let_go(tx, merchant, dropped, "taken_off", at=at)
    return kept


async def settle(
    tx: Transaction, merchant: MerchantId, redemption: Redemption, carried: Money, *, at: datetime
) -> None:
    """The points are gone for what the order carried; the rest of the hold comes back. A step."""
    if redemption.hold is not None:
        await settle_hold(
            tx,
            merchant,
            redemption.hold,
            settled_points(redemption, carried),
            key=f"redemption:{redemption.id}:settle",
            natural_key=f"redemption:{redemption.id}:settled",
            reason=Settled(title=redemption.title, order=redemption.number, store=redemption.store),
            at=at,
        )
    if redemption.voucher is not None:
        await settle_voucher(tx, merchant, redemption.id, carried, sale=None, at=at)
    await store.move(tx, merchant, redemption.id, RedemptionState.SETTLED, at=at, carried=carried)
    await tell(tx, merchant, redemption, RedemptionState.SETTLED, at=at)


async def let_go(
    tx: Transaction,
    merchant: MerchantId,
    redemptions: Sequence[Redemption],
    why: ReleaseWhy,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    """Points and uses come back: what they were set aside for did not come about. A step."""
    state = RedemptionState.REFUSED if why == "refused" else RedemptionState.RELEASED
    for redemption in vouchers_first(redemptions):
        if redemption.hold is not None:
            await release_hold(
                tx,
                merchant,
                redemption.hold,
                key=f"redemption:{redemption.id}:release",
                reason=Released(title=redemption.title, order=redemption.number, why=why),
                at=at,
            )
        if redemption.offer is not None:
            await store.give_back_offer(tx, merchant, redemption.offer, redemption.member)
        if redemption.voucher is not None:
            await release_voucher(tx, merchant, redemption.id, why=why, at=at)
        await store.move(tx, merchant, redemption.id, state, at=at, reason=reason or why)
        await tell(tx, merchant, redemption, state, at=at, reason=reason or why)


async def undo(
    tx: Transaction,
    merchant: MerchantId,
    settled: Sequence[Redemption],
    why: ReleaseWhy,
    *,
    at: datetime,
) -> None:
    """The finished order was taken back: what it had settled comes back, and its uses. A step."""
    for redemption in vouchers_first(settled):
        assert redemption.carried is not None, "a settled redemption was carried"
        spent = settled_points(redemption, redemption.carried)
        if redemption.hold is not None and spent:
            await give_back_hold(
                tx,
                merchant,
                redemption.hold,
                spent,
                key=f"redemption:{redemption.id}:give_back",
                natural_key=None,
                reason=GivenBack(order=redemption.number, store=redemption.store, why="cancelled"),
                at=at,
            )
        if redemption.offer is not None:
            await store.give_back_offer(tx, merchant, redemption.offer, redemption.member)
        if redemption.voucher is not None:
            nothing = Money.zero(redemption.carried.currency)
            await give_back_voucher(
                tx,
                merchant,
                UseId(redemption.id),
                to_stand=nothing,
                whole=True,
                key="cancelled",
                at=at,
            )
        await store.move(tx, merchant, redemption.id, RedemptionState.RELEASED, at=at, reason=why)
        await tell(tx, merchant, redemption, RedemptionState.RELEASED, at=at, reason=why)


def vouchers_first(redemptions: Sequence[Redemption]) -> list[Redemption]:
    """The order in which they are locked: docs/algorithms/locking.md."""
    return sorted(redemptions, key=lambda redemption: redemption.voucher is None)


def taken_off(
    standing: Sequence[Redemption], order: PosOrder, *, read_at: datetime
) -> list[Redemption]:
    """What stood on the open bill when it was read, and does not any more."""
    carried = on_the_bill(standing, order)
    return [
        redemption
        for redemption in standing
        if redemption.state is RedemptionState.APPLIED
        and redemption.decided_at is not None
        and redemption.decided_at < read_at
        and redemption.id not in carried
    ]


async def tell(
    tx: Transaction,
    merchant: MerchantId,
    redemption: Redemption,
    state: RedemptionState,
    *,
    at: datetime,
    reason: str = "",
) -> None:
    """Write the move into the journal. A step."""
    fact = RedemptionMoved(
        redemption=str(redemption.id),
        member=str(redemption.member),
        order=redemption.number,
        title=redemption.title,
        points=redemption.points,
        state=state.value,
        reason=reason,
        voucher="" if redemption.voucher is None else str(redemption.voucher),
    )
    await journal.write(tx, merchant, fact, at=at)

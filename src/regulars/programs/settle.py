"""What becomes of redemptions when an order moves on: they settle, come off, or stay."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId, RedemptionId
from regulars.kernel.money import Money
from regulars.ledger.reasons import Released, Settled
from regulars.ledger.release import release as release_hold
from regulars.ledger.settle import settle as settle_hold
from regulars.platform.db import CheckRefused, Transaction
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.model import Redemption, RedemptionState, ReleaseWhy
from regulars.programs.rules import is_carried, on_the_bill, settled_points
from regulars.programs.stand import come_back, credit, give_back_uses, vouchers_first
from regulars.programs.store import redemptions as store
from regulars.programs.store import uses
from regulars.programs.tell import tell
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
    """Bring the redemptions of `order` to where the order is; answer all that it carries, finished.

    What a finished order had settled comes back when the order is taken back. `read_at` is when the
    order was asked for: what was put on it since is not missed on it. A step.
    """
    known = await lock(tx, merchant, connection, order.ref)
    standing = [redemption for redemption in known if redemption.state.stands]
    settled = [one for one in known if one.state is RedemptionState.SETTLED]
    match order.status:
        case OrderStatus.COMPLETE:
            known = await with_moved(tx, merchant, connection, order, known)
            return await finish(tx, merchant, known, order, at=at)
        case OrderStatus.REJECTED:
            await let_go(tx, merchant, standing, "rejected", at=at)
            await come_back(tx, merchant, settled, "rejected", at=at)
            settled = []
        case OrderStatus.DELETED:
            await let_go(tx, merchant, standing, "deleted", at=at)
            await come_back(tx, merchant, settled, "deleted", at=at)
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
    await come_back(tx, merchant, settled, "deleted", at=at)


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


async def with_moved(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: PosOrder,
    known: Sequence[Redemption],
) -> Sequence[Redemption]:
    """All that is ours on a finished order: what staff moved here from another one as well."""
    strange = {RedemptionId(mark) for mark in order.marked} - {one.id for one in known}
    if not strange:
        return known
    await store.adopt(tx, merchant, connection, order.ref, order.number or order.ref, strange)
    return await lock(tx, merchant, connection, order.ref)


async def finish(
    tx: Transaction,
    merchant: MerchantId,
    known: Sequence[Redemption],
    order: PosOrder,
    *,
    at: datetime,
) -> Sequence[Redemption]:
    """Settle what the finished order carried, release what it did not. A step.

    Answers all that it carries, with how much: what was settled at an earlier reading, and what
    came back since, is brought to that by `stand.bring`.
    """
    carried = carried_by(known, order)
    kept = []
    for one in vouchers_first(known):
        has = carried.get(one.id)
        if has is None or not is_carried(one, carried):
            await off_the_bill(tx, merchant, one, at=at)
        elif one.state.stands:
            await settle(tx, merchant, one, has, at=at)
            kept.append(with_carried(one, has, RedemptionState.SETTLED))
        elif one.state is RedemptionState.SETTLED:
            kept.append(await carry(tx, merchant, one, has, at=at))
        elif one.reason != "undone":
            kept.append(with_carried(one, has, one.state))
    return kept


def carried_by(known: Sequence[Redemption], order: PosOrder) -> dict[RedemptionId, Money]:
    """What a finished order carries of what was ever put on it.

    What came back with a refund, or was undone, is on the bill still. What came back because the
    bill was taken back is so if it is marked, or if nothing else explains the discount. Never more
    than was put there: what staff made more of it at the till is a discount of their own.
    """
    on_it = [one for one in known if one.state is not RedemptionState.REFUSED and on_bill(one)]
    gone = [one for one in known if one.state is RedemptionState.RELEASED and one not in on_it]
    carried = on_the_bill(on_it, order)
    explained = any(carried.get(one.id) and one.id not in order.marked for one in on_it)
    if explained or (again := [one for one in gone if may_stand_again(one, on_it)]) == []:
        again = [one for one in gone if one.id in order.marked]
    carried = on_the_bill([*on_it, *again], order) if again else carried
    nothing = Money.zero(order.total.currency)
    most = {one.id: one.discount for one in known}
    return {id_: max(nothing, min(amount, most[id_])) for id_, amount in carried.items()}


def on_bill(one: Redemption) -> bool:
    return one.state is not RedemptionState.RELEASED or one.reason in ("refunded", "undone")


def may_stand_again(one: Redemption, on_it: Sequence[Redemption]) -> bool:
    """Whether it was settled once, and nobody has put the same on the bill since."""
    same = (one.reward, one.offer, one.voucher, one.member)
    others = [(each.reward, each.offer, each.voucher, each.member) for each in on_it]
    return one.carried is not None and same not in others


async def off_the_bill(
    tx: Transaction, merchant: MerchantId, one: Redemption, *, at: datetime
) -> None:
    """A finished order does not carry it (any more): what it took comes back. A step."""
    if one.state.stands:
        await let_go(tx, merchant, [one], "taken_off", at=at)
    elif one.state is RedemptionState.SETTLED:
        await come_back(tx, merchant, [one], "taken_off", at=at)


async def carry(
    tx: Transaction, merchant: MerchantId, one: Redemption, has: Money, *, at: datetime
) -> Redemption:
    """The finished order carries another amount of it than when it was read before. A step."""
    assert one.carried is not None, "what is settled was carried"
    if has == one.carried:
        return one
    try:
        async with tx.savepoint():
            await uses.spend_less(tx, merchant, one, one.carried.minor - has.minor)
    except CheckRefused:
        return one
    await store.move(tx, merchant, one.id, one.state, at=at, carried=has)
    return with_carried(one, has, one.state)


def with_carried(one: Redemption, has: Money, state: RedemptionState) -> Redemption:
    return msgspec.structs.replace(one, carried=has, state=state)


async def settle(
    tx: Transaction, merchant: MerchantId, redemption: Redemption, carried: Money, *, at: datetime
) -> None:
    """The points are gone for what the order carried; the rest of the hold comes back. A step.

    So does the rest of the budget.
    """
    await uses.spend_less(tx, merchant, redemption, redemption.discount.minor - carried.minor)
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
    await credit(tx, merchant, redemption, at=at)
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
    await give_back_uses(tx, merchant, redemptions)
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
        if redemption.voucher is not None:
            await release_voucher(tx, merchant, redemption.id, why=why, at=at)
        await store.move(tx, merchant, redemption.id, state, at=at, reason=reason or why)
        await tell(tx, merchant, redemption, state, at=at, reason=reason or why)


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

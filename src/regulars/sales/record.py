"""Bring what is recorded of an order to where the order is: the one place that posts for a sale.

It may be told the same as often as anybody likes. What is posted is the difference between the
version that is recorded and the one that was read, under a key of that version.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from regulars.kernel.ids import MemberId, MerchantId, SaleId, StoreId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.touch import touch
from regulars.members.edit import seen
from regulars.merchants.model import Connection
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.platform.secrets import digest
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.define import find_program
from regulars.programs.earning.explain import nothing_stands
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.settle import follow_order
from regulars.programs.tiers.evaluate import evaluate
from regulars.sales import rules
from regulars.sales.billing import bill_of, collector, kept_bill
from regulars.sales.bring import Brought, bring, owes
from regulars.sales.facts import SaleVoided
from regulars.sales.keep import completed
from regulars.sales.model import Sale, SaleStatus
from regulars.sales.newest import check_newest
from regulars.sales.post import Effect, post
from regulars.sales.redeemed import (
    bring_redeemed,
    note_goods_gone,
    note_more_off,
    note_short,
    note_what_is_wrong,
)
from regulars.sales.spending import tell_of_party
from regulars.sales.store import claims
from regulars.sales.store import sales as store
from regulars.sales.store.claims import Claimed
from regulars.sales.wallet import count
from regulars.vouchers.set_aside import on_sale


async def record(
    tx: Transaction,
    connection: Connection,
    store_id: StoreId,
    order: PosOrder,
    *,
    read_at: datetime,
    at: datetime,
) -> None:
    """Settle or release what was redeemed on `order`, and post the points it is worth. A step.

    `read_at` is when the order was asked for. Raises `Overtaken` when somebody has recorded it
    since, in another version: which of the two is the newer one, only the till knows.
    """
    settled = await follow_order(
        tx, connection.merchant, connection.id, order, read_at=read_at, at=at
    )
    match order.status:
        case OrderStatus.COMPLETE:
            await complete(tx, connection, store_id, order, settled, read_at=read_at, at=at)
        case OrderStatus.REJECTED | OrderStatus.DELETED:
            await void(tx, connection.merchant, store_id, order.ref, read_at=read_at, at=at)
        case OrderStatus.SUBMITTED | OrderStatus.OPEN:
            pass


async def complete(
    tx: Transaction,
    connection: Connection,
    store_id: StoreId,
    order: PosOrder,
    settled: Sequence[Redemption],
    *,
    read_at: datetime,
    at: datetime,
) -> None:
    """Record the finished order as it was read, unless that very content is recorded. A step.

    `settled` is what was redeemed on it. Raises `Overtaken`.
    """
    merchant = connection.merchant
    claimed = await claims.claim(
        tx,
        merchant,
        SaleId(uuid7(at)),
        store_id,
        connection.id,
        order.ref,
        member=rules.named(order),
        currency=order.total.currency,
        finished_at=order.updated_at,
        at=at,
    )
    known, party = claimed.known, claimed.party
    bill_hash = digest(*rules.content(order, *party or ()))
    vouchers = [UseId(one.id) for one in settled if one.voucher is not None]
    if vouchers:
        await on_sale(tx, merchant, vouchers, known.id)
    if known.bill_hash == bill_hash:
        return
    check_newest(known, read_at)
    holder = await collector(tx, connection, store_id, order, claimed)
    bill = await bill_of(tx, connection, store_id, order, claimed, holder, redeemed=bool(settled))
    effect = Effect(
        merchant,
        store_id,
        known,
        order.ref,
        bill.left,
        holder.account if holder else None,
        owe=owes(bill.terms),
    )
    brought = await bring(tx, effect, bill, at=at)
    sale = Sale(
        id=known.id,
        store=store_id,
        connection=connection.id,
        order=order.ref,
        number=order.number or order.ref,
        version=effect.version,
        status=SaleStatus.COMPLETE,
        member=bill.member,
        total=order.total,
        tax=order.tax,
        tips=order.tips,
        discount=rules.off(order),
        points_earned=brought.points,
        lines=rules.lines(order, bill.basket),
        payments=rules.payments(order),
        refunded=bill.gone,
        completed_at=claimed.finished_at,
        recorded_at=at,
        booking=party.booking if party else None,
        covers=party.covers if party else None,
        seated_at=party.seated_at if party else None,
    )
    await store.write(
        tx,
        merchant,
        sale,
        bill_hash,
        brought.lot,
        program_version=bill.program_version,
        by_hand=claimed.by_hand,
        wallet_spent=brought.spent,
        credit=brought.credit,
        let_go=brought.let_go,
    )
    all_settled = all(one.state is RedemptionState.SETTLED for one in settled)
    if not (known.is_new and all_settled) or bill.back.amount or bill.back.lines:
        await bring_redeemed(tx, merchant, sale, settled, brought.left, at=at)
    await note_goods_gone(tx, connection, sale, order, settled, at=at)
    await note_more_off(tx, merchant, sale, order, settled, at=at)
    if bill.back.amount:
        await note_what_is_wrong(tx, merchant, sale, brought, at=at)
    elif brought.short:
        await note_short(tx, merchant, sale, brought.short, at=at)
    moved = {one.member for one in settled}
    if bill.member is not None and brought.due:
        moved.add(bill.member)
    await stay(tx, merchant, claimed, moved)
    if bill.member is not None:
        await seen(tx, merchant, bill.member, at=order.updated_at)
    now = claimed.in_force.terms if claimed.in_force else None
    await evaluate(tx, merchant, [bill.member, known.member], now, at=at)
    await journal.write(tx, merchant, completed(sale, credit=brought.credit), at=at)
    await tell_of_party(tx, merchant, sale)


async def stay(
    tx: Transaction, merchant: MerchantId, claimed: Claimed, moved: Collection[MemberId]
) -> None:
    """Points that wait for their members to earn or redeem stay longer. A step."""
    if claimed.in_force is None or not claimed.in_force.idles:
        return
    found = [await store.account_of(tx, merchant, member) for member in moved]
    for account in sorted(account for account in found if account is not None):
        await touch(tx, merchant, account, time_zone=claimed.time_zone, at=claimed.finished_at)


async def again(
    tx: Transaction,
    merchant: MerchantId,
    sale_id: SaleId,
    *,
    at: datetime,
    member: MemberId | UnsetType | None = UNSET,
) -> Brought | None:
    """Bring a recorded sale to what its last bill, its refunds and its member make it. A step.

    With a `member`, or None for nobody, it is that one's from now on, whatever the till says.
    Answers what stands then; None for a sale that is not there, or void.
    """
    locked = await store.lock(tx, merchant, sale_id)
    sale = await store.read(tx, merchant, sale_id)
    if locked is None or sale is None or sale.status is SaleStatus.VOID:
        return None
    collects = sale.member if member is UNSET else member
    bill = await kept_bill(tx, merchant, sale, locked, collects)
    effect = Effect(
        merchant,
        sale.store,
        locked.known,
        sale.order,
        bill.left,
        await store.account_of(tx, merchant, collects) if collects else None,
        sale.channel,
        owes(bill.terms),
    )
    brought = await bring(tx, effect, bill, at=at)
    sale = msgspec.structs.replace(
        sale,
        version=effect.version,
        member=collects,
        points_earned=brought.points,
        refunded=bill.gone,
    )
    await store.write(
        tx,
        merchant,
        sale,
        locked.known.bill_hash,
        brought.lot,
        program_version=bill.program_version,
        by_hand=locked.by_hand or member is not UNSET,
        wallet_spent=brought.spent,
        credit=brought.credit,
        let_go=brought.let_go,
    )
    program = await find_program(tx, merchant)
    members = [collects, locked.known.member]
    await evaluate(tx, merchant, members, program.terms if program else None, at=at)
    await tell_of_party(tx, merchant, sale)
    return brought


async def void(
    tx: Transaction,
    merchant: MerchantId,
    store_id: StoreId,
    order: str,
    *,
    read_at: datetime,
    at: datetime,
) -> None:
    """Take back what a recorded order brought; nothing when it was never recorded. A step.

    Raises `Overtaken`.
    """
    found = await store.known(tx, merchant, store_id, order)
    if found is None:
        return
    known, owe = found
    if known.is_new or known.status is SaleStatus.VOID:
        return
    check_newest(known, read_at)
    currency = await store.currency_of(tx, merchant)
    effect = Effect(merchant, store_id, known, order, Money.zero(currency), owe=owe)
    await count(tx, effect, None, known.member, effect.total, at=at)
    posted = await post(tx, effect, known.member, Points(0), at=at)
    await store.void(tx, merchant, known.id, points_left=posted.stands, at=at)
    sale = await store.read(tx, merchant, known.id)
    assert sale is not None, "it is locked"
    if posted.short:
        await note_short(tx, merchant, sale, posted.short, at=at)
    await tell_of_party(tx, merchant, sale)
    await nothing_stands(tx, merchant, known.id)
    program = await find_program(tx, merchant)
    await evaluate(tx, merchant, [known.member], program.terms if program else None, at=at)
    fact = SaleVoided(
        sale=str(known.id),
        store=store_id,
        order=order,
        points_taken_back=known.points_earned - posted.stands,
        points_missing=posted.short,
    )
    await journal.write(tx, merchant, fact, at=at)

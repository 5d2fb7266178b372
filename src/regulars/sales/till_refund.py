"""Orders of a till that give money of another order back.

They are no sales of their own. Each is kept, whatever comes first, it or the order that it is of;
and that order is brought to where all its refunds leave it. A refund that is deleted has not been.
"""

from datetime import datetime

from regulars.kernel.ids import ConnectionId, MerchantId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.merchants.model import Connection
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.pos.model import OrderStatus, PosLine, PosOrder
from regulars.programs.earning.refunds import Back, BackLine
from regulars.programs.goods.model import goods_id
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.settle import lock
from regulars.sales.billing import kept_bill
from regulars.sales.bring import Brought
from regulars.sales.facts import SaleRefunded
from regulars.sales.model import Sale, SaleStatus, TillRefund
from regulars.sales.record import again
from regulars.sales.redeemed import bring_redeemed, note_what_is_wrong
from regulars.sales.store import sales, till_refunds


async def follow_refund(
    tx: Transaction, connection: Connection, store_id: StoreId, order: PosOrder, *, at: datetime
) -> None:
    """Keep what `order` gave back as it stands now, and bring the sale there. A step."""
    merchant = connection.merchant
    sale = await alone(tx, merchant, connection.id, order.refund_of)
    if order.status is OrderStatus.COMPLETE:
        refund = refund_of(connection.id, order, at=at)
        changed = await till_refunds.keep(tx, merchant, connection.id, store_id, refund)
    else:
        changed = await till_refunds.void(tx, merchant, connection.id, order.ref, at=at)
    if changed and sale is not None:
        await bring_sale(tx, merchant, sale, order.ref, at=at)


async def refund_is_gone(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str, *, at: datetime
) -> None:
    """The till no longer knows `order`: if it was a refund, it has not been. A step."""
    refunded = await till_refunds.refunded_by(tx, merchant, connection, order)
    if refunded is None:
        return
    sale = await alone(tx, merchant, connection, refunded)
    changed = await till_refunds.void(tx, merchant, connection, order, at=at)
    if changed and sale is not None:
        await bring_sale(tx, merchant, sale, order, at=at)


async def alone(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> SaleId | None:
    """The sale of `order`, if it is recorded. Nobody else follows that order meanwhile. A step."""
    await lock(tx, merchant, connection, order)
    return await till_refunds.lock(tx, merchant, connection, order)


async def bring_sale(
    tx: Transaction, merchant: MerchantId, sale_id: SaleId, refund: str, *, at: datetime
) -> None:
    """Bring a sale to where its refunds leave it, and what was redeemed on it. A step.

    What was redeemed comes back before points are taken for what was earned, and stands again
    after points came in: so there are enough wherever there can be.
    """
    before, locked = (
        await sales.read(tx, merchant, sale_id),
        await sales.lock(tx, merchant, sale_id),
    )
    if before is None or locked is None or before.status is SaleStatus.VOID:
        return
    bill = await kept_bill(tx, merchant, before, locked, before.member)
    known = await lock(tx, merchant, connection_of(before), before.order)
    redeemed = [one for one in known if may_stand(one)]
    less_is_left = bill.left < before.total - before.refunded
    if less_is_left:
        await bring_redeemed(tx, merchant, before, redeemed, bill.standing, at=at)
    brought = await again(tx, merchant, sale_id, at=at)
    assert brought is not None, "it is locked, and not void"
    if not less_is_left:
        await bring_redeemed(tx, merchant, before, redeemed, bill.standing, at=at)
    await tell(tx, merchant, before, brought, refund, at=at)
    if less_is_left:
        await note_what_is_wrong(tx, merchant, before, brought, at=at)


def connection_of(sale: Sale) -> ConnectionId:
    assert sale.connection is not None, "a till's sale has a connection"
    return sale.connection


def may_stand(one: Redemption) -> bool:
    """Whether it is settled, or came back with a refund alone."""
    refunded = one.state is RedemptionState.RELEASED and one.reason == "refunded"
    return one.state is RedemptionState.SETTLED or refunded


async def tell(
    tx: Transaction,
    merchant: MerchantId,
    before: Sale,
    brought: Brought,
    refund: str,
    *,
    at: datetime,
) -> None:
    """Write it into the journal. A step."""
    refunded = brought.left.of - brought.left.left
    fact = SaleRefunded(
        sale=str(before.id),
        store=before.store,
        order=before.order,
        amount_minor=(refunded - before.refunded).minor,
        currency=refunded.currency,
        voucher_minor=0,
        points_taken_back=before.points_earned - brought.points,
        points_missing=brought.short,
        credit_minor=-brought.credit.minor,
        refund=refund,
    )
    await journal.write(tx, merchant, fact, at=at)


def refund_of(connection: ConnectionId, order: PosOrder, *, at: datetime) -> TillRefund:
    """A refund in our words: its figures are what went back, above zero."""
    currency = order.total.currency
    amount = max(-order.total, Money.zero(currency))
    returned = [line for line in order.lines if line.quantity < 0]
    return TillRefund(
        order=order.ref,
        refund_of=order.refund_of,
        number=order.number or order.ref,
        back=Back(amount, lines_back(connection, returned, amount)),
        refunded_at=order.updated_at,
        recorded_at=at,
    )


def lines_back(
    connection: ConnectionId, returned: list[PosLine], amount: Money
) -> tuple[BackLine, ...]:
    """The goods that came back, and what of `amount` the guest got for each."""
    worth = [max(-line.total.minor, 0) for line in returned]
    got = amount.split(worth) if any(worth) else [Money.zero(amount.currency) for _ in worth]
    return tuple(
        BackLine(
            product=goods_id(connection, line.product_id) if line.product_id else None,
            quantity=-line.quantity,
            total=Money(minor, amount.currency),
            amount=part,
        )
        for line, minor, part in zip(returned, worth, got, strict=True)
    )

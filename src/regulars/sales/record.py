"""Bring what is recorded of an order to where the order is: the one place that posts for a sale.

It may be told the same as often as anybody likes. What is posted is the difference between the
version that is recorded and the one that was read, under a key of that version.
"""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, MemberId, MerchantId, SaleId, StoreId, UseId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.members.edit import seen
from regulars.members.read import by_contact
from regulars.merchants.model import Connection
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.platform.secrets import digest
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.define import find_program
from regulars.programs.earning.lasting import expires_at
from regulars.programs.model import Redemption
from regulars.programs.settle import follow_order
from regulars.programs.tiers.evaluate import evaluate
from regulars.sales import rules
from regulars.sales.facts import SaleVoided
from regulars.sales.keep import completed
from regulars.sales.model import Sale, SaleStatus
from regulars.sales.post import Effect, post
from regulars.sales.store import sales as store
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

    `read_at` is when the order was asked for.
    """
    settled = await follow_order(
        tx, connection.merchant, connection.id, order, read_at=read_at, at=at
    )
    match order.status:
        case OrderStatus.COMPLETE:
            await complete(tx, connection, store_id, order, settled, at=at)
        case OrderStatus.REJECTED | OrderStatus.DELETED:
            await void(tx, connection.merchant, store_id, order.ref, at=at)
        case OrderStatus.SUBMITTED | OrderStatus.OPEN:
            pass


async def complete(
    tx: Transaction,
    connection: Connection,
    store_id: StoreId,
    order: PosOrder,
    settled: Sequence[Redemption],
    *,
    at: datetime,
) -> None:
    """Record the finished order as it was read, unless that very content is recorded. A step.

    `settled` is what was redeemed on it.
    """
    merchant, redeemed = connection.merchant, bool(settled)
    named = rules.named(order)
    known, time_zone, member, account, party, its_account, sent = await store.claim(
        tx, merchant, SaleId(uuid7(at)), store_id, connection.id, order.ref, member=named, at=at
    )
    bill_hash = digest(*rules.content(order, *party or ()))
    vouchers = [UseId(one.id) for one in settled if one.voucher is not None]
    if vouchers:
        await on_sale(tx, merchant, vouchers, known.id)
    if known.bill_hash == bill_hash:
        return
    if party is not None and member in (None, sent):
        # The till names nobody, or still only whom it was told of: the diary knows better.
        member, account = party.member, its_account
    if named is None and member is None and connection.settings.match_by_contact:
        member, account = await known_by_contact(tx, merchant, store_id, order)
    program = await find_program(tx, merchant)
    points = rules.due(program, order, member=member, redeemed=redeemed)
    gone_at = expires_at(program.terms.expiry, at, time_zone) if program else None
    effect = Effect(merchant, store_id, known, order.ref, order.total, account)
    before = Money(known.counted_for(member), order.total.currency)
    spent = rules.spent(program, order, member=member, redeemed=redeemed, before=before)
    scheme = program.wallet if program else None
    credit = await count(tx, effect, scheme, member, spent, at=at)
    stands, lot = await post(tx, effect, member, points, expires_at=gone_at, at=at)
    sale = Sale(
        id=known.id,
        store=store_id,
        connection=connection.id,
        order=order.ref,
        number=order.number or order.ref,
        version=effect.version,
        status=SaleStatus.COMPLETE,
        member=member,
        total=order.total,
        tax=order.tax,
        tips=order.tips,
        discount=rules.off(order),
        points_earned=stands,
        lines=rules.lines(order),
        payments=rules.payments(order),
        refunded=Money.zero(order.total.currency),
        completed_at=order.updated_at,
        recorded_at=at,
        booking=party.booking if party else None,
        covers=party.covers if party else None,
        seated_at=party.seated_at if party else None,
    )
    await store.write(tx, merchant, sale, bill_hash, lot, wallet_spent=spent, credit=credit)
    if member is not None:
        await seen(tx, merchant, member, at=order.updated_at)
    terms = program.terms if program else None
    await evaluate(tx, merchant, [member, known.member], terms, at=at)
    await journal.write(tx, merchant, completed(sale, credit=credit), at=at)


async def void(
    tx: Transaction, merchant: MerchantId, store_id: StoreId, order: str, *, at: datetime
) -> None:
    """Take back what a recorded order brought; nothing when it was never recorded. A step."""
    known = await store.known(tx, merchant, store_id, order)
    if known is None or known.is_new or known.status is SaleStatus.VOID:
        return
    currency = await store.currency_of(tx, merchant)
    effect = Effect(merchant, store_id, known, order, Money.zero(currency))
    await count(tx, effect, None, known.member, effect.total, at=at)
    short, _ = await post(tx, effect, known.member, Points(0), expires_at=None, at=at)
    await store.void(tx, merchant, known.id, points_left=short)
    program = await find_program(tx, merchant)
    await evaluate(tx, merchant, [known.member], program.terms if program else None, at=at)
    fact = SaleVoided(
        sale=str(known.id),
        store=store_id,
        order=order,
        points_taken_back=known.points_earned - short,
        points_missing=short,
    )
    await journal.write(tx, merchant, fact, at=at)


async def known_by_contact(
    tx: Transaction, merchant: MerchantId, store_id: StoreId, order: PosOrder
) -> tuple[MemberId, AccountId] | tuple[None, None]:
    """Whose e-mail address or telephone number the till's customer has, and the account. A step."""
    found = await by_contact(
        tx, merchant, email=order.contact.email, phone=order.contact.phone, at_store=store_id
    )
    return (found.id, found.account) if found else (None, None)

"""Redemptions, as rows: what stands on which order, and how far it has come."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from regulars.kernel.ids import (
    AccountId,
    ConnectionId,
    HoldId,
    MemberId,
    MerchantId,
    OfferId,
    RedemptionId,
    RewardId,
    StoreId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.model import Redemption, RedemptionState
from regulars.programs.store.definitions import benefit_of

COLUMNS = """
    x.id, x.connection_id, x.store_id, x.order_ref, x.order_number, x.member_id, x.title, x.points,
    x.discount_minor, x.state, x.requested_at, x.hold_id, x.reward_id, x.offer_id,
    x.voucher_id, x.carried_minor, x.reason, x.claim, x.quantity, x.decided_at, x.what, x.since,
    coalesce(r.alone, o.alone, false) as alone, m.currency
"""

FROM = """
      from redemptions x
      join merchants m using (merchant_id)
      left join rewards r on (r.merchant_id, r.id) = (x.merchant_id, x.reward_id)
      left join offers o on (o.merchant_id, o.id) = (x.merchant_id, x.offer_id)
"""

# There is no row of an order that nothing is on yet, so its name is the lock.
HAVE_ORDER = "select pg_advisory_xact_lock(hashtextextended($1, 0))"

# The rows are locked in the order of their ids, before any account is: see
# docs/algorithms/locking.md.
# Whoever else follows the order waits here, also where nothing of it is known yet: the condition
# has no column in it, so it is looked at once, before any row. What is read next is fresh.
OF_ORDER = f"""
    select {COLUMNS} {FROM}
     where (select pg_advisory_xact_lock(hashtextextended(
               $1::uuid::text || $2::uuid::text || $3::text, 8))) is not null
       and x.merchant_id = $1 and x.connection_id = $2 and x.order_ref = $3
     order by x.id
       for update of x
"""

OF_MEMBER = f"""
    select {COLUMNS} {FROM}
     where x.merchant_id = $1 and x.member_id = $2
     order by x.id desc
     limit $3
"""

BY_ID = f"select {COLUMNS} {FROM} where x.merchant_id = $1 and x.id = $2"

ON_ORDER = f"""
    select {COLUMNS} {FROM}
     where x.merchant_id = $1 and x.connection_id = $2 and x.order_ref = $3
     order by x.id
"""

OPEN_ORDERS = """
    select merchant_id, connection_id, order_ref
      from redemptions
     where state in ('asked', 'applied') and look_again_at <= $1
     group by merchant_id, connection_id, order_ref
     limit $2
"""

# Twice as long as it has waited already, so that a fresh doubt is settled fast and an old one
# cheaply.
LOOK_LATER = """
    update redemptions
       set look_again_at = $4::timestamptz
                         + least(greatest($4 - requested_at, interval '15 s'), interval '30 min')
     where merchant_id = $1 and connection_id = $2 and order_ref = $3
       and state in ('asked', 'applied')
"""

INSERT = """
    insert into redemptions (merchant_id, id, claim, quantity, connection_id, store_id, order_ref,
                             order_number, member_id, reward_id, offer_id, title, points,
                             hold_id, discount_minor, requested_at, voucher_id, what, since, state,
                             look_again_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            'asked', $16::timestamptz + interval '15 s')
    on conflict do nothing
    returning id
"""

MOVE = """
    update redemptions
       set state = $3, reason = $4, carried_minor = $5, decided_at = $6
     where merchant_id = $1 and id = $2
"""

PUT_ON_HOLD = "update redemptions set hold_id = $3 where merchant_id = $1 and id = $2"

# A line of ours that staff put on another order takes its redemption with it.
ADOPT = """
    update redemptions
       set order_ref = $3, order_number = $4
     where merchant_id = $1 and connection_id = $2 and id = any($5) and order_ref <> $3
       and state in ('asked', 'applied', 'released') and reason <> 'undone'
"""

ACCOUNT = "select account_id from members where merchant_id = $1 and id = $2"

# A voucher for new guests is nobody's and not public, or it could be used in its own right. The use
# that is about to be is counted already.
FIRST_ORDER_IS_OVER = """
    select exists (select from sales s where s.merchant_id = $1 and s.member_id = $3)
           or exists (select from voucher_members u
                       where u.merchant_id = $1 and u.voucher_id = $2 and u.member_id = $3
                         and u.used > 1)
      from programs p
      join vouchers v on (v.merchant_id, v.id) = (p.merchant_id, p.new_guest_voucher)
     where p.merchant_id = $1 and v.id = $2 and v.member_id is null and not v.public
"""


class OpenOrder(NamedTuple):
    """An order with something of ours on it that nothing has been heard of."""

    merchant: MerchantId
    connection: ConnectionId
    order: str


async def have_order(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> None:
    """Wait until nobody else puts something on the order: what is worked out adds up then."""
    await tx.run(HAVE_ORDER, f"{merchant}:{connection}:{order}")


async def of_order(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> Sequence[Redemption]:
    """Every redemption on an order, whatever became of it, oldest first.

    Locks the rows, and the order for whoever asks the same of it.
    """
    rows = await tx.all(OF_ORDER, merchant, connection, order)
    return [redemption_of(row) for row in rows]


async def on_order(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str
) -> Sequence[Redemption]:
    """Every redemption on an order, to look at."""
    rows = await reads.all(ON_ORDER, merchant, connection, order)
    return [redemption_of(row) for row in rows]


async def by_id(reads: Reads, merchant: MerchantId, redemption: RedemptionId) -> Redemption | None:
    row = await reads.one_or_none(BY_ID, merchant, redemption)
    return None if row is None else redemption_of(row)


async def of_member(
    reads: Reads, merchant: MerchantId, member: MemberId, *, limit: int
) -> Sequence[Redemption]:
    rows = await reads.all(OF_MEMBER, merchant, member, limit)
    return [redemption_of(row) for row in rows]


async def open_orders(reads: Reads, *, at: datetime, limit: int) -> Sequence[OpenOrder]:
    """Orders that it is time to ask the till about."""
    rows = await reads.all(OPEN_ORDERS, at, limit)
    return [
        OpenOrder(
            MerchantId(row["merchant_id"]), ConnectionId(row["connection_id"]), row["order_ref"]
        )
        for row in rows
    ]


async def look_later(tx: Transaction, order: OpenOrder, *, at: datetime) -> None:
    await tx.run(LOOK_LATER, order.merchant, order.connection, order.order, at)


async def insert(tx: Transaction, merchant: MerchantId, redemption: Redemption) -> bool:
    """Write a redemption down; False when another request has just done so."""
    written = await tx.value(
        INSERT,
        merchant,
        redemption.id,
        redemption.claim,
        redemption.quantity,
        redemption.connection,
        redemption.store,
        redemption.order,
        redemption.number,
        redemption.member,
        redemption.reward,
        redemption.offer,
        redemption.title,
        redemption.points,
        redemption.hold,
        redemption.discount.minor,
        redemption.requested_at,
        redemption.voucher,
        redemption.what,
        redemption.since,
    )
    return written is not None


async def move(
    tx: Transaction,
    merchant: MerchantId,
    redemption: RedemptionId,
    state: RedemptionState,
    *,
    at: datetime,
    reason: str = "",
    carried: Money | None = None,
) -> None:
    """Write down how far a redemption has come."""
    minor = None if carried is None else carried.minor
    await tx.run(MOVE, merchant, redemption, state.value, reason, minor, at)


async def put_on_hold(
    tx: Transaction, merchant: MerchantId, redemption: RedemptionId, hold: HoldId
) -> None:
    """Its points are spent by another hold now."""
    await tx.run(PUT_ON_HOLD, merchant, redemption, hold)


async def adopt(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    order: str,
    number: str,
    redemptions: Collection[RedemptionId],
) -> int:
    """Move redemptions of other orders to `order`. Answers how many moved."""
    return await tx.run(ADOPT, merchant, connection, order, number, list(redemptions))


async def account_of(tx: Transaction, merchant: MerchantId, member: MemberId) -> AccountId | None:
    account = await tx.value(ACCOUNT, merchant, member)
    return None if account is None else AccountId(account)


async def first_order_is_over(tx: Transaction, merchant: MerchantId, used: Redemption) -> bool:
    """Whether the voucher is for new guests, and the member has ordered or used it before."""
    return bool(await tx.value(FIRST_ORDER_IS_OVER, merchant, used.voucher, used.member))


def redemption_of(row: Row) -> Redemption:
    currency, carried = row["currency"], row["carried_minor"]
    return Redemption(
        id=RedemptionId(row["id"]),
        connection=ConnectionId(row["connection_id"]),
        store=StoreId(row["store_id"]),
        order=row["order_ref"],
        number=row["order_number"],
        member=MemberId(row["member_id"]),
        title=row["title"],
        points=Points(row["points"]),
        discount=Money(row["discount_minor"], currency),
        state=RedemptionState(row["state"]),
        requested_at=row["requested_at"],
        hold=None if row["hold_id"] is None else HoldId(row["hold_id"]),
        reward=None if row["reward_id"] is None else RewardId(row["reward_id"]),
        offer=None if row["offer_id"] is None else OfferId(row["offer_id"]),
        voucher=None if row["voucher_id"] is None else VoucherId(row["voucher_id"]),
        carried=None if carried is None else Money(carried, currency),
        reason=row["reason"],
        claim=row["claim"],
        quantity=Points(row["quantity"]),
        decided_at=row["decided_at"],
        what=None if row["what"] is None else benefit_of(row["what"]),
        since=row["since"],
        alone=row["alone"],
    )

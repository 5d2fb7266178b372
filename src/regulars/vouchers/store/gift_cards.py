"""Gift cards as rows, each beside its voucher."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MerchantId, StoreId, VoucherId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.vouchers.gift_cards.model import GiftCard, GiftCardState, NewGiftCard, Totals
from regulars.vouchers.store.vouchers import COLUMNS, JOINS, voucher_of

GIFT_COLUMNS = """
    g.state as gift_state, g.value_minor, g.price_minor, g.store_id, g.buyer_name, g.buyer_email,
    g.recipient_name, g.recipient_email, g.message, g.payment, g.sold_by, g.sold_at, g.paid_at,
    g.mailed_at, g.cancelled_at
"""

FROM = f"""
      from gift_cards as g
      join vouchers as v on (v.merchant_id, v.id) = (g.merchant_id, g.voucher_id)
      {JOINS}
"""

READ = f"""
    select {GIFT_COLUMNS}, {COLUMNS} {FROM}
     where g.merchant_id = $1 and g.voucher_id = $2
"""

LOCK = """
    select state from gift_cards
     where merchant_id = $1 and voucher_id = $2
       for no key update
"""

BY_KEY = "select voucher_id, input_hash from gift_cards where merchant_id = $1 and key = $2"

ADD = """
    insert into gift_cards (
        merchant_id, voucher_id, key, input_hash, state, value_minor, price_minor, store_id,
        buyer_name, buyer_email, recipient_name, recipient_email, message, sold_by, sold_at)
    values ($1, $2, $3, $4, 'unpaid', $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    on conflict (merchant_id, key) do nothing
    returning true
"""

PAY = """
    update gift_cards set state = 'paid', payment = $3, paid_at = $4
     where merchant_id = $1 and voucher_id = $2
"""

CANCEL = """
    update gift_cards set state = 'cancelled', cancelled_at = $3
     where merchant_id = $1 and voucher_id = $2
"""

MAILED = """
    update gift_cards set mailed_at = $3 where merchant_id = $1 and voucher_id = $2
"""

NEWEST = f"""
    select {GIFT_COLUMNS}, {COLUMNS} {FROM}
     where g.merchant_id = $1
       and ($2::text is null or g.state = $2)
       and ($3::text is null or v.folded_code like '%' || upper($3) || '%'
            or concat_ws(' ', g.buyer_name, g.buyer_email, g.recipient_name, g.recipient_email)
               ilike '%' || $3 || '%')
       and ($4::timestamptz is null or (g.sold_at, g.voucher_id) < ($4, $5))
     order by g.sold_at desc, g.voucher_id desc
     limit $6
"""

STATES = """
    select voucher_id, state from gift_cards where merchant_id = $1 and voucher_id = any($2)
"""

TOTALS = """
    select m.currency,
           count(g.*) filter (where g.state = 'paid') as paid,
           count(g.*) filter (where g.state = 'unpaid') as unpaid,
           coalesce(sum(g.value_minor) filter (where g.state = 'paid'), 0)::bigint as value_minor,
           coalesce(sum(a.available + a.held), 0)::bigint as left_minor
      from merchants as m
      left join gift_cards as g on g.merchant_id = m.merchant_id
      left join vouchers as v on (v.merchant_id, v.id) = (g.merchant_id, g.voucher_id)
      left join ledger_accounts as a on (a.merchant_id, a.id) = (v.merchant_id, v.account_id)
     where m.merchant_id = $1
     group by m.currency
"""


async def add(
    tx: Transaction,
    merchant: MerchantId,
    voucher: VoucherId,
    new: NewGiftCard,
    *,
    input_hash: bytes,
    by: str,
    at: datetime,
) -> bool:
    """Write down a sale that is not paid for; False when its key was used before."""
    added = await tx.value(
        ADD,
        merchant,
        voucher,
        new.key,
        input_hash,
        new.value.minor,
        new.price.minor,
        new.store,
        new.buyer_name,
        new.buyer_email,
        new.recipient_name,
        new.recipient_email,
        new.message,
        by,
        at,
    )
    return bool(added)


async def by_key(reads: Reads, merchant: MerchantId, key: str) -> tuple[VoucherId, bytes] | None:
    """The sale of that key, and the hash of what was asked for."""
    row = await reads.one_or_none(BY_KEY, merchant, key)
    return None if row is None else (VoucherId(row["voucher_id"]), row["input_hash"])


async def lock(tx: Transaction, merchant: MerchantId, voucher: VoucherId) -> GiftCard | None:
    """Wait for the gift card, keep it, and read it as it is then."""
    if await tx.value(LOCK, merchant, voucher) is None:
        return None
    return await read(tx, merchant, voucher)


async def read(reads: Reads, merchant: MerchantId, voucher: VoucherId) -> GiftCard | None:
    row = await reads.one_or_none(READ, merchant, voucher)
    return None if row is None else _gift_card(row)


async def states(
    reads: Reads, merchant: MerchantId, vouchers: Sequence[VoucherId]
) -> dict[VoucherId, GiftCardState]:
    """How those of `vouchers` stand that are gift cards."""
    rows = await reads.all(STATES, merchant, vouchers)
    return {VoucherId(row["voucher_id"]): GiftCardState(row["state"]) for row in rows}


async def pay(
    tx: Transaction, merchant: MerchantId, voucher: VoucherId, payment: str, *, at: datetime
) -> None:
    await tx.run(PAY, merchant, voucher, payment, at)


async def cancel(
    tx: Transaction, merchant: MerchantId, voucher: VoucherId, *, at: datetime
) -> None:
    await tx.run(CANCEL, merchant, voucher, at)


async def mailed(
    tx: Transaction, merchant: MerchantId, voucher: VoucherId, *, at: datetime
) -> None:
    await tx.run(MAILED, merchant, voucher, at)


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    state: GiftCardState | None,
    keyword: str,
    before: tuple[datetime, VoucherId] | None,
    limit: int,
) -> Sequence[GiftCard]:
    moment, voucher = before or (None, None)
    wanted = None if state is None else state.value
    sought = _as_pattern(keyword) or None
    rows = await reads.all(NEWEST, merchant, wanted, sought, moment, voucher, limit)
    return [_gift_card(row) for row in rows]


async def totals(reads: Reads, merchant: MerchantId) -> Totals:
    row = await reads.one(TOTALS, merchant)
    currency = row["currency"]
    return Totals(
        paid=row["paid"],
        value=Money(row["value_minor"], currency),
        left=Money(row["left_minor"], currency),
        unpaid=row["unpaid"],
    )


def _as_pattern(keyword: str) -> str:
    """`keyword` for LIKE, in which nothing of it has another meaning."""
    for sign in "\\%_":
        keyword = keyword.replace(sign, f"\\{sign}")
    return keyword


def _gift_card(row: Row) -> GiftCard:
    currency = row["currency"]
    return GiftCard(
        voucher=voucher_of(row),
        state=GiftCardState(row["gift_state"]),
        value=Money(row["value_minor"], currency),
        price=Money(row["price_minor"], currency),
        store=None if row["store_id"] is None else StoreId(row["store_id"]),
        buyer_name=row["buyer_name"],
        buyer_email=row["buyer_email"],
        recipient_name=row["recipient_name"],
        recipient_email=row["recipient_email"],
        message=row["message"],
        payment=row["payment"],
        sold_by=row["sold_by"],
        sold_at=row["sold_at"],
        paid_at=row["paid_at"],
        mailed_at=row["mailed_at"],
        cancelled_at=row["cancelled_at"],
    )

"""Refunds of sales, as rows: what went back, and what had been asked for."""

from typing import NamedTuple

from regulars.kernel.ids import MerchantId, SaleId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row, Transaction
from regulars.sales.model import Refund, SaleStatus

COLUMNS = """
    r.id, r.sale_id, r.amount_minor, r.voucher_minor, r.points, r.points_short, r.credit_minor, r.at
"""

BEFORE = f"""
    select {COLUMNS}, r.input_hash
      from sale_refunds r
     where r.merchant_id = $1 and r.sale_id = $2 and r.key = $3
"""

OF_SALE = f"""
    select {COLUMNS}, m.currency
      from sale_refunds r join merchants m using (merchant_id)
     where r.merchant_id = $1 and r.sale_id = $2
     order by r.id
"""

KEEP = """
    with refund as (
        insert into sale_refunds (merchant_id, id, sale_id, key, input_hash, amount_minor,
                                  voucher_minor, points, points_short, credit_minor, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    )
    update sales
       set refunded_minor = refunded_minor + $6, points_earned = points_earned - $8,
           let_go = let_go + $9,
           credit_minor = credit_minor - $10, wallet_spent_minor = $12, status = $13,
           version = version + 1
     where merchant_id = $1 and id = $3
"""


class Before(NamedTuple):
    """A refund that was made, and what had been asked for."""

    refund: Refund
    input_hash: bytes


async def before(
    reads: Reads, merchant: MerchantId, sale: SaleId, key: str, currency: str
) -> Before | None:
    """The refund of a sale that has `key`."""
    row = await reads.one_or_none(BEFORE, merchant, sale, key)
    return None if row is None else Before(_refund(row, currency), row["input_hash"])


async def of_sale(reads: Reads, merchant: MerchantId, sale: SaleId) -> list[Refund]:
    """What of a sale went back, the first of it first."""
    rows = await reads.all(OF_SALE, merchant, sale)
    return [_refund(row, row["currency"]) for row in rows]


async def keep(
    tx: Transaction,
    merchant: MerchantId,
    refund: Refund,
    key: str,
    input_hash: bytes,
    *,
    wallet_spent: Money,
    status: SaleStatus,
) -> None:
    """Keep a refund, and what stands of its sale after it."""
    await tx.run(
        KEEP,
        merchant,
        refund.id,
        refund.sale,
        key,
        input_hash,
        refund.amount.minor,
        refund.voucher.minor,
        refund.points,
        refund.points_short,
        refund.credit.minor,
        refund.at,
        wallet_spent.minor,
        status,
    )


def _refund(row: Row, currency: str) -> Refund:
    return Refund(
        id=row["id"],
        sale=SaleId(row["sale_id"]),
        amount=Money(row["amount_minor"], currency),
        voucher=Money(row["voucher_minor"], currency),
        points=Points(row["points"]),
        points_short=Points(row["points_short"]),
        credit=Money(row["credit_minor"], currency),
        at=row["at"],
    )

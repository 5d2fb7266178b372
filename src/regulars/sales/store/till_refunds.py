"""Orders of a till with which money of another order went back, as rows."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId, SaleId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row, Transaction
from regulars.programs.earning.refunds import Back, BackLine, together
from regulars.sales.model import TillRefund

OF_ORDER = """
    select r.total_minor, r.lines
      from till_refunds r
     where r.merchant_id = $1 and r.connection_id = $2 and r.refund_of = $3
       and r.status = 'complete'
     order by r.refunded_at, r.order_ref
"""

SALE = """
    select s.id
      from sales s
     where s.merchant_id = $1 and s.connection_id = $2 and s.order_ref = $3
       for update
"""

KEEP = """
    insert into till_refunds as known (merchant_id, connection_id, order_ref, refund_of, store_id,
                                       number, status, total_minor, lines, refunded_at, recorded_at)
    values ($1, $2, $3, $4, $5, $6, 'complete', $7, $8, $9, $10)
    on conflict (merchant_id, connection_id, order_ref) do update
       set refund_of = excluded.refund_of, number = excluded.number, status = 'complete',
           total_minor = excluded.total_minor, lines = excluded.lines,
           refunded_at = excluded.refunded_at, recorded_at = excluded.recorded_at
     where (known.refund_of, known.status, known.total_minor, known.lines)
           is distinct from (excluded.refund_of, 'complete', excluded.total_minor, excluded.lines)
"""

VOID = """
    update till_refunds set status = 'void', recorded_at = $4
     where merchant_id = $1 and connection_id = $2 and order_ref = $3 and status = 'complete'
"""

REFUNDED = """
    select r.refund_of from till_refunds r
     where r.merchant_id = $1 and r.connection_id = $2 and r.order_ref = $3
"""

OF_SALE = """
    select r.order_ref, r.refund_of, r.number, r.status, r.total_minor, r.lines, r.refunded_at,
           r.recorded_at, m.currency
      from sales s
      join till_refunds r on (r.merchant_id, r.connection_id, r.refund_of)
                           = (s.merchant_id, s.connection_id, s.order_ref)
      join merchants m on m.merchant_id = s.merchant_id
     where s.merchant_id = $1 and s.id = $2
     order by r.refunded_at, r.order_ref
"""


async def lock(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str
) -> SaleId | None:
    """The sale of an order, locked. None before it is recorded."""
    sale = await tx.value(SALE, merchant, connection, order)
    return None if sale is None else SaleId(sale)


async def keep(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, store: int, refund: TillRefund
) -> bool:
    """Keep a refund as it was read. False when it is kept so already."""
    return bool(
        await tx.run(
            KEEP,
            merchant,
            connection,
            refund.order,
            refund.refund_of,
            store,
            refund.number,
            refund.back.amount.minor,
            refund.back.lines,
            refund.refunded_at,
            refund.recorded_at,
        )
    )


async def void(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, order: str, *, at: datetime
) -> bool:
    """Mark a refund as taken back. False when it is so already, or was never kept."""
    return bool(await tx.run(VOID, merchant, connection, order, at))


async def refunded_by(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str
) -> str | None:
    """The order that a kept refund was for; None where `order` is none."""
    found = await reads.value(REFUNDED, merchant, connection, order)
    return None if found is None else str(found)


async def of_sale(reads: Reads, merchant: MerchantId, sale: SaleId) -> Sequence[TillRefund]:
    """The refunds of a sale at its till, those taken back as well, the first of them first."""
    return [_refund(row) for row in await reads.all(OF_SALE, merchant, sale)]


async def back_of(
    reads: Reads, merchant: MerchantId, connection: ConnectionId, order: str, currency: str
) -> Back:
    """All that went back of an order so far."""
    rows = await reads.all(OF_ORDER, merchant, connection, order)
    return together(
        (
            Back(
                Money(row["total_minor"], currency),
                tuple(msgspec.convert(row["lines"], list[BackLine])),
            )
            for row in rows
        ),
        currency,
    )


def _refund(row: Row) -> TillRefund:
    amount = Money(row["total_minor"], row["currency"])
    return TillRefund(
        order=row["order_ref"],
        refund_of=row["refund_of"],
        number=row["number"],
        back=Back(amount, tuple(msgspec.convert(row["lines"], list[BackLine]))),
        refunded_at=row["refunded_at"],
        recorded_at=row["recorded_at"],
        stands=row["status"] == "complete",
    )

"""Payments made ahead, as rows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from regulars.bookings.model import Payment
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Transaction

AMOUNT_OF = """
    select amount_minor from booking_payments
     where merchant_id = $1 and booking_id = $2 and transaction_id = $3
"""

ADD = """
    insert into booking_payments (merchant_id, id, booking_id, amount_minor, transaction_id,
                                  paid_at, recorded_at, recorded_by)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
"""

OF_BOOKING = """
    select y.amount_minor, y.transaction_id, y.paid_at, y.recorded_by, m.currency
      from booking_payments y
      join merchants m using (merchant_id)
     where y.merchant_id = $1 and y.booking_id = $2
     order by y.paid_at, y.id
"""


async def amount_of(
    reads: Reads, merchant: MerchantId, booking: BookingId, transaction_id: str
) -> int | None:
    """What came with a transaction, in minor units; None where it did not come."""
    found: int | None = await reads.value(AMOUNT_OF, merchant, booking, transaction_id)
    return found


async def add(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    id_: UUID,
    payment: Payment,
    *,
    at: datetime,
) -> None:
    minor, number = payment.amount.minor, payment.transaction_id
    made = (payment.paid_at, at, payment.recorded_by)
    await tx.run(ADD, merchant, id_, booking, minor, number, *made)


async def of_booking(reads: Reads, merchant: MerchantId, booking: BookingId) -> Sequence[Payment]:
    rows = await reads.all(OF_BOOKING, merchant, booking)
    return [
        Payment(
            amount=Money(row["amount_minor"], row["currency"]),
            transaction_id=row["transaction_id"],
            paid_at=row["paid_at"],
            recorded_by=row["recorded_by"],
        )
        for row in rows
    ]

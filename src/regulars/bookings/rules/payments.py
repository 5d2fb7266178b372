"""What is asked for ahead of a visit, and what of it was paid."""

from datetime import datetime

from regulars.bookings.model import PaymentSummary, PaymentType
from regulars.kernel.money import Money


def summary(
    type_: PaymentType,
    amount: Money,
    paid: Money,
    *,
    transaction_id: str = "",
    paid_at: datetime | None = None,
) -> PaymentSummary:
    """What is due is what of `amount` was not paid yet; who paid more owes nothing."""
    return PaymentSummary(
        type=type_,
        amount=amount,
        due=max(amount - paid, Money.zero(amount.currency)),
        paid=paid,
        transaction_id=transaction_id,
        paid_at=paid_at,
    )

"""A guest is asked to pay ahead."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from regulars.bookings.deposits.job import hand_out, next_look
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.keep import take_up, write_down
from regulars.bookings.model import Booking, PaymentType, StatusType
from regulars.bookings.rules.payments import summary
from regulars.bookings.store import deposits as store
from regulars.kernel.ids import MerchantId, uuid7
from regulars.kernel.money import Money
from regulars.platform.db import Transaction

PAID_WITHIN = timedelta(minutes=20)
"""So long a table is kept for who has not paid yet."""


async def ask_deposit_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    amount: Money,
    *,
    provider: str,
    at: datetime,
    actor: str,
) -> Booking:
    """Ask for `amount` ahead of an unconfirmed booking, which keeps its tables meanwhile. A step.

    The provider is told once `tx` has committed. Not paid in time, the booking is cancelled. Who
    was asked before, and can still pay, is not asked again.
    """
    assert booking.status_type is StatusType.UNCONFIRMED, "what is confirmed stands without"
    before = await store.of_booking(tx, merchant, booking.id)
    if before is not None and before.state.waits:
        return booking
    checkout = Checkout(
        id=uuid7(at),
        merchant=merchant,
        booking=booking.id,
        provider=provider,
        reference=None,
        url="",
        amount=amount,
        refunded=Money.zero(amount.currency),
        back=Money.zero(amount.currency),
        state=CheckoutState.ASKED,
        problem="",
        created_at=at,
        ends_at=at + PAID_WITHIN,
    )
    await store.add(tx, checkout, look_again_at=next_look(checkout, at=at))
    await hand_out(tx, merchant, checkout.id)
    if booking.payment is not None:
        return booking
    return await _note(tx, merchant, booking, amount, at=at, actor=actor)


async def _note(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    amount: Money,
    *,
    at: datetime,
    actor: str,
) -> Booking:
    """Have the booking say what it is to pay."""
    before = await take_up(tx, merchant, booking.id)
    due = summary(PaymentType.DEPOSIT, amount, Money.zero(amount.currency))
    after = replace(before.booking, payment=due)
    return await write_down(tx, merchant, before, after, at=at, actor=actor)

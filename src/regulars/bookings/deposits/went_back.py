"""The provider says what of a deposit went back: through us, or because somebody had it do so."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.deposits.job import ACTOR, PROVIDER, next_look
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.model import Booking
from regulars.bookings.payments import record_in
from regulars.bookings.store import deposits as store
from regulars.bookings.store import payments
from regulars.kernel.money import Money
from regulars.platform.db import Transaction
from regulars.platform.payment import Standing


async def went_back_in(
    tx: Transaction, booking: Booking, checkout: Checkout, standing: Standing, *, at: datetime
) -> Checkout:
    """Write down what of a paid deposit went back since it was last heard of. A step.

    What was told before, and what is told late, changes nothing.
    """
    more = standing.refunded - checkout.refunded
    if more.minor <= 0:
        return checkout
    after = _after(checkout, standing.refunded)
    await store.write(tx, after, look_again_at=next_look(after, at=at), at=at)
    by_us = checkout.state is CheckoutState.REFUNDING
    actor = ACTOR if by_us else PROVIDER
    await _write_down(tx, checkout, booking, more, standing.refund, at=at, actor=actor)
    return after


def _after(checkout: Checkout, refunded: Money) -> Checkout:
    """`checkout` when so much of it went back in all."""
    after = replace(checkout, refunded=refunded, back=max(checkout.back, refunded), problem="")
    if not after.left:
        return replace(after, state=CheckoutState.REFUNDED, back_at=None)
    if not after.goes_back:
        return replace(after, state=CheckoutState.PAID, back_at=None)
    return after


async def _write_down(
    tx: Transaction,
    checkout: Checkout,
    booking: Booking,
    amount: Money,
    refund: str,
    *,
    at: datetime,
    actor: str,
) -> None:
    """As a negative payment, unless somebody wrote it down by hand before."""
    merchant = checkout.merchant
    paid = booking.payment.paid if booking.payment else Money.zero(amount.currency)
    known = await payments.amount_of(tx, merchant, booking.id, refund)
    if known is None and paid:
        back = -min(amount, paid)
        await record_in(tx, merchant, booking.id, back, refund, paid_at=at, at=at, actor=actor)

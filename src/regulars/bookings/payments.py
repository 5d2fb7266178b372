"""What is paid ahead for a booking is written down, by staff or by another system."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from regulars.bookings.deposits.refund import weigh_in
from regulars.bookings.errors import BadBooking
from regulars.bookings.facts import BookingPaid
from regulars.bookings.keep import take_up, tell_the_till
from regulars.bookings.model import Booking, Payment, PaymentSummary, PaymentType
from regulars.bookings.rules import texts
from regulars.bookings.rules.payments import summary
from regulars.bookings.store import bookings
from regulars.bookings.store import payments as store
from regulars.kernel.ids import BookingId, MerchantId, uuid7
from regulars.kernel.money import LARGEST, Money
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction

LONGEST_AGO = timedelta(days=3650)
AHEAD = timedelta(days=1)
"""Somebody else's clock, or zone, may be before ours."""


async def record(
    db: Database,
    merchant: MerchantId,
    booking: BookingId,
    amount: Money,
    transaction_id: str,
    *,
    paid_at: datetime,
    at: datetime,
    actor: str,
) -> PaymentSummary:
    """Write down a payment; what went back is negative. The same transaction twice is once.

    Where nothing was asked for, what is paid is a deposit. Raises `NoSuchBooking`, and `BadBooking`
    for no amount, another currency, more back than was paid, a transaction without a number, and
    one that came with another amount before.
    """
    return await db.tx(
        lambda tx: record_in(
            tx, merchant, booking, amount, transaction_id, paid_at=paid_at, at=at, actor=actor
        )
    )


async def record_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: BookingId,
    amount: Money,
    transaction_id: str,
    *,
    paid_at: datetime,
    at: datetime,
    actor: str,
) -> PaymentSummary:
    """What `record` does. A step."""
    number = texts.line(transaction_id, most=texts.LONGEST_TRANSACTION, field="transaction_id")
    if not number:
        raise BadBooking("The payment needs its transaction’s number.", field="transaction_id")
    if paid_at.tzinfo is None:
        raise BadBooking("The time needs its offset from UTC.", field="paid_at")
    if not at - LONGEST_AGO <= paid_at <= at + AHEAD:
        raise BadBooking("Nothing was paid at that time.", field="paid_at")

    kept = await take_up(tx, merchant, booking)
    before = await store.amount_of(tx, merchant, booking, number)
    if before is None:
        after = _with(kept.booking, amount, kept.currency)
        payment = Payment(amount=amount, transaction_id=number, paid_at=paid_at, recorded_by=actor)
        await store.add(tx, merchant, booking, uuid7(at), payment, at=at)
        await weigh_in(tx, merchant, after, at=at)
        return await _write_down(tx, merchant, after, payment, at=at)
    if before != amount.minor or kept.booking.payment is None:
        sentence = f"Transaction {number} was written down with another amount before."
        raise BadBooking(sentence, field="transaction_id")
    return kept.booking.payment


async def payments_of(reads: Reads, merchant: MerchantId, booking: BookingId) -> Sequence[Payment]:
    """Everything that was paid ahead for a booking, the first of it first."""
    return await store.of_booking(reads, merchant, booking)


def _with(booking: Booking, amount: Money, currency: str) -> Booking:
    """`booking` with a payment more. Raises `BadBooking`."""
    if not amount or amount.currency != currency or abs(amount.minor) > LARGEST:
        raise BadBooking(f"A payment is an amount in {currency}.", field="amount")
    asked = booking.payment or summary(PaymentType.DEPOSIT, amount, Money.zero(currency))
    if (asked.paid + amount).minor < 0:
        raise BadBooking("So much was not paid.", field="amount")
    return msgspec.structs.replace(
        booking, payment=summary(asked.type, asked.amount, asked.paid + amount)
    )


async def _write_down(
    tx: Transaction, merchant: MerchantId, after: Booking, payment: Payment, *, at: datetime
) -> PaymentSummary:
    await bookings.update(tx, merchant, after, at=at)
    kept = await bookings.read(tx, merchant, after.id)
    assert kept is not None, "bookings are never deleted"
    paid = kept.booking.payment
    assert paid is not None, "something was just paid"
    fact = BookingPaid(
        booking=str(after.id),
        store=after.store,
        code=after.code,
        amount_minor=payment.amount.minor,
        currency=payment.amount.currency,
        transaction=payment.transaction_id,
        paid_minor=paid.paid.minor,
        due_minor=paid.due.minor,
    )
    await journal.write(tx, merchant, fact, at=at, actor=payment.recorded_by)
    await tell_the_till(tx, merchant, kept.booking)
    return paid

"""A deposit goes back to the guest who paid it."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from regulars.bookings.deposits.job import ACTOR
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.keep import take_up
from regulars.bookings.payments import record_in
from regulars.bookings.store import deposits as store
from regulars.kernel.clock import Clock
from regulars.platform import log
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import PaymentProvider, PaymentRefused

REFUSED_FOR = timedelta(hours=1)
"""How long to wait before the provider is asked again for what it refused."""


async def give_back(
    db: Database, provider: PaymentProvider, checkout: Checkout, *, clock: Clock
) -> None:
    """Have the provider give a deposit back, and write it down. Safe to repeat.

    Raises `PaymentSilent`, so that it is tried again.
    """
    assert checkout.reference is not None, "what was paid has a name at the provider"
    try:
        transaction = await provider.give_back(
            checkout.reference, checkout.amount, key=f"{checkout.id}:back"
        )
    except PaymentRefused as refusal:
        log.warning("deposit not given back", reason=refusal.sentence)
        await _note_problem(db, checkout, refusal, at=clock())
    else:
        await _write_down(db, checkout, transaction, at=clock())


async def _write_down(db: Database, checkout: Checkout, transaction: str, *, at: datetime) -> None:
    """The payment went back, as a negative one, unless somebody wrote that down by hand before."""

    async def work(tx: Transaction) -> None:
        booking = (await take_up(tx, checkout.merchant, checkout.booking)).booking
        now = await store.lock(tx, checkout.merchant, checkout.id)
        if now.state is not CheckoutState.REFUNDING:
            return
        back = replace(now, state=CheckoutState.REFUNDED, refunded=now.amount, problem="")
        await store.write(tx, back, look_again_at=None, at=at)
        if booking.payment is not None and booking.payment.paid >= now.amount:
            await record_in(
                tx, now.merchant, booking.id, -now.amount, transaction,
                paid_at=at, at=at, actor=ACTOR,
            )  # fmt: skip

    await db.tx(work)


async def _note_problem(
    db: Database, checkout: Checkout, refusal: PaymentRefused, *, at: datetime
) -> None:
    async def work(tx: Transaction) -> None:
        now = await store.lock(tx, checkout.merchant, checkout.id)
        if now.state is CheckoutState.REFUNDING:
            noted = replace(now, problem=refusal.sentence)
            await store.write(tx, noted, look_again_at=at + REFUSED_FOR, at=at)

    await db.tx(work)

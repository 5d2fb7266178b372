"""A deposit goes back to the guest who paid it, through us or at the provider's own pages.

Before anything is given back the provider is asked what went back already, so that the same money
never goes twice.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from regulars.bookings.deposits.both import both
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.refund import begin_in, keep_in
from regulars.bookings.deposits.rules import goes_back
from regulars.bookings.deposits.went_back import went_back_in
from regulars.bookings.model import StatusType
from regulars.bookings.page.letters.tell import tell_paid_twice_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.store import deposits as store
from regulars.kernel.clock import Clock
from regulars.platform import log
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import PaymentProvider, PaymentRefused

REFUSED_FOR = timedelta(hours=1)
"""How long to wait before the provider is asked again for what it refused."""


async def look_after(
    db: Database,
    provider: PaymentProvider,
    checkout: Checkout,
    *,
    links: BookingLinks,
    clock: Clock,
) -> None:
    """See what went back of a deposit that was paid, and give back what is due. Safe to repeat.

    Raises `PaymentSilent`, so that it is tried again.
    """
    try:
        now = await _see(db, provider, checkout, clock=clock)
        now = await _decide(db, now, links=links, at=clock())
        if now.state is CheckoutState.REFUNDING:
            await _give_back(db, provider, now, clock=clock)
    except PaymentRefused as refusal:
        log.warning("deposit not looked after", reason=refusal.sentence)
        await _note_problem(db, checkout, refusal, at=clock())


async def _see(
    db: Database, provider: PaymentProvider, checkout: Checkout, *, clock: Clock
) -> Checkout:
    """Write down what the provider says went back."""
    assert checkout.reference is not None, "what was paid has a name at the provider"
    standing = await provider.read(checkout.reference)

    async def work(tx: Transaction) -> Checkout:
        booking, now = await both(tx, checkout)
        return await went_back_in(tx, booking, now, standing, at=clock())

    return await db.tx(work)


async def _decide(
    db: Database, checkout: Checkout, *, links: BookingLinks, at: datetime
) -> Checkout:
    """Begin with what is due, if there is still a reason: the booking may have been put back."""

    async def work(tx: Transaction) -> Checkout:
        booking, now = await both(tx, checkout)
        if now.back_at is None or at < now.back_at:
            return now
        amount = min(now.going, goes_back(booking, now))
        if not amount:
            return await keep_in(tx, now, at=at)
        going = await begin_in(tx, now, amount, at=at)
        page = await page_of(tx, now.merchant, booking.store)
        if page is not None and booking.status_type is not StatusType.CANCELLED:
            await tell_paid_twice_in(tx, await venue_of(tx, page), booking, links=links, at=at)
        return going

    return await db.tx(work)


async def _give_back(
    db: Database, provider: PaymentProvider, checkout: Checkout, *, clock: Clock
) -> None:
    """Have the provider give back what is to go still. What it refuses may have gone there."""
    assert checkout.reference is not None, "what was paid has a name at the provider"
    key = f"{checkout.id}:{checkout.refunded.minor}-{checkout.back.minor}"
    try:
        await provider.give_back(checkout.reference, checkout.going, key=key)
    except PaymentRefused:
        now = await _see(db, provider, checkout, clock=clock)
        if now.refunded == checkout.refunded:
            raise
    else:
        await _see(db, provider, checkout, clock=clock)


async def _note_problem(
    db: Database, checkout: Checkout, refusal: PaymentRefused, *, at: datetime
) -> None:
    async def work(tx: Transaction) -> None:
        _, now = await both(tx, checkout)
        if now.goes_back:
            noted = replace(now, problem=refusal.sentence)
            await store.write(tx, noted, look_again_at=at + REFUSED_FOR, at=at)

    await db.tx(work)

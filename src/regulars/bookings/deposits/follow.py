"""Bring a deposit to where its provider says that it is.

It may be told to as often as anybody likes: by the job that asks for the deposit, by the provider's
notices, by the guest who comes back, and by the clock. What the provider says now is what counts.
No question is asked of it under a transaction.
"""

from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from regulars.bookings.deposits.give_back import look_after
from regulars.bookings.deposits.job import DepositJob, next_look
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.settle import ask_again, end, settle
from regulars.bookings.page import words
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.read import read_booking
from regulars.bookings.store import deposits as store
from regulars.kernel.clock import Clock
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import (
    Ask,
    Ours,
    PaymentProvider,
    PaymentRefused,
    PaymentSilent,
    PaymentState,
)

NOTICES = "/hooks/payments"
"""Where the provider tells of what happened."""

WRITTEN_TO_AFTER = timedelta(minutes=2)
"""Who pays at once needs no letter that asks for it."""

KEPT_IN_SILENCE = timedelta(hours=1)
"""So long past its end a deposit may still turn out to be paid, while the provider is silent."""

LOOK_BACK_EVERY, LOOK_BACK_FOR = timedelta(hours=1), timedelta(days=7)
"""Of what ended here without a word from the provider that it did there: it may have been paid."""


async def follow_deposit(
    db: Database,
    provider: PaymentProvider | None,
    job: DepositJob,
    *,
    links: BookingLinks,
    clock: Clock,
) -> None:
    """Take the step that is due. Raises `PaymentSilent` where it is to be tried again."""
    checkout = await store.read(db, job.merchant, job.checkout)
    if checkout is None:
        return
    match checkout.state:
        case CheckoutState.ASKED:
            await _open(db, provider, checkout, links=links, clock=clock)
        case CheckoutState.OPEN | CheckoutState.ENDED:
            await _look(db, provider, checkout, links=links, clock=clock)
        case CheckoutState.PAID | CheckoutState.REFUNDING:
            its_own = _its_own(provider, checkout)
            await look_after(db, its_own, checkout, links=links, clock=clock)
        case CheckoutState.REFUNDED:
            pass
        case other:
            assert_never(other)


async def _open(
    db: Database,
    provider: PaymentProvider | None,
    checkout: Checkout,
    *,
    links: BookingLinks,
    clock: Clock,
) -> None:
    """Ask the provider for a page where the guest pays, while there is time for it."""
    if clock() >= checkout.ends_at:
        await end(db, checkout, links=links, at=clock())
        return
    try:
        opened = await _its_own(provider, checkout).open(await _ask(db, checkout, links))
    except PaymentRefused as refusal:
        await end(db, checkout, problem=refusal.sentence, links=links, at=clock())
        return

    async def work(tx: Transaction) -> None:
        now = await store.lock(tx, checkout.merchant, checkout.id)
        if now.state is CheckoutState.ASKED:
            is_open = replace(
                now, state=CheckoutState.OPEN, reference=opened.reference, url=opened.url
            )
            at = clock()
            await store.write(tx, is_open, look_again_at=next_look(now, at=at), at=at)

    await db.tx(work)


async def _ask(db: Database, checkout: Checkout, links: BookingLinks) -> Ask:
    booking = await read_booking(db, checkout.merchant, checkout.booking)
    page = await page_of(db, checkout.merchant, booking.store)
    assert page is not None, "it was asked for on the page"
    venue: Venue = await venue_of(db, page)
    own = links.booking(venue.terms.slug, checkout.merchant, checkout.booking)
    return Ask(
        ours=Ours(checkout.merchant, checkout.id),
        amount=checkout.amount,
        title=words.name(venue),
        return_url=f"{own}/paid",
        notify_url=f"{links.base_url}{NOTICES}",
        ends_at=checkout.ends_at,
    )


async def _look(
    db: Database,
    provider: PaymentProvider | None,
    checkout: Checkout,
    *,
    links: BookingLinks,
    clock: Clock,
) -> None:
    """See whether the guest has paid."""
    if checkout.reference is None:
        return
    try:
        standing = await _its_own(provider, checkout).read(checkout.reference)
    except PaymentSilent:
        if clock() >= checkout.ends_at + KEPT_IN_SILENCE:
            await _end_for_now(db, checkout, links=links, at=clock())
            return
        raise
    except PaymentRefused as refusal:
        if clock() >= checkout.ends_at:
            problem = refusal.sentence
            await _end_for_now(db, checkout, problem=problem, links=links, at=clock())
        return
    match standing.state:
        case PaymentState.PAID:
            await settle(db, checkout, standing, links=links, at=clock())
        case PaymentState.ENDED:
            await end(db, checkout, links=links, at=clock())
        case PaymentState.OPEN:
            await _wait_on(db, checkout, links=links, at=clock())
        case other:
            assert_never(other)


async def _wait_on(db: Database, checkout: Checkout, *, links: BookingLinks, at: datetime) -> None:
    """The guest has not paid yet. What they pay when it has ended here goes back."""
    if at >= checkout.ends_at:
        await _end_for_now(db, checkout, links=links, at=at)
    elif at >= checkout.created_at + WRITTEN_TO_AFTER:
        await ask_again(db, checkout, links=links, at=at)


async def _end_for_now(
    db: Database, checkout: Checkout, *, problem: str = "", links: BookingLinks, at: datetime
) -> None:
    """Wait no longer for what may have been paid all the same, and look back at it for a while."""
    again = at + LOOK_BACK_EVERY if at < checkout.ends_at + LOOK_BACK_FOR else None
    await end(db, checkout, problem=problem, look_again_at=again, links=links, at=at)


def _its_own(provider: PaymentProvider | None, checkout: Checkout) -> PaymentProvider:
    """The provider that has the deposit. Raises `PaymentSilent` where it is set up no more."""
    if provider is None or provider.name != checkout.provider:
        raise PaymentSilent(f"The payment provider {checkout.provider} is not set up any more.")
    return provider

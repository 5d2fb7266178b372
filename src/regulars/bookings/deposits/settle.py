"""A deposit is paid, or never will be."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.deposits.job import ACTOR
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.refund import refund_in
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.page.letters.rules import awaits_payment
from regulars.bookings.page.letters.tell import ask_to_pay_in, tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.payments import record_in
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.set_status import set_status_in
from regulars.bookings.store import deposits as store
from regulars.platform.db import Database, Transaction
from regulars.platform.payment import Standing


async def settle(
    db: Database, checkout: Checkout, standing: Standing, *, links: BookingLinks, at: datetime
) -> None:
    """Write down that it was paid, once, and confirm the booking.

    A booking that is off by then gets it back: its table may be somebody else's.
    """

    async def work(tx: Transaction) -> None:
        booking, now = await _both(tx, checkout)
        if not (now.state.waits or now.state is CheckoutState.ENDED):
            return
        await record_in(
            tx,
            now.merchant,
            booking.id,
            standing.amount,
            standing.transaction,
            paid_at=standing.paid_at or at,
            at=at,
            actor=ACTOR,
        )
        if stage_of(booking.status_type) is Stage.OFF:
            await refund_in(tx, now, at=at)
            return
        await store.write(
            tx, replace(now, state=CheckoutState.PAID, problem=""), look_again_at=None, at=at
        )
        if booking.status_type is StatusType.UNCONFIRMED:
            await _become(tx, now, StatusType.CONFIRMED, links=links, at=at)

    await db.tx(work)


async def ask_again(db: Database, checkout: Checkout, *, links: BookingLinks, at: datetime) -> None:
    """Write to a guest who left without paying, once."""

    async def work(tx: Transaction) -> None:
        booking, now = await _both(tx, checkout)
        if not (now.state.waits and awaits_payment(booking)):
            return
        page = await page_of(tx, now.merchant, booking.store)
        if page is not None and await store.note_written(tx, now, at=at):
            await ask_to_pay_in(tx, await venue_of(tx, page), booking, links=links, at=at)

    await db.tx(work)


async def end(
    db: Database,
    checkout: Checkout,
    *,
    problem: str = "",
    look_again_at: datetime | None = None,
    links: BookingLinks,
    at: datetime,
) -> None:
    """Give up waiting, and give the table to others. With a time, look again then all the same."""

    async def work(tx: Transaction) -> None:
        booking, now = await _both(tx, checkout)
        if not (now.state.waits or now.state is CheckoutState.ENDED):
            return
        ended = replace(now, state=CheckoutState.ENDED, problem=problem or now.problem)
        await store.write(tx, ended, look_again_at=look_again_at, at=at)
        if now.state.waits and awaits_payment(booking):
            await _become(tx, now, StatusType.CANCELLED, links=links, at=at)

    await db.tx(work)


async def _both(tx: Transaction, checkout: Checkout) -> tuple[Booking, Checkout]:
    """The booking and its deposit as they stand now, which nobody else changes meanwhile."""
    kept = await take_up(tx, checkout.merchant, checkout.booking)
    return kept.booking, await store.lock(tx, checkout.merchant, checkout.id)


async def _become(
    tx: Transaction, checkout: Checkout, status: StatusType, *, links: BookingLinks, at: datetime
) -> None:
    merchant = checkout.merchant
    booking = await set_status_in(tx, merchant, checkout.booking, status.value, at=at, actor=ACTOR)
    page = await page_of(tx, merchant, booking.store)
    if page is not None:
        await tell_guest_in(tx, await venue_of(tx, page), booking, links=links, at=at)

"""A deposit is paid, or never will be."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.deposits.both import both
from regulars.bookings.deposits.job import ACTOR
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.refund import A_SLIP, begin_in, plan_in
from regulars.bookings.deposits.rules import paid_twice, returnable
from regulars.bookings.deposits.went_back import went_back_in
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

    A booking that is off by then gets it back, since its table may be somebody else's; and so does
    one that was paid by other means meanwhile.
    """

    async def work(tx: Transaction) -> None:
        booking, now = await both(tx, checkout)
        if not (now.state.waits or now.state is CheckoutState.ENDED):
            return
        summary = await record_in(
            tx,
            now.merchant,
            booking.id,
            standing.amount,
            standing.transaction,
            paid_at=standing.paid_at or at,
            at=at,
            actor=ACTOR,
        )
        booking = replace(booking, payment=summary)
        paid = await _keep_or_give_back(tx, booking, now, at=at)
        await went_back_in(tx, booking, paid, standing, at=at)
        if booking.status_type is StatusType.UNCONFIRMED:
            await _become(tx, now, StatusType.CONFIRMED, links=links, at=at)

    await db.tx(work)


async def _keep_or_give_back(
    tx: Transaction, booking: Booking, checkout: Checkout, *, at: datetime
) -> Checkout:
    """What becomes of a deposit that turned out to be paid. While it waited, a host who cancelled
    may have slipped; a table that was given up is gone.
    """
    if booking.status_type is StatusType.CANCELLED and checkout.state.waits:
        amount = returnable(booking, checkout)
        return await plan_in(tx, checkout, amount, back_at=at + A_SLIP, at=at)
    if stage_of(booking.status_type) is Stage.OFF:
        return await begin_in(tx, checkout, returnable(booking, checkout), at=at)
    other = await store.of_booking(tx, checkout.merchant, booking.id)
    if other is not None and other.id != checkout.id and other.state is CheckoutState.PAID:
        # The guest was asked anew meanwhile, and has paid that one.
        return await begin_in(tx, checkout, returnable(booking, checkout), at=at)
    twice = paid_twice(booking, checkout)
    return await plan_in(tx, checkout, twice, back_at=at + A_SLIP, at=at)


async def ask_again(db: Database, checkout: Checkout, *, links: BookingLinks, at: datetime) -> None:
    """Write to a guest who left without paying, once."""

    async def work(tx: Transaction) -> None:
        booking, now = await both(tx, checkout)
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
        booking, now = await both(tx, checkout)
        if not (now.state.waits or now.state is CheckoutState.ENDED):
            return
        ended = replace(now, state=CheckoutState.ENDED, problem=problem or now.problem)
        await store.write(tx, ended, look_again_at=look_again_at, at=at)
        if now.state.waits and awaits_payment(booking):
            await _become(tx, now, StatusType.CANCELLED, links=links, at=at)

    await db.tx(work)


async def _become(
    tx: Transaction, checkout: Checkout, status: StatusType, *, links: BookingLinks, at: datetime
) -> None:
    merchant = checkout.merchant
    booking = await set_status_in(tx, merchant, checkout.booking, status.value, at=at, actor=ACTOR)
    page = await page_of(tx, merchant, booking.store)
    if page is not None:
        await tell_guest_in(tx, await venue_of(tx, page), booking, links=links, at=at)

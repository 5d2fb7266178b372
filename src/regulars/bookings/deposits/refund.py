"""Whether and when a deposit goes back: called off in time, paid twice, and when staff say so.

Money that went back cannot be fetched again, while a host takes a slip back with a tap. So what
follows from what staff did is planned, in the transaction of what they did, and weighed once more
when it is due.
"""

from datetime import datetime, timedelta

from msgspec.structs import replace

from regulars.bookings.deposits.job import hand_out, next_look
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.deposits.rules import paid_twice, returnable
from regulars.bookings.errors import NotNow
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking, StatusType
from regulars.bookings.page.rules import is_in_time
from regulars.bookings.store import deposits as store
from regulars.bookings.store import pages
from regulars.kernel.ids import BookingId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Database, Transaction

A_SLIP = timedelta(minutes=15)
"""So long a host has to notice a slip: longer than a rush at the door, shorter than a guest waits
for word of their money."""


async def refund(db: Database, merchant: MerchantId, booking: BookingId, *, at: datetime) -> None:
    """Have given back now what is planned to go, else what is left of a deposit, whatever became of
    the party. Twice is once.

    Raises `NoSuchBooking`, and `NotNow` where nothing is left of a deposit paid on the page.
    """

    async def work(tx: Transaction) -> None:
        kept = (await take_up(tx, merchant, booking)).booking
        checkout = await store.of_booking(tx, merchant, booking)
        if checkout is None or checkout.state.waits or checkout.state is CheckoutState.ENDED:
            raise NotNow("No deposit was paid on the booking page.")
        if checkout.state is not CheckoutState.REFUNDED:
            await _hurry_or_begin_in(tx, kept, checkout, at=at)

    await db.tx(work)


async def _hurry_or_begin_in(
    tx: Transaction, booking: Booking, checkout: Checkout, *, at: datetime
) -> None:
    left = returnable(booking, checkout)
    if not left:
        raise NotNow("It was written down as given back already.")
    if checkout.back_at is not None:
        await plan_in(tx, checkout, checkout.going, back_at=at, at=at)
    elif checkout.state is CheckoutState.PAID:
        await begin_in(tx, checkout, left, at=at)


async def keep_what_is_twice(
    db: Database, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> None:
    """Keep what was paid twice, as agreed with the guest. Twice is once.

    Raises `NoSuchBooking`, and `NotNow` for a cancelled booking, whose guest was promised it.
    """

    async def work(tx: Transaction) -> None:
        kept = (await take_up(tx, merchant, booking)).booking
        if kept.status_type is StatusType.CANCELLED:
            raise NotNow("The booking is cancelled in time. Put it back, and the deposit stays.")
        checkout = await store.of_booking(tx, merchant, booking)
        if checkout is not None and checkout.back_at is not None:
            await keep_in(tx, checkout, at=at)

    await db.tx(work)


async def called_off_in(
    tx: Transaction, merchant: MerchantId, booking: Booking, *, at: datetime
) -> None:
    """The step that has the deposit of a booking go back that is cancelled in time.

    In time is as long as guests cancel by themselves. Who is late, or never comes, leaves it.
    """
    checkout = await store.of_booking(tx, merchant, booking.id)
    if checkout is None:
        return
    page = await pages.of_store(tx, merchant, booking.store)
    if page is not None and not is_in_time(booking, page.terms, at):
        return
    left = returnable(booking, checkout)
    if checkout.state is CheckoutState.PAID:
        await plan_in(tx, checkout, left, back_at=at + A_SLIP, at=at)
    elif checkout.state is CheckoutState.REFUNDING and left > checkout.going:
        await begin_in(tx, checkout, left, at=at)


async def hurry_in(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> None:
    """The step that has go back at once what goes back: a guest who cancels makes no slip."""
    checkout = await store.of_booking(tx, merchant, booking)
    if checkout is not None and checkout.back_at is not None:
        await plan_in(tx, checkout, checkout.going, back_at=at, at=at)


async def weigh_in(
    tx: Transaction, merchant: MerchantId, booking: Booking, *, at: datetime
) -> None:
    """The step that has go back what was paid twice, and nothing else, of what is not cancelled."""
    checkout = await store.of_booking(tx, merchant, booking.id)
    if checkout is None or checkout.state is not CheckoutState.PAID:
        return
    twice = paid_twice(booking, checkout)
    if booking.status_type is not StatusType.CANCELLED and twice != checkout.going:
        back_at = checkout.back_at or at + A_SLIP
        await plan_in(tx, checkout, twice, back_at=back_at, at=at)


async def plan_in(
    tx: Transaction, checkout: Checkout, amount: Money, *, back_at: datetime, at: datetime
) -> Checkout:
    """The step that has `amount` go back by itself at `back_at`; nothing of it for no amount."""
    if not amount:
        return await keep_in(tx, checkout, at=at)
    planned = replace(
        checkout, state=CheckoutState.PAID, back=checkout.refunded + amount, back_at=back_at
    )
    await store.write(tx, planned, look_again_at=next_look(planned, at=at), at=at)
    if back_at <= at:
        await hand_out(tx, checkout.merchant, checkout.id)
    return planned


async def keep_in(tx: Transaction, checkout: Checkout, *, at: datetime) -> Checkout:
    """The step by which a deposit is paid, and nothing of it is to go back."""
    kept = replace(
        checkout, state=CheckoutState.PAID, back=checkout.refunded, back_at=None, problem=""
    )
    await store.write(tx, kept, look_again_at=None, at=at)
    return kept


async def begin_in(tx: Transaction, checkout: Checkout, amount: Money, *, at: datetime) -> Checkout:
    """The step that has `amount` given back once `tx` has committed, without another look; nothing
    of it for no amount.
    """
    if not amount:
        return await keep_in(tx, checkout, at=at)
    going = replace(
        checkout,
        state=CheckoutState.REFUNDING,
        back=checkout.refunded + amount,
        back_at=None,
        problem="",
    )
    await store.write(tx, going, look_again_at=next_look(going, at=at), at=at)
    await hand_out(tx, checkout.merchant, checkout.id)
    return going

"""Whether a deposit goes back: in time, whoever calls the booking off, and when staff say so."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.deposits.job import hand_out, next_look
from regulars.bookings.deposits.model import Checkout, CheckoutState
from regulars.bookings.errors import NotNow
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking
from regulars.bookings.page.rules import cancel_until
from regulars.bookings.store import deposits as store
from regulars.bookings.store import pages
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.db import Database, Transaction


async def refund(db: Database, merchant: MerchantId, booking: BookingId, *, at: datetime) -> None:
    """Have the deposit of a booking given back, whatever became of the party. Twice is once.

    Raises `NoSuchBooking`, and `NotNow` where no deposit was paid on the booking page.
    """

    async def work(tx: Transaction) -> None:
        await take_up(tx, merchant, booking)
        checkout = await store.newest(tx, merchant, booking)
        if checkout is None or checkout.state.waits or checkout.state is CheckoutState.ENDED:
            raise NotNow("No deposit was paid on the booking page.")
        if checkout.state is CheckoutState.PAID:
            await refund_in(tx, checkout, at=at)

    await db.tx(work)


async def called_off_in(
    tx: Transaction, merchant: MerchantId, booking: Booking, *, at: datetime
) -> None:
    """The step that has the deposit of a booking given back that is cancelled in time.

    In time is as long as guests cancel by themselves. Who is late, or never comes, leaves it.
    """
    checkout = await store.newest(tx, merchant, booking.id)
    if checkout is None or checkout.state is not CheckoutState.PAID:
        return
    page = await pages.of_store(tx, merchant, booking.store)
    if page is None or at <= cancel_until(booking, page.terms):
        await refund_in(tx, checkout, at=at)


async def refund_in(tx: Transaction, checkout: Checkout, *, at: datetime) -> None:
    """The step that has a deposit given back once `tx` has committed."""
    going = replace(checkout, state=CheckoutState.REFUNDING, problem="")
    await store.write(tx, going, look_again_at=next_look(going, at=at), at=at)
    await hand_out(tx, checkout.merchant, checkout.id)

"""Staff took a voucher for a quiet time off the bill themselves: the till could not be shown it."""

from datetime import datetime

from regulars.bookings.errors import NotNow
from regulars.bookings.quiet.keep_promise import keep_in
from regulars.bookings.quiet.model import Multiplier, Promise, PromiseState, SlotVoucher
from regulars.bookings.read import read_booking
from regulars.bookings.rules.statuses import has_come
from regulars.bookings.store import slot_promises
from regulars.kernel.ids import BookingId, MerchantId, UseId, VoucherId, uuid7
from regulars.platform.db import Database, Transaction
from regulars.vouchers.read import read_voucher
from regulars.vouchers.use import consume


async def give_by_hand(
    db: Database, merchant: MerchantId, booking_id: BookingId, *, at: datetime
) -> None:
    """Have the voucher of a booking be used, whole, and its budget be spent. Once, however often.

    Raises `NoSuchBooking`, and `NotNow` where the party has not come, or no voucher waits for it.
    """

    async def work(tx: Transaction) -> None:
        promise = await slot_promises.lock(tx, merchant, booking_id)
        if promise is not None and promise.state is PromiseState.KEPT:
            return
        booking = await read_booking(tx, merchant, booking_id)
        if not has_come(booking.status_type):
            raise NotNow("The party has not come yet.")
        voucher, gives = _waiting(promise)
        await consume(
            tx,
            merchant,
            await read_voucher(tx, merchant, voucher),
            use=UseId(uuid7(at)),
            store=booking.store,
            order=booking.code,
            sale=None,
            member=booking.member,
            discount=gives.value,
            problem=None,
            at=at,
        )
        await keep_in(tx, merchant, booking_id, at=at)

    await db.tx(work)


def _waiting(promise: Promise | None) -> tuple[VoucherId, SlotVoucher]:
    """The voucher that waits for its bill. Raises `NotNow`."""
    if promise is not None and promise.state is PromiseState.PROMISED:
        match promise.gives:
            case SlotVoucher():
                assert promise.voucher is not None, "it was issued with the promise"
                return promise.voucher, promise.gives
            case Multiplier():
                pass
    raise NotNow("No voucher for a quiet time waits for this party.")

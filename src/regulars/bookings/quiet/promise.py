"""Something is promised with a booking that is for a quiet time."""

from datetime import datetime

from msgspec.structs import replace

from regulars.bookings.model import Booking
from regulars.bookings.quiet.facts import QuietOfferPromised
from regulars.bookings.quiet.keep_promise import write_down
from regulars.bookings.quiet.model import Promise, PromiseState, QuietOffer, SlotVoucher
from regulars.bookings.quiet.read import fitting
from regulars.bookings.quiet.rules import brought_to
from regulars.bookings.rules.times import bounds
from regulars.bookings.store import quiet_offers, slot_promises
from regulars.bookings.take import ground_of
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money
from regulars.platform import journal
from regulars.platform.db import Transaction
from regulars.vouchers.issue import issue_in
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, UseType, Voucher

GUEST = "guest"


async def promise_in(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    *,
    at: datetime,
    but_hold: str | None = None,
) -> Promise | None:
    """Promise what the time of a booking has now, in place of what another time had. A step.

    Whoever calls it has locked the day, so nobody else makes it fuller meanwhile. None where the
    time is not quiet (any more), or nothing is left of the budget: two guests after the last of it
    are given it once. A booking that was not moved keeps what it was promised.
    """
    before = await slot_promises.lock(tx, merchant, booking.id)
    if before is not None and _stays(before, booking):
        return before if before.state is not PromiseState.LAPSED else None
    if before is not None:
        before = await _lapse(tx, merchant, before, at=at)
    offer = await _set_aside(tx, merchant, booking, at=at, but_hold=but_hold)
    if offer is None:
        return None
    voucher = await _voucher(tx, merchant, booking, offer, at=at)
    promise = Promise(
        booking=booking.id,
        offer=offer.id,
        gives=offer.terms.gives,
        starts_at=booking.booked_for,
        most=offer.terms.most,
        voucher=None if voucher is None else voucher.id,
        code="" if voucher is None else voucher.code,
        version=0 if before is None else before.version,
        promised_at=at,
    )
    await slot_promises.write(tx, merchant, promise, settled_at=None)
    fact = QuietOfferPromised(
        offer=str(offer.id),
        booking=str(booking.id),
        most=promise.most,
        voucher=str(promise.voucher or ""),
    )
    await journal.write(tx, merchant, fact, at=at, actor=GUEST)
    return promise


def _stays(before: Promise, booking: Booking) -> bool:
    is_there = before.starts_at == booking.booked_for and not before.given_up
    return is_there or before.state is PromiseState.KEPT


async def _lapse(
    tx: Transaction, merchant: MerchantId, before: Promise, *, at: datetime
) -> Promise:
    """What was promised for another time gives its budget back."""
    offer = await quiet_offers.lock(tx, merchant, before.offer)
    assert offer is not None, "offers are never deleted"
    lapsed = brought_to(before, 0, waits=False, left=offer.left)
    after = replace(lapsed, given_up=True)
    await write_down(tx, merchant, before, after, at=at)
    return after


async def _set_aside(
    tx: Transaction,
    merchant: MerchantId,
    booking: Booking,
    *,
    at: datetime,
    but_hold: str | None,
) -> QuietOffer | None:
    if booking.service is None or booking.waits is not None:
        return None
    offer = await fitting(
        tx,
        merchant,
        booking.store,
        booking.day,
        booking.booked_for,
        booking.service,
        at=at,
        but_hold=but_hold,
        but=booking.id,
    )
    if offer is None:
        return None
    there = await quiet_offers.set_aside(tx, merchant, offer.id, offer.terms.most)
    return offer if there else None


async def _voucher(
    tx: Transaction, merchant: MerchantId, booking: Booking, offer: QuietOffer, *, at: datetime
) -> Voucher | None:
    """The voucher that is promised: good once, at this store, on this day of the diary."""
    gives = offer.terms.gives
    if not isinstance(gives, SlotVoucher):
        return None
    zone = (await ground_of(tx, merchant, booking.store)).time_zone
    starts_at, ends_at = bounds(booking.day, zone)
    new = NewVoucher(
        worth=AmountOff(gives.value),
        use_type=UseType.MULTI_USE,
        terms=Terms(
            description=f"{offer.terms.name} · booking {booking.code}",
            starts_at=starts_at,
            ends_at=ends_at,
            minimum=Money.zero(gives.value.currency),
            limit_total=1,
            stores=(booking.store,),
            member=booking.member,
        ),
    )
    return await issue_in(tx, merchant, new, at=at, actor=GUEST)

"""What was promised with a booking is given once its bill is paid, follows it, or lapses.

All of it is worked out from what the booking and its bills are now. So it may be done as often as
anybody likes, in any order of events: what moves is the difference to what was given before.
"""

from datetime import datetime
from typing import NamedTuple, assert_never

from msgspec.structs import replace

from regulars.bookings.model import Stage
from regulars.bookings.quiet.facts import QuietOfferSettled
from regulars.bookings.quiet.model import (
    Multiplier,
    OfferTerms,
    Promise,
    PromiseState,
    SlotVoucher,
)
from regulars.bookings.quiet.rules import SETTLED_AFTER, brought_to, extra_points, goes_along
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.rules.times import bounds
from regulars.bookings.store import bookings, quiet_offers, slot_promises
from regulars.bookings.store.bookings import Kept
from regulars.kernel.ids import BookingId, MemberId, MerchantId
from regulars.kernel.points import Points
from regulars.platform import journal
from regulars.platform.db import Database, Transaction
from regulars.programs.quiet_points import Bonus, Standing, bring_quiet_points
from regulars.sales.spending import spending_of
from regulars.vouchers.edit import edit_in
from regulars.vouchers.read import given_by, read_voucher

SYSTEM = "system"


async def keep_promise(
    db: Database, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> None:
    """Bring what was promised with a booking, if anything was, to where its bills are."""
    await db.tx(lambda tx: keep_in(tx, merchant, booking, at=at))


async def keep_in(
    tx: Transaction, merchant: MerchantId, booking: BookingId, *, at: datetime
) -> None:
    """The same in somebody's transaction. A step."""
    before = await slot_promises.lock(tx, merchant, booking)
    if before is None:
        return
    kept = await bookings.read(tx, merchant, booking)
    offer = await quiet_offers.lock(tx, merchant, before.offer)
    assert kept is not None, "bookings are never deleted"
    assert offer is not None, "nor are offers"
    came = await _came_to(tx, merchant, before)
    along = _goes_along(before, kept, offer.terms)
    due = came.due if along or before.state is PromiseState.KEPT else 0
    after = brought_to(before, due, waits=along and _waits(kept, at=at), left=offer.left)
    after = await _with_points(tx, merchant, before, after, kept, came, at=at)
    if after != before:
        await write_down(tx, merchant, before, after, at=at)


async def write_down(
    tx: Transaction, merchant: MerchantId, before: Promise, after: Promise, *, at: datetime
) -> None:
    """Write down what became of a promise, and of the offer's budget. A step."""
    freed, spent = before.set_aside - after.set_aside, after.given - before.given
    if freed or spent:
        await quiet_offers.settle(tx, merchant, after.offer, freed=freed, spent=spent)
    waits = after.state is PromiseState.PROMISED
    await slot_promises.write(tx, merchant, after, settled_at=None if waits else at)
    if (before.state, before.given) == (after.state, after.given):
        return
    await _switch_voucher(tx, merchant, after, at=at)
    fact = QuietOfferSettled(
        offer=str(after.offer),
        booking=str(after.booking),
        state=after.state.value,
        given=after.given,
    )
    await journal.write(tx, merchant, fact, at=at)


class _Came(NamedTuple):
    """What a promise comes to by the bills as they stand: `due`, to `member`, on `of` points."""

    due: int
    member: MemberId | None = None
    of: int = 0


async def _came_to(tx: Transaction, merchant: MerchantId, promise: Promise) -> _Came:
    match promise.gives:
        case Multiplier():
            spending = await spending_of(tx, merchant, promise.booking)
            due = extra_points(promise.gives, spending.points, most=promise.most)
            return _Came(due, spending.member, spending.points)
        case SlotVoucher():
            assert promise.voucher is not None, "it was issued with the promise"
            return _Came(await given_by(tx, merchant, promise.voucher))
        case other:
            assert_never(other)


def _goes_along(promise: Promise, kept: Kept, terms: OfferTerms) -> bool:
    """Whether the party still has a time for which it was promised."""
    booking = kept.booking
    return goes_along(promise, terms, booking.service, booking.booked_for, kept.time_zone)


def _waits(kept: Kept, *, at: datetime) -> bool:
    """Whether the party may still come, or pay."""
    if stage_of(kept.booking.status_type) is Stage.OFF:
        return False
    return at < bounds(kept.booking.day, kept.time_zone)[1] + SETTLED_AFTER


async def _with_points(
    tx: Transaction,
    merchant: MerchantId,
    before: Promise,
    after: Promise,
    kept: Kept,
    came: _Came,
    *,
    at: datetime,
) -> Promise:
    """`after`, with the points that it came to where they belong."""
    if not isinstance(after.gives, Multiplier):
        return after
    bonus = Bonus(
        merchant=merchant,
        booking=after.booking,
        store=kept.booking.store,
        time_zone=kept.time_zone,
        member=came.member if after.given else None,
        points=Points(after.given),
        basis_points=after.gives.basis_points,
        of=came.of,
    )
    stood = Standing(
        member=before.member,
        points=Points(before.given),
        lot=before.lot,
        let_go=Points(before.let_go),
        version=before.version,
    )
    stands = await bring_quiet_points(tx, bonus, stood, at=at)
    return replace(
        after,
        member=stands.member,
        lot=stands.lot,
        let_go=stands.let_go,
        version=stands.version,
    )


async def _switch_voucher(
    tx: Transaction, merchant: MerchantId, promise: Promise, *, at: datetime
) -> None:
    """A voucher that lapsed can be used no more; one that is promised again can."""
    if promise.voucher is None:
        return
    voucher = await read_voucher(tx, merchant, promise.voucher)
    active = promise.state is not PromiseState.LAPSED
    if voucher.terms.active != active:
        terms = replace(voucher.terms, active=active)
        await edit_in(tx, merchant, voucher.id, terms, at=at, actor=SYSTEM)

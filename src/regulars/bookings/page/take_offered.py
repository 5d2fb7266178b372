"""A guest who waited takes the table that became free."""

from datetime import datetime

from regulars.bookings import availability
from regulars.bookings.change import change_in
from regulars.bookings.deposits.ask import ask_deposit_in
from regulars.bookings.deposits.asked import deposit_of
from regulars.bookings.errors import NoSuchBooking, NoTable, NotNow, TableTaken
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking, Changes, Slot, StatusType
from regulars.bookings.page import offers
from regulars.bookings.page.book import GUEST
from regulars.bookings.page.hold import key_of, read_held
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Held, Venue
from regulars.bookings.page.rules import COMING
from regulars.bookings.page.wait import fitting
from regulars.bookings.quiet.promise import promise_in
from regulars.bookings.set_status import set_status_in
from regulars.bookings.store import grounds, holds, listed
from regulars.kernel.ids import BookingId
from regulars.kernel.sentences import said
from regulars.platform.db import Database, Reads, RunAgain, Transaction
from regulars.platform.payment import PaymentProvider


async def read_offer(reads: Reads, venue: Venue, booking: Booking, *, at: datetime) -> Held | None:
    """What is kept for a party on a list at that moment, until when."""
    if booking.waits is None or booking.status_type not in COMING:
        return None
    return await read_held(reads, venue, key_of(booking.id), at=at)


async def take_offered(
    db: Database,
    venue: Venue,
    booking_id: BookingId,
    *,
    links: BookingLinks,
    payments: PaymentProvider | None = None,
    at: datetime,
) -> Booking:
    """Give the guest the table that is kept for them, or one that is still free, and mail them.

    Where a deposit is asked for, and `payments` can take it, the mail waits until it is paid.
    Who has a table keeps it: the same twice is once. Raises `NoSuchBooking`, `NotNow` for a party
    that does not wait any more, and `NoTable` where it came too late: it still waits.
    """
    merchant = venue.merchant.id

    async def work(tx: Transaction) -> Booking:
        booking = (await take_up(tx, merchant, booking_id)).booking
        if not _check(venue, booking):
            return booking
        await grounds.lock_day(tx, merchant, venue.store.id, booking.day)
        slot = await _slot(tx, venue, booking, at=at)
        await holds.remove(tx, merchant, key_of(booking.id))
        taken = await _take(tx, venue, booking, slot, at=at)
        taken = await _confirm(tx, venue, taken, payments, at=at)
        await promise_in(tx, merchant, taken, at=at)
        await tell_guest_in(tx, venue, taken, links=links, at=at)
        return taken

    return await db.tx(work)


def _check(venue: Venue, booking: Booking) -> bool:
    """Whether the party still waits."""
    if booking.store != venue.store.id:
        raise NoSuchBooking(said("There is no such booking."))
    if booking.status_type not in COMING:
        raise NotNow(said("You do not wait for a table any more."))
    return booking.waits is not None


async def _slot(tx: Transaction, venue: Venue, booking: Booking, *, at: datetime) -> Slot:
    """What the party is given: the time that is kept, else what fits and is free."""
    held = await read_offer(tx, venue, booking, at=at)
    if held is not None:
        slot = await _kept_slot(tx, venue, booking, held, at=at)
    else:
        line = await listed.read(tx, venue.merchant.id, booking.id)
        flexible = line.flexible_minutes if line else 0
        free = await offers.times(tx, venue, booking.day, booking.covers, at=at)
        slot = fitting(booking, flexible, free)
    if slot is None:
        raise NoTable(said("This table is gone. You are still on our list."))
    return slot


async def _kept_slot(
    reads: Reads, venue: Venue, booking: Booking, held: Held, *, at: datetime
) -> Slot | None:
    """The slot that is kept, if staff have not given its last table away."""
    offered = await availability.available(
        reads,
        venue.merchant.id,
        venue.store.id,
        booking.day,
        booking.covers,
        at=at,
        online=True,
        but_hold=held.key,
    )
    kept = (held.starts_at, held.service)
    return next((one for one in offered if (one.starts_at, one.service) == kept), None)


async def _take(
    tx: Transaction, venue: Venue, booking: Booking, slot: Slot, *, at: datetime
) -> Booking:
    merchant = venue.merchant.id
    changes = Changes(
        starts_at=slot.starts_at,
        duration_minutes=slot.duration_minutes,
        tables=slot.tables,
        over_pacing=True,
    )
    try:
        return await change_in(tx, merchant, booking.id, changes, version=None, at=at, actor=GUEST)
    except TableTaken as taken:
        # Somebody was seated there in the same moment: then there may be others.
        raise RunAgain from taken


async def _confirm(
    tx: Transaction,
    venue: Venue,
    booking: Booking,
    payments: PaymentProvider | None,
    *,
    at: datetime,
) -> Booking:
    """The booking confirmed, or as it stands until its deposit is paid.

    Staff who have confirmed a party on a list want nothing more of it, nor of one that has paid.
    """
    merchant = venue.merchant.id
    if booking.status_type is not StatusType.UNCONFIRMED:
        return booking
    deposit = deposit_of(venue, booking.service, booking.starts_at, booking.covers)
    has_paid = booking.payment is not None and booking.payment.paid
    if payments is not None and deposit is not None and not has_paid:
        return await ask_deposit_in(
            tx, merchant, booking, deposit, provider=payments.name, at=at, actor=GUEST
        )
    status = StatusType.CONFIRMED.value
    return await set_status_in(tx, merchant, booking.id, status, at=at, actor=GUEST)

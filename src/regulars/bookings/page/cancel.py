"""A guest cancels by themselves."""

from datetime import datetime

from regulars.bookings.deposits.refund import hurry_in
from regulars.bookings.errors import NotNow
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking, StatusType
from regulars.bookings.page import words
from regulars.bookings.page.book import GUEST
from regulars.bookings.page.errors import TooLate
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue
from regulars.bookings.page.rules import COMING, may_cancel
from regulars.bookings.set_status import set_status_in
from regulars.kernel.ids import BookingId
from regulars.kernel.sentences import said
from regulars.platform.db import Database, Transaction


async def cancel(
    db: Database, venue: Venue, booking_id: BookingId, *, links: BookingLinks, at: datetime
) -> Booking:
    """Give the table back, at once, and mail the guest about it. What is cancelled stays so.

    Raises `NoSuchBooking`, `TooLate`, and `NotNow` for a party that has come.
    """
    merchant = venue.merchant.id

    async def work(tx: Transaction) -> Booking:
        booking = (await take_up(tx, merchant, booking_id)).booking
        if booking.status_type is StatusType.CANCELLED:
            return booking
        _check(venue, booking, at=at)
        status = StatusType.CANCELLED.value
        cancelled = await set_status_in(tx, merchant, booking.id, status, at=at, actor=GUEST)
        await hurry_in(tx, merchant, booking.id, at=at)
        await tell_guest_in(tx, venue, cancelled, links=links, at=at)
        return cancelled

    return await db.tx(work)


def _check(venue: Venue, booking: Booking, *, at: datetime) -> None:
    if booking.status_type not in COMING:
        raise NotNow(said("This booking cannot be cancelled here any more."))
    if not may_cancel(booking, venue.terms, at):
        until = words.until(venue, booking)
        raise TooLate(said("This could be cancelled here until %(time)s.", time=until))

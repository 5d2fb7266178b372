"""A party that staff put on a list is offered what becomes free, as those from the page are.

It needs an e-mail address, and a time that it wishes for: who stands at the door is called by name.
"""

from datetime import datetime

from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking
from regulars.bookings.page.asked_for import clear_in
from regulars.bookings.page.hold import key_of
from regulars.bookings.page.job import GuestJob
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Asked, Venue
from regulars.bookings.page.read import calls_by_mail, page_of, venue_of
from regulars.bookings.page.rules import COMING
from regulars.bookings.store import booking_requests, guests, listed
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.secrets import digest

NEAR_ENOUGH = 30
"""Staff write down one time. Within so many minutes of it, a table is worth asking about."""


async def welcome(db: Database, job: GuestJob, *, links: BookingLinks, at: datetime) -> None:
    """Write to a party that staff put on a list, and have it called from now on.

    Nothing where the store's page has no list, or the guest has asked for that time by themselves.
    """

    async def work(tx: Transaction) -> None:
        booking = (await take_up(tx, job.merchant, job.booking)).booking
        page = await page_of(tx, job.merchant, booking.store)
        if page is None or not calls_by_mail(page) or not _waits(booking, at=at):
            return
        venue = await venue_of(tx, page)
        asked = await _asked(tx, venue, booking)
        if asked is not None and await _write_down(tx, venue, booking, asked, at=at):
            await tell_guest_in(tx, venue, booking, links=links, at=at)

    await db.tx(work)


def _waits(booking: Booking, *, at: datetime) -> bool:
    on_a_list = booking.waits is not None and booking.status_type in COMING
    return on_a_list and booking.starts_at > at


async def _asked(reads: Reads, venue: Venue, booking: Booking) -> Asked | None:
    """Whom to write to, in the venue's language: theirs nobody knows."""
    if booking.guest is None:
        return None
    guest = await guests.read(reads, venue.merchant.id, booking.guest)
    if guest is None or not guest.email:
        return None
    return Asked(name=booking.name or guest.name, email=guest.email, language=venue.language)


async def _write_down(
    tx: Transaction, venue: Venue, booking: Booking, asked: Asked, *, at: datetime
) -> bool:
    """What the party asks for, as if they had; False where they have, and it still stands."""
    merchant, key = venue.merchant.id, key_of(booking.id)
    added = await _add(tx, venue, booking, asked, at=at) or (
        await clear_in(tx, venue, asked.email, booking.starts_at)
        and await _add(tx, venue, booking, asked, at=at)
    )
    if added:
        await booking_requests.booked(tx, merchant, key, booking.id)
        await listed.join(tx, merchant, booking.id, NEAR_ENOUGH)
    return added


async def _add(
    tx: Transaction, venue: Venue, booking: Booking, asked: Asked, *, at: datetime
) -> bool:
    return await booking_requests.add(
        tx,
        venue.merchant.id,
        key_of(booking.id),
        asked,
        input_hash=digest(asked),
        store=booking.store,
        starts_at=booking.starts_at,
        at=at,
    )

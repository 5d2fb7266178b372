"""What becomes free is offered to whoever waits for it, one after the other."""

from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from regulars.bookings.errors import NoTable
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking
from regulars.bookings.page import offers
from regulars.bookings.page.facts import BookingOffered
from regulars.bookings.page.hold import hold_for_booking, key_of, read_held
from regulars.bookings.page.job import FreedJob
from regulars.bookings.page.letters.tell import offer_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Held, Venue
from regulars.bookings.page.read import calls_by_mail, page_of, venue_of
from regulars.bookings.page.rules import COMING
from regulars.bookings.page.wait import fitting
from regulars.bookings.store import listed
from regulars.bookings.store.listed import InLine
from regulars.kernel.ids import BookingId
from regulars.platform import journal, log
from regulars.platform.db import Database, Transaction

TO_TAKE_IT = timedelta(minutes=30)
IN_A_HURRY = timedelta(minutes=10)
SOON = timedelta(hours=2)
"""Who would come within this time has less of it to think."""

GOES_TO_BED, GETS_UP = time(22), time(8)
"""By the store's clock. An offer that comes in between waits until its guest has got up."""

MOST_CALLS = 3
NOT_AGAIN_FOR = timedelta(hours=1)
"""Who let an offer pass is not written to again at once, even alone."""


async def call_all_waiting(db: Database, *, links: BookingLinks, at: datetime) -> None:
    """Offer what is free, on every day that somebody waits for. What was not taken goes on."""
    await listed.let_go(db, at=at)
    for merchant, store, day in await listed.days_waited_for(db, at=at):
        try:
            await _call_line(db, FreedJob(merchant, store, day), links=links, at=at)
        except Exception:  # noqa: BLE001  no other line has to wait for this one
            log.exception("nobody called", store=store, day=day.isoformat())


async def call_waiting(db: Database, job: FreedJob, *, links: BookingLinks, at: datetime) -> None:
    """Offer what is free on one day of a store to those who wait for it, in their order."""
    await listed.let_go(db, at=at)
    await _call_line(db, job, links=links, at=at)


def may_be_called(line: InLine, *, at: datetime) -> bool:
    """Whether a party may be offered something, as often as it was before."""
    if line.calls >= MOST_CALLS:
        return False
    return line.called_at is None or at - line.called_at >= NOT_AGAIN_FOR


def offer_ends(starts_at: datetime, *, at: datetime, zone: str) -> datetime:
    """Until when a party can take what begins at `starts_at`."""
    if starts_at - at <= SOON:
        return min(at + IN_A_HURRY, starts_at)
    return min(awake(at, zone) + TO_TAKE_IT, starts_at)


def awake(at: datetime, zone: str) -> datetime:
    """When somebody reads what is written to them at that moment."""
    there = at.astimezone(ZoneInfo(zone))
    if GETS_UP <= there.time() < GOES_TO_BED:
        return at
    day = there.date() + timedelta(days=there.time() >= GOES_TO_BED)
    return datetime.combine(day, GETS_UP, there.tzinfo).astimezone(UTC)


async def _call_line(db: Database, job: FreedJob, *, links: BookingLinks, at: datetime) -> None:
    page = await page_of(db, job.merchant, job.store)
    if page is None or not calls_by_mail(page):
        return
    venue = await venue_of(db, page)
    for booking in await listed.in_line(db, job.merchant, job.store, job.day):
        await db.tx(partial(_call, venue=venue, booking_id=booking, links=links, at=at))


async def _call(
    tx: Transaction, *, venue: Venue, booking_id: BookingId, links: BookingLinks, at: datetime
) -> None:
    merchant = venue.merchant.id
    booking = (await take_up(tx, merchant, booking_id)).booking
    line = await listed.read(tx, merchant, booking_id)
    if line is None or not _waits(booking) or not may_be_called(line, at=at):
        return
    if await read_held(tx, venue, key_of(booking.id), at=at) is not None:
        return
    free = await offers.times(tx, venue, booking.day, booking.covers, at=at)
    slot = fitting(booking, line.flexible_minutes, free)
    if slot is None:
        return
    until = offer_ends(slot.starts_at, at=at, zone=venue.store.time_zone)
    try:
        held = await hold_for_booking(tx, venue, booking, slot, ends_at=until, at=at)
    except NoTable:
        return
    await listed.called(tx, merchant, booking_id, at=at)
    await journal.write(tx, merchant, _offered(booking, held), at=at)
    await offer_in(tx, venue, booking, held, links=links, at=at)


def _offered(booking: Booking, held: Held) -> BookingOffered:
    return BookingOffered(
        booking=str(booking.id),
        store=booking.store,
        starts_at=held.starts_at.isoformat(),
        until=held.ends_at.isoformat(),
    )


def _waits(booking: Booking) -> bool:
    return booking.waits is not None and booking.status_type in COMING

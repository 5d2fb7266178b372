"""A guest changes by themselves what they booked."""

from datetime import date, datetime

from msgspec import structs

from regulars.bookings.deposits.asked import check_due
from regulars.bookings.errors import Closed, NoSuchBooking, NoTable, NotNow, TableTaken
from regulars.bookings.floor.read import read_floor
from regulars.bookings.guests import read_guest
from regulars.bookings.keep import take_up, write_down
from regulars.bookings.model import Booking, Slot
from regulars.bookings.move import move
from regulars.bookings.page import offers, words
from regulars.bookings.page.book import GUEST
from regulars.bookings.page.errors import TooLate
from regulars.bookings.page.letters.tell import tell_guest_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Alteration, Venue
from regulars.bookings.page.read import who_asked
from regulars.bookings.page.rules import COMING, checked_alteration, may_cancel
from regulars.bookings.quiet.promise import promise_in
from regulars.bookings.rules.placing import candidates
from regulars.bookings.rules.texts import LONGEST_TEXT
from regulars.bookings.rules.times import day_of
from regulars.bookings.store import grounds, holds
from regulars.kernel.ids import BookingId, TableId
from regulars.kernel.sentences import said
from regulars.platform.db import Database, Reads, RunAgain, Transaction
from regulars.platform.payment import PaymentProvider

MOST_VERSIONS = 20
"""A booking that was changed so often is a toy of somebody's: each time its guest is written to."""


async def alter(
    db: Database,
    venue: Venue,
    booking_id: BookingId,
    alteration: Alteration,
    *,
    links: BookingLinks,
    payments: PaymentProvider | None = None,
    at: datetime,
) -> Booking:
    """Give the guest what they would rather have, if the page offers it, and mail them about it.

    Who is refused keeps what they had. Fewer people keep their time whatever is offered. Raises
    `Invalid` with the field that cannot be used; `NoSuchBooking`, `TooLate`, and `NotNow` for a
    party that has come or waits; `Closed`, `BadBooking` and `NoTable` as `book` does; `MoreDeposit`
    where they would have to pay more ahead, and `payments` could take it.
    """
    alteration = checked_alteration(alteration, country=venue.store.country)
    merchant = venue.merchant.id

    async def work(tx: Transaction) -> Booking:
        kept = await take_up(tx, merchant, booking_id)
        before = kept.booking
        await who_asked(tx, merchant, before.id)
        _check(venue, before, at=at)
        after = await _altered(tx, venue, before, alteration, at=at)
        if payments is not None:
            check_due(venue, before, after)
        if alteration.key is not None:
            await holds.remove(tx, merchant, alteration.key)
        if after == before:
            return before
        await _take_its_tables(tx, venue, before, after, at=at)
        altered = await write_down(tx, merchant, kept, after, at=at, actor=GUEST)
        if altered.booked_for != before.booked_for:
            await promise_in(tx, merchant, altered, at=at)
        await tell_guest_in(tx, venue, altered, links=links, at=at)
        return altered

    return await db.tx(work)


def may_alter(venue: Venue, booking: Booking, *, at: datetime) -> bool:
    """Whether a guest may still change a booking: as long as they may cancel it."""
    return _is_alterable(booking) and may_cancel(booking, venue.terms, at)


def _is_alterable(booking: Booking) -> bool:
    return booking.waits is None and booking.version < MOST_VERSIONS


def _check(venue: Venue, booking: Booking, *, at: datetime) -> None:
    if booking.store != venue.store.id:
        raise NoSuchBooking(said("There is no such booking."))
    if booking.status_type not in COMING or not _is_alterable(booking):
        raise NotNow(said("This booking cannot be changed here."))
    if not may_cancel(booking, venue.terms, at):
        until = words.until(venue, booking)
        raise TooLate(said("This could be changed here until %(time)s.", time=until))


async def _altered(
    tx: Transaction, venue: Venue, before: Booking, alteration: Alteration, *, at: datetime
) -> Booking:
    """The booking as it is to be, at tables that are free then."""
    note = await _note(tx, venue, before, alteration.phone)
    written = structs.replace(before, request=alteration.request, note=note)
    in_service = before.service in (None, alteration.service)
    stays = in_service and alteration.starts_at == before.starts_at
    if stays and alteration.covers == before.covers:
        return written
    await grounds.lock_day(tx, venue.merchant.id, venue.store.id, _day(venue, alteration.starts_at))
    try:
        slot = await offers.slot_of(
            tx, venue, alteration, at=at, but=before.id, but_hold=alteration.key
        )
    except (NoTable, Closed):
        if stays and 0 < alteration.covers < before.covers:
            return structs.replace(written, covers=alteration.covers)
        raise
    tables = await _tables(tx, venue, before, slot, alteration.covers)
    return structs.replace(
        written,
        day=_day(venue, slot.starts_at),
        starts_at=slot.starts_at,
        duration_minutes=slot.duration_minutes,
        booked_for=slot.starts_at,
        booked_minutes=slot.duration_minutes,
        turn_minutes=slot.turn_minutes,
        service=slot.service,
        covers=alteration.covers,
        tables=tables,
    )


async def _tables(
    reads: Reads, venue: Venue, before: Booking, slot: Slot, covers: int
) -> tuple[TableId, ...]:
    """The tables that a party has, if it stays at its time and they fit it, else the slot's."""
    needed = slot.duration_minutes + slot.turn_minutes
    had = before.duration_minutes + before.turn_minutes
    if slot.starts_at != before.starts_at or needed > had:
        return slot.tables
    floor = await read_floor(reads, venue.merchant.id, venue.store.id)
    fitting = {frozenset(tables) for tables in candidates(floor, covers)}
    return before.tables if frozenset(before.tables) in fitting else slot.tables


async def _note(reads: Reads, venue: Venue, booking: Booking, phone: str) -> str:
    """What staff read of a telephone number that is not the one they have.

    It is not written over what is known of somebody: a link may be in other hands.
    """
    if not phone or booking.guest is None:
        return booking.note
    guest = await read_guest(reads, venue.merchant.id, booking.guest)
    line = f"Call {phone} about this booking."
    if phone == guest.phone or line in booking.note:
        return booking.note
    note = f"{booking.note}\n{line}".strip()
    return note if len(note) <= LONGEST_TEXT else booking.note


async def _take_its_tables(
    tx: Transaction, venue: Venue, before: Booking, after: Booking, *, at: datetime
) -> None:
    try:
        await move(tx, venue.merchant.id, before, after, venue.store.time_zone, at=at)
    except TableTaken as taken:
        # Somebody was seated there in the same moment: then there may be others.
        raise RunAgain from taken


def _day(venue: Venue, instant: datetime) -> date:
    return day_of(instant, venue.store.time_zone)

"""A guest is written to about what became of their booking."""

from datetime import datetime

from regulars.bookings.deposits.read import deposit_asked
from regulars.bookings.floor.read import read_services
from regulars.bookings.model import Booking
from regulars.bookings.page import words
from regulars.bookings.page.job import GuestJob
from regulars.bookings.page.letters.matter import Matter
from regulars.bookings.page.letters.model import Later, Letter, Reader, State, Told
from regulars.bookings.page.letters.rules import SORRY_WITHIN, due_at, news, state_of
from regulars.bookings.page.letters.write import mail_of
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Held, Venue
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.quiet.read import promise_of
from regulars.bookings.read import read_booking
from regulars.bookings.store import letters as store
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.mail import post


async def tell_guest(db: Database, job: GuestJob, *, links: BookingLinks, at: datetime) -> None:
    """Write to the guest of a booking, if it is other than they know, and plan what goes later."""

    async def work(tx: Transaction) -> None:
        if await store.lock_reader(tx, job.merchant, job.booking) is None:
            return
        # Only now: what two change at the same time is told once, and as it came out.
        booking = await read_booking(tx, job.merchant, job.booking)
        page = await page_of(tx, job.merchant, booking.store)
        if page is not None:
            await tell_guest_in(tx, await venue_of(tx, page), booking, links=links, at=at)

    await db.tx(work)


async def tell_guest_in(
    tx: Transaction, venue: Venue, booking: Booking, *, links: BookingLinks, at: datetime
) -> None:
    """What `tell_guest` does. A step. Bookings that were not made on the page have no reader."""
    reader = await store.lock_reader(tx, venue.merchant.id, booking.id)
    if reader is None:
        return
    letter = news(reader.told, booking, at=at)
    if letter is not None:
        await send_in(tx, venue, booking, reader, letter, links=links, at=at)
        told = await _note(tx, venue, booking, reader.told)
        await _plan_reminder(tx, venue, booking, told, at=at)
    await _plan_thanks(tx, venue, booking)


async def ask_to_pay_in(
    tx: Transaction, venue: Venue, booking: Booking, *, links: BookingLinks, at: datetime
) -> None:
    """The step that writes to a guest who has not paid ahead, so that they find their way back."""
    reader = await store.lock_reader(tx, venue.merchant.id, booking.id)
    if reader is not None:
        await send_in(tx, venue, booking, reader, Letter.UNPAID, links=links, at=at)


async def tell_paid_twice_in(
    tx: Transaction, venue: Venue, booking: Booking, *, links: BookingLinks, at: datetime
) -> None:
    """The step that writes to a guest that a deposit goes back that they paid elsewhere as well."""
    reader = await store.lock_reader(tx, venue.merchant.id, booking.id)
    if reader is not None:
        await send_in(tx, venue, booking, reader, Letter.PAID_TWICE, links=links, at=at)


async def offer_in(
    tx: Transaction,
    venue: Venue,
    booking: Booking,
    held: Held,
    *,
    links: BookingLinks,
    at: datetime,
) -> None:
    """The step that writes to a party on a list that a table is held for it."""
    reader = await store.lock_reader(tx, venue.merchant.id, booking.id)
    if reader is not None:
        await send_in(tx, venue, booking, reader, Letter.OFFERED, held=held, links=links, at=at)


async def say_sorry_in(
    tx: Transaction, venue: Venue, booking: Booking, *, links: BookingLinks, at: datetime
) -> None:
    """The step that writes to a party that it waited in vain, unless that is long ago."""
    reader = await store.lock_reader(tx, venue.merchant.id, booking.id)
    if reader is None or reader.told is None or reader.told.state is not State.WAITING:
        return
    if at - booking.starts_at <= SORRY_WITHIN:
        await send_in(tx, venue, booking, reader, Letter.IN_VAIN, links=links, at=at)
    await _note(tx, venue, booking, reader.told)


async def send_in(
    tx: Transaction,
    venue: Venue,
    booking: Booking,
    reader: Reader,
    letter: Letter,
    *,
    held: Held | None = None,
    links: BookingLinks,
    at: datetime,
) -> None:
    """The step that sends a letter, in its reader's language."""
    merchant = venue.merchant.id
    matter = Matter(
        words.speaking(venue, reader.asked.language),
        booking,
        at=at,
        told=reader.told,
        held=held,
        flexible_minutes=reader.flexible_minutes,
        deposit=await deposit_asked(tx, merchant, booking.id),
        promise=await promise_of(tx, merchant, booking.id),
    )
    policy = await policy_of(tx, venue, booking)
    mail = mail_of(letter, matter, reader.asked, policy=policy, links=links)
    await post(tx, merchant, mail, at=at)


async def policy_of(reads: Reads, venue: Venue, booking: Booking) -> str:
    """What the booking's service has its guests know."""
    services = await read_services(reads, venue.merchant.id, venue.store.id, also_inactive=True)
    return next((one.terms.policy for one in services if one.id == booking.service), "")


async def _note(tx: Transaction, venue: Venue, booking: Booking, told: Told | None) -> Told:
    """Write down that the guest knows how the booking stands now."""
    state = state_of(booking, told)
    assert state is not None, "there was something to tell"
    now_told = Told(state=state, starts_at=booking.starts_at, covers=booking.covers)
    await store.write_told(tx, venue.merchant.id, booking.id, now_told)
    return now_told


async def _plan_reminder(
    tx: Transaction, venue: Venue, booking: Booking, told: Told, *, at: datetime
) -> None:
    """Have the guest reminded, unless this letter comes as late as that one would."""
    due = due_at(Later.REMINDER, booking, told, venue.terms, venue.store.time_zone)
    if due is None or due <= at:
        await store.drop(tx, venue.merchant.id, booking.id, Later.REMINDER)
    else:
        await store.plan(tx, venue.merchant.id, booking.id, Later.REMINDER, due_at=due)


async def _plan_thanks(tx: Transaction, venue: Venue, booking: Booking) -> None:
    due = due_at(Later.THANKS, booking, None, venue.terms, venue.store.time_zone)
    if due is not None:
        await store.plan(tx, venue.merchant.id, booking.id, Later.THANKS, due_at=due, once=True)

"""Letters whose time has come go out, each once, if they still make sense."""

from datetime import datetime
from functools import partial
from typing import assert_never

from regulars.bookings.page.letters.model import Later, Letter
from regulars.bookings.page.letters.rules import due_at, too_late_at
from regulars.bookings.page.letters.tell import send_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.read import read_booking
from regulars.bookings.store import letters as store
from regulars.bookings.store.letters import Due
from regulars.platform import log
from regulars.platform.db import Database, Transaction

AT_ONCE = 200


async def send_due(db: Database, *, links: BookingLinks, at: datetime) -> None:
    """Send the reminders and thanks that are due. Two who do so at once send each of them once."""
    for letter in await store.due(db, at=at, limit=AT_ONCE):
        try:
            await db.tx(partial(_send, letter=letter, links=links, at=at))
        except Exception:  # noqa: BLE001  nobody else's letter has to wait for this one
            log.exception("letter not sent", booking=str(letter.booking))


async def _send(tx: Transaction, *, letter: Due, links: BookingLinks, at: datetime) -> None:
    reader = await store.lock_reader(tx, letter.merchant, letter.booking)
    if reader is None or not await store.lock_due(tx, letter, at=at):
        return
    booking = await read_booking(tx, letter.merchant, letter.booking)
    page = await page_of(tx, letter.merchant, booking.store)
    assert page is not None, "it was booked there, and pages are never removed"
    venue = await venue_of(tx, page)
    due = due_at(letter.what, booking, reader.told, venue.terms, venue.store.time_zone)
    if due is None or too_late_at(letter.what, booking, due) <= at:
        await store.drop(tx, letter.merchant, booking.id, letter.what)
    elif due > at:
        await store.plan(tx, letter.merchant, booking.id, letter.what, due_at=due)
    else:
        await send_in(tx, venue, booking, reader, _letter(letter.what), links=links, at=at)
        await store.sent(tx, letter, at=at)


def _letter(what: Later) -> Letter:
    match what:
        case Later.REMINDER:
            return Letter.REMINDER
        case Later.THANKS:
            return Letter.THANKS
        case other:
            assert_never(other)

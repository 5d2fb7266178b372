"""Who waited in vain is taken off the list, and told so.

Who asked for a time by themselves waits until it has passed, with as much later as they would come.
Others wait for staff, who may seat them at any time: until their day is over.
"""

from datetime import datetime
from functools import partial

from regulars.bookings.keep import take_up
from regulars.bookings.model import StatusType
from regulars.bookings.page.letters.tell import say_sorry_in
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.set_status import set_status_in
from regulars.bookings.store import listed
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform import log
from regulars.platform.db import Database, Transaction


async def close_lists(db: Database, *, links: BookingLinks, at: datetime) -> None:
    """Take everybody off the lists for whom no table became free."""
    for merchant, booking in await listed.in_vain(db, at=at):
        try:
            await db.tx(partial(_close, merchant=merchant, booking_id=booking, links=links, at=at))
        except Exception:  # noqa: BLE001  nobody else has to wait on for this one
            log.exception("not taken off the list", booking=str(booking))


async def _close(
    tx: Transaction,
    *,
    merchant: MerchantId,
    booking_id: BookingId,
    links: BookingLinks,
    at: datetime,
) -> None:
    booking = (await take_up(tx, merchant, booking_id)).booking
    if not await listed.waits_in_vain(tx, merchant, booking_id, at=at):
        return
    status = StatusType.CANCELLED.value
    closed = await set_status_in(tx, merchant, booking.id, status, at=at, actor="system")
    page = await page_of(tx, merchant, booking.store)
    if page is not None:
        await say_sorry_in(tx, await venue_of(tx, page), closed, links=links, at=at)

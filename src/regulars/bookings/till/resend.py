"""Send a party's order to the till once more, when the first one came to nothing."""

from datetime import datetime

from regulars.bookings.errors import NotNow
from regulars.bookings.keep import take_up
from regulars.bookings.model import Booking, Stage
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.store import tickets as store
from regulars.bookings.till.ask import ask, connection_for
from regulars.bookings.till.job import SYNC, BookingJob
from regulars.kernel.ids import BookingId, MerchantId
from regulars.merchants.model import Connection
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction


async def send_again(
    db: Database, merchant: MerchantId, booking: BookingId, *, at: datetime, actor: str
) -> None:
    """Have a new order made for a party that sits and has none.

    Its order was rejected, refused or deleted, or there never was one. Raises `NoSuchBooking`, and
    `NotNow` where the party does not sit, has its order, or its store has no till.
    """

    async def work(tx: Transaction) -> None:
        party = (await take_up(tx, merchant, booking)).booking
        await check(tx, merchant, party)
        connection, site = await way_of(tx, merchant, party)
        ticket = await ask(tx, merchant, party, connection, site, at=at, actor=actor)
        job = BookingJob(merchant, booking, party.version)
        await jobs.enqueue(tx, SYNC, job, once=f"{booking}:{ticket.reference}")

    await db.tx(work)


async def check(tx: Transaction, merchant: MerchantId, party: Booking) -> None:
    """Raises `NotNow` unless the party needs an order. A step."""
    if stage_of(party.status_type) is not Stage.AT_TABLE:
        raise NotNow("Seat the party first: then its order goes to the till.")
    ticket = await store.newest(tx, merchant, party.id)
    if ticket is not None and ticket.state.lives:
        raise NotNow("The party has its order on the till already.")


async def way_of(tx: Transaction, merchant: MerchantId, party: Booking) -> tuple[Connection, str]:
    """The connection and the site of the party's store. Raises `NotNow` without one. A step."""
    connection = await connection_for(tx, merchant, party)
    if connection is None:
        raise NotNow("No till is connected. Connect one under Settings › Apps.")
    site = connection.site_of(party.store)
    if site is None:
        raise NotNow("The store has no site on the till. Say which it is under Settings › Apps.")
    return connection, site

"""Who may tell the till of a booking. Of all workers one at a time, so that it hears in order."""

from regulars.bookings.model import TicketState
from regulars.bookings.store import bookings, guests, slot_promises, tickets, told
from regulars.bookings.store.told import Turn
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.job import BookingJob
from regulars.bookings.till.model import Party, Ticket
from regulars.bookings.till.telling import LASTS, Telling
from regulars.kernel.clock import Clock
from regulars.kernel.errors import Unavailable
from regulars.platform.db import Database, Transaction
from regulars.pos.port import Tills


async def take_turn(
    db: Database,
    tills: Tills,
    job: BookingJob,
    *,
    callbacks: Callbacks | None,
    clock: Clock,
) -> Telling | None:
    """The turn of a booking, or None where the till was told already what the job is about.

    Raises `Unavailable` while somebody has it: what they have read may be older than the job.
    """
    at = clock()
    until = at + LASTS

    async def work(tx: Transaction) -> Telling | None:
        turn = await told.lock(tx, job.merchant, job.booking)
        if turn is None:
            return None
        ticket = await tickets.newest(tx, job.merchant, job.booking)
        if turn.told.version >= job.version and not (ticket and is_unsettled(ticket)):
            return None
        if turn.lent_until is not None and turn.lent_until > at:
            raise Unavailable("Somebody is telling the till of this booking right now.")
        await told.lend(tx, job.merchant, job.booking, until=until)
        party = await read_party(tx, job, turn)
        return Telling(db, tills, clock, callbacks, job.merchant, party, ticket, until)

    return await db.tx(work)


def is_unsettled(ticket: Ticket) -> bool:
    """Whether the till has to be asked although it was told everything.

    The order may never have been made, or it may have been made twice.
    """
    return ticket.state is TicketState.ASKED or (ticket.state.lives and ticket.tries > 1)


async def read_party(tx: Transaction, job: BookingJob, turn: Turn) -> Party:
    """The booking with everything that goes to the till. A step."""
    kept = await bookings.read(tx, job.merchant, job.booking)
    assert kept is not None, "it was locked just now"
    guest = kept.booking.guest
    return Party(
        booking=kept.booking,
        guest=None if guest is None else await guests.read(tx, job.merchant, guest),
        tables=kept.table_names,
        told=turn.told,
        changed_at=turn.changed_at,
        promise=await slot_promises.read(tx, job.merchant, job.booking),
    )

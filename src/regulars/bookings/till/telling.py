"""One booking's turn at the till: by what it is told, and how what came of it is written down.

The till is never asked under an open transaction. So what is about to happen is written down
before, and what came of it after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.bookings.rules.order_text import stated
from regulars.bookings.store import tickets, told
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.model import Party, Stated, Ticket
from regulars.bookings.till.write import write_down
from regulars.kernel.clock import Clock
from regulars.kernel.errors import Unavailable
from regulars.kernel.ids import MerchantId
from regulars.merchants.connections import read_connection
from regulars.merchants.model import Connection
from regulars.platform.db import Database, Transaction
from regulars.pos.port import PointOfSale, Tills
from regulars.sales.guests_of_orders import OrderGuest, name_guest
from regulars.sales.stray import Stray, note_stray

Change = Callable[[Ticket], Ticket]


LASTS = timedelta(minutes=2)
"""A worker that has not come to its end by then has died, most likely."""


@dataclass(slots=True)
class Telling:
    """A booking's turn, which lasts `until` then at most. `ticket` is the booking's newest."""

    db: Database
    tills: Tills
    clock: Clock
    callbacks: Callbacks | None
    merchant: MerchantId
    party: Party
    ticket: Ticket | None
    until: datetime

    async def way(self, ticket: Ticket) -> tuple[Connection, PointOfSale]:
        """The connection that a ticket's order is on, and its tills."""
        connection = await read_connection(self.db, self.merchant, ticket.connection)
        return connection, self.tills.at(self.merchant, connection.id, known=connection)

    def stated(self, ticket: Ticket, connection: Connection) -> Stated:
        """What the order is to say of the party."""
        party, on_bill = self.party, bool(connection.settings.deposit_method_id)
        return stated(
            party.booking,
            party.guest,
            party.tables,
            ticket.reference,
            deposit_on_bill=on_bill,
            promise=party.promise,
        )

    async def renew(self) -> None:
        """Begin the turn anew, for what must not happen twice.

        Raises `Unavailable` when it has passed to somebody else: we were too slow.
        """
        booking, until = self.party.booking.id, self.clock() + LASTS

        async def work(tx: Transaction) -> None:
            turn = await told.lock(tx, self.merchant, booking)
            if turn is None or turn.lent_until != self.until:
                raise Unavailable("Somebody else is telling the till of this booking by now.")
            await told.lend(tx, self.merchant, booking, until=until)

        await self.db.tx(work)
        self.until = until

    async def write(self, ticket: Ticket, change: Change) -> Ticket:
        """Write down what is about to happen to the ticket, or happened on the way."""
        return await self.db.tx(lambda tx: self._write(tx, ticket, change))

    async def stray(self, stray: Stray) -> None:
        """List what found no partner."""
        at = self.clock()
        await self.db.tx(lambda tx: note_stray(tx, self.merchant, stray, at=at))

    async def end(self, ticket: Ticket | None = None, change: Change | None = None) -> None:
        """The till was told everything. Others may have their turn."""
        booking = self.party.booking

        async def work(tx: Transaction) -> None:
            if ticket is not None:
                now = await self._write(tx, ticket, change or (lambda same: same))
                await self._name_guest(tx, now)
            type_ = booking.status_type.value
            await told.write(
                tx, self.merchant, booking.id, booking.version, type_, until=self.until
            )

        await self.db.tx(work)

    async def give_back(self) -> None:
        """Others may try: the till was not told everything."""
        booking = self.party.booking.id
        await self.db.tx(lambda tx: told.give_back(tx, self.merchant, booking, until=self.until))

    async def _write(self, tx: Transaction, ticket: Ticket, change: Change) -> Ticket:
        before = await tickets.lock(tx, self.merchant, ticket.id)
        after = change(before)
        at = self.clock()
        await write_down(tx, self.merchant, self.party.booking, before, after, at=at)
        return after

    async def _name_guest(self, tx: Transaction, ticket: Ticket) -> None:
        """The sale is the party's."""
        booking = self.party.booking
        seated_at = booking.seated_at or ticket.opened_at
        if ticket.order is None or seated_at is None or not ticket.state.lives:
            return
        guest = OrderGuest(booking.id, booking.member, booking.covers, seated_at)
        await name_guest(tx, self.merchant, ticket.connection, ticket.order, guest)

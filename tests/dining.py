"""An evening with a diary: parties sit down, their orders are at the till, staff work on them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.connectors.kounta import world as kounta
from tests.venue import RISOTTO, Venue

from regulars.bookings.change import change
from regulars.bookings.floor.model import Floor
from regulars.bookings.floor.starter import plant
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Changes, NewBooking, PaymentType, Source, TicketState
from regulars.bookings.payments import record as record_payment
from regulars.bookings.read import read_booking
from regulars.bookings.set_status import set_status
from regulars.bookings.store import tickets
from regulars.bookings.take import take
from regulars.bookings.till.job import SYNC, BookingJob
from regulars.bookings.till.model import Ticket
from regulars.bookings.walk_in import walk_in
from regulars.kernel.ids import BookingId, TableId
from regulars.platform import jobs
from regulars.sales.model import Sale
from regulars.sales.read import list_sales, read_sale
from regulars.simulator.model import Order


@dataclass
class Evening:
    """A venue with the starter floor: tables 1 to 12."""

    venue: Venue
    floor: Floor

    @property
    def now(self) -> Any:
        return self.venue.watch()

    def tables(self, *names: str) -> tuple[TableId, ...]:
        called = {one.name: one.id for one in self.floor.tables}
        return tuple(called[name] for name in names)

    async def book(self, who: str = "Nakou", covers: int = 4, *tables: str, **more: Any) -> Booking:
        new = NewBooking(
            store=self.venue.store.id,
            source=Source.PHONE,
            starts_at=self.now + timedelta(minutes=5),
            covers=covers,
            tables=self.tables(*(tables or ("12",))),
            guest=more.pop("guest", NewGuest(first_name="Eleni", last_name=who)),
            over_pacing=True,
            **more,
        )
        return await take(self.venue.db, self.venue.merchant, new, at=self.now, actor="host")

    async def walk_in(self, covers: int = 2, *tables: str, **more: Any) -> Booking:
        return await walk_in(
            self.venue.db,
            self.venue.merchant,
            self.venue.store.id,
            covers,
            tables=self.tables(*tables) if tables else None,
            at=self.now,
            actor="host",
            **more,
        )

    async def say(self, booking: Booking, status: str) -> Booking:
        """The host taps a status; the till has not heard of it yet."""
        return await set_status(
            self.venue.db, self.venue.merchant, booking.id, status, at=self.now, actor="host"
        )

    async def set(self, booking: Booking, status: str) -> Booking:
        """The host taps a status, and the worker tells the till."""
        after = await self.say(booking, status)
        await self.venue.work()
        return after

    async def change(self, booking: Booking, **changes: Any) -> None:
        made = Changes(**changes)
        await change(
            self.venue.db,
            self.venue.merchant,
            booking.id,
            made,
            version=None,
            at=self.now,
            actor="host",
        )
        await self.venue.work()

    async def seated(
        self, who: str = "Nakou", covers: int = 4, *tables: str, **more: Any
    ) -> Booking:
        """A party that sits, whose order waits at the till."""
        return await self.set(await self.book(who, covers, *tables, **more), "seated")

    async def pay_deposit(self, booking: Booking, amount: str, transaction: str = "pi_7") -> None:
        """What was asked for ahead, and was paid."""
        money = kounta.aud(amount)
        await change(
            self.venue.db,
            self.venue.merchant,
            booking.id,
            Changes(payment=(PaymentType.DEPOSIT, money)),
            version=None,
            at=self.now,
            actor="host",
        )
        await record_payment(
            self.venue.db,
            self.venue.merchant,
            booking.id,
            money,
            transaction,
            paid_at=self.now,
            at=self.now,
            actor="host",
        )

    async def read(self, booking: Booking | BookingId) -> Booking:
        id_ = booking.id if isinstance(booking, Booking) else booking
        return await read_booking(self.venue.db, self.venue.merchant, id_)

    async def status(self, booking: Booking) -> str:
        return (await self.read(booking)).status_type.value

    async def ticket(self, booking: Booking) -> Ticket:
        found = await tickets.newest(self.venue.db, self.venue.merchant, booking.id)
        assert found is not None
        return found

    async def state(self, booking: Booking) -> TicketState | None:
        found = await tickets.newest(self.venue.db, self.venue.merchant, booking.id)
        return found.state if found else None

    async def tell_again(self, booking: Booking, version: int) -> None:
        """An event of the booking comes once more, or late."""
        job = BookingJob(self.venue.merchant, booking.id, version)
        await self.venue.db.tx(lambda tx: jobs.enqueue(tx, SYNC, job))
        await self.venue.work()

    async def later(self, seconds: float = 0) -> None:
        """Time passes, and whatever waited for later is tried now."""
        await self.venue.sweep(seconds)

    @property
    def orders(self) -> list[Order]:
        """What the till has, oldest first, but for what was deleted."""
        kept = self.venue.simulator.cloud.state.orders.values()
        return [order for order in kept if order.status != "DELETED"]

    @property
    def order(self) -> Order:
        [order] = self.orders
        return order

    async def accept(self, order: Order | None = None) -> None:
        await self.venue.do("POST", f"/orders/{(order or self.order).id}/acceptance")

    async def reject(self, order: Order | None = None) -> None:
        await self.venue.do("POST", f"/orders/{(order or self.order).id}/rejection")

    async def resume(self, order: Order | None = None) -> None:
        await self.venue.do("POST", f"/orders/{(order or self.order).id}/resumption")

    async def ring(self, product: int = RISOTTO, quantity: int = 1) -> None:
        """Staff take the order and put something on it; it is kept for the table."""
        await self.accept()
        await self.resume()
        await self.venue.ring(product, quantity)
        await self.venue.do("POST", "/sale/hold")

    async def take_payment(self, amount: str) -> None:
        """Staff take the order and some money for it, and then what it was for off again."""
        await self.accept()
        await self.resume()
        await self.venue.ring()
        await self.venue.pay(amount=amount, keep_open=True)
        await self.venue.do("DELETE", "/sale/lines/1")
        await self.venue.do("POST", "/sale/hold")

    async def bill(self) -> None:
        """The party pays all of it."""
        await self.resume()
        await self.venue.pay()

    async def sale(self) -> Sale:
        """The one sale that there is."""
        [row] = await list_sales(self.venue.db, self.venue.merchant)
        return await read_sale(self.venue.db, self.venue.merchant, row.id)

    async def settings(self, **changes: Any) -> None:
        await self.venue.settings(**changes)

    def made(self) -> int:
        """How many orders the till was told to make, and made."""
        return len(self.venue.simulator.cloud.state.orders)

    async def facts(self, booking: Booking) -> list[str]:
        """What was told of the booking's orders. Where a clock stands, facts have no order."""
        rows = await self.venue.db.all(
            "select data from facts where kind = 'ticket.moved' and subject = $1",
            f"booking:{booking.id}",
        )
        return sorted(row["data"]["state"] for row in rows)

    async def strays(self) -> list[str]:
        rows = await self.venue.db.all("select code from exceptions where kind = 'stray'")
        return [row["code"] for row in rows]


async def open_evening(venue: Venue) -> Evening:
    """The venue, with tables to sit at."""
    floor = await plant(venue.db, venue.merchant, venue.store.id, at=venue.watch(), actor="test")
    return Evening(venue, floor)

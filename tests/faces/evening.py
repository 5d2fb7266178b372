"""A Friday evening at a store, for tests of the diary: a floor, its services, and who comes."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tests.faces.console import open_business

from regulars.bookings.floor.model import Floor
from regulars.bookings.floor.read import read_floor
from regulars.bookings.floor.starter import plant
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, NewBooking, Source
from regulars.bookings.read import read_booking
from regulars.bookings.rules.times import instant_of
from regulars.bookings.take import take
from regulars.kernel.ids import TableId
from regulars.merchants.model import Merchant, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database

FRIDAY = date(2026, 5, 8)
SEVEN = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
"""Seven in the evening in Sydney."""


@dataclass
class Evening:
    """The store “Front room” with the floor and services that a new venue is given."""

    db: Database
    merchant: Merchant
    store: Store
    floor: Floor

    @property
    def address(self) -> str:
        return f"/console/diary/{self.store.id}"

    def tables(self, *names: str) -> tuple[TableId, ...]:
        by_name = {table.name: table.id for table in self.floor.tables}
        return tuple(by_name[name] for name in names)

    def names(self, booking: Booking) -> list[str]:
        return [found.name for table in booking.tables if (found := self.floor.table(table))]

    async def take(
        self,
        clock: str,
        covers: int,
        who: str,
        *tables: str,
        at: datetime = SEVEN,
        day: date = FRIDAY,
        **more: Any,
    ) -> Booking:
        """A booking of this evening, or of another `day`, at a time such as 19:30."""
        hours, minutes = clock.split(":")
        starts_at = instant_of(day, int(hours) * 60 + int(minutes), self.store.time_zone)
        assert starts_at is not None
        new = NewBooking(
            store=self.store.id,
            source=Source.PHONE,
            starts_at=starts_at,
            covers=covers,
            guest=more.pop("guest", NewGuest(first_name=who)),
            tables=self.tables(*tables) or None,
            **more,
        )
        return await take(self.db, self.merchant.id, new, at=at, actor="test")

    async def now(self, booking: Booking) -> Booking:
        """The booking as it stands."""
        return await read_booking(self.db, self.merchant.id, booking.id)


async def open_evening(db: Database, email: str = "mia@example.test") -> Evening:
    merchant = await open_business(db, email)
    [store] = await stores(db, merchant.id)
    await plant(db, merchant.id, store.id, at=SEVEN, actor="test")
    return Evening(db, merchant, store, await read_floor(db, merchant.id, store.id))

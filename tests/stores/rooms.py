"""A restaurant on a Friday evening, and short ways to say what its hosts do."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from tests.stores.people import Club, club_of

from regulars.bookings.change import change
from regulars.bookings.diary import read_day
from regulars.bookings.floor.model import Floor, Service, ServiceTerms
from regulars.bookings.floor.read import read_services
from regulars.bookings.floor.services import change_service
from regulars.bookings.floor.starter import plant
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Changes, Day, NewBooking, Source
from regulars.bookings.read import read_booking
from regulars.bookings.set_status import set_status
from regulars.bookings.swap import swap
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.kernel.ids import BookingId, TableId
from regulars.kernel.money import Money
from regulars.platform.db import Database
from regulars.platform.journal import newest

SYDNEY = ZoneInfo("Australia/Sydney")
FRIDAY = date(2026, 11, 20)


def at_clock(text: str, day: date = FRIDAY, zone: ZoneInfo = SYDNEY) -> datetime:
    """An hour of Friday evening, such as `19:30`, by the store's clock."""
    hour, minute = text.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=zone).astimezone(
        UTC
    )


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Room:
    """One store with the starter floor: tables 1 to 12, lunch, and dinner from 18:00 to 21:00.

    Two stay for 90 minutes, four for 105, eight for 120; a table is turned in 15.
    """

    db: Database
    club: Club
    floor: Floor
    now: datetime = field(default_factory=lambda: at_clock("17:30"))

    def table(self, name: str) -> TableId:
        return next(one.id for one in self.floor.tables if one.name == name)

    def tables(self, *names: str) -> tuple[TableId, ...]:
        return tuple(self.table(name) for name in names)

    def names(self, booking: Booking) -> list[str]:
        called = {one.id: one.name for one in self.floor.tables}
        return [called[one] for one in booking.tables]

    async def take(
        self, clock: str = "19:30", covers: int = 2, *tables: str, who: str = "", **more: Any
    ) -> Booking:
        """Take a booking by telephone for Friday; at the best tables where none is named."""
        new = NewBooking(
            store=self.club.store,
            source=more.pop("source", Source.PHONE),
            starts_at=more.pop("starts_at", None) or at_clock(clock),
            covers=covers,
            tables=self.tables(*tables) if tables else more.pop("tables", None),
            guest=more.pop("guest", NewGuest(first_name=who) if who else None),
            **more,
        )
        return await take(self.db, self.club.merchant, new, at=self.now, actor="host")

    async def status(
        self, booking: Booking, status: str, *tables: str, clock: str = "", **more: Any
    ) -> Booking:
        if clock:
            self.now = at_clock(clock)
        return await set_status(
            self.db,
            self.club.merchant,
            booking.id,
            status,
            tables=self.tables(*tables) if tables else None,
            at=self.now,
            actor="host",
            **more,
        )

    async def change(
        self, booking: Booking, *, version: int | None = None, **changes: Any
    ) -> Booking:
        made = Changes(**changes)
        return await change(
            self.db,
            self.club.merchant,
            booking.id,
            made,
            version=version,
            at=self.now,
            actor="host",
        )

    async def swap(self, first: Booking, second: Booking) -> tuple[Booking, Booking]:
        merchant = self.club.merchant
        return await swap(self.db, merchant, first.id, second.id, at=self.now, actor="host")

    async def walk_in(self, covers: int = 2, *tables: str, clock: str = "", **more: Any) -> Booking:
        if clock:
            self.now = at_clock(clock)
        return await walk_in(
            self.db,
            self.club.merchant,
            self.club.store,
            covers,
            tables=self.tables(*tables) if tables else None,
            at=self.now,
            actor="host",
            **more,
        )

    async def read(self, booking: Booking | BookingId) -> Booking:
        id_ = booking.id if isinstance(booking, Booking) else booking
        return await read_booking(self.db, self.club.merchant, id_)

    async def day(self, day: date = FRIDAY) -> Day:
        return await read_day(self.db, self.club.merchant, self.club.store, day, at=self.now)

    async def dinner(self, **terms: Any) -> Service:
        """Change the terms of dinner."""
        services = await read_services(self.db, self.club.merchant, self.club.store)
        dinner = next(one for one in services if one.terms.name == "Dinner")
        changed: ServiceTerms = msgspec.structs.replace(dinner.terms, **terms)
        return await change_service(
            self.db, self.club.merchant, dinner.id, changed, at=self.now, actor="test"
        )

    async def facts(self, booking: Booking) -> list[str]:
        """What happened to a booking, the first of it first; in one moment, by name."""
        subject = f"booking:{booking.id}"
        found = await newest(self.db, self.club.merchant, subject=subject)
        return [one.kind for one in sorted(found, key=lambda one: (one.at, one.kind))]

    async def jobs(self, booking: Booking) -> list[int]:
        """The versions of a booking that the till is to hear of."""
        rows = await self.db.all(
            "select convert_from(payload, 'utf8')::jsonb as job from pgqueuer"
            " where entrypoint = 'bookings.sync' order by id"
        )
        return [row["job"]["version"] for row in rows if row["job"]["booking"] == str(booking.id)]

    async def held(self, *names: str) -> list[tuple[str, datetime, datetime]]:
        """Who has these tables when: names of the parties, since and until."""
        rows = await self.db.all(
            "select t.booking_id, lower(t.during) as since, upper(t.during) as until"
            "  from booking_tables t where t.merchant_id = $1 and t.table_id = any($2) and t.holds"
            " order by 2",
            self.club.merchant,
            list(self.tables(*names)),
        )
        return [
            ((await self.read(BookingId(row["booking_id"]))).name, row["since"], row["until"])
            for row in rows
        ]

    def pass_by(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)


async def open_room(db: Database) -> Room:
    club = await club_of(db)
    floor = await plant(db, club.merchant, club.store, at=at_clock("12:00"), actor="test")
    return Room(db, club, floor)

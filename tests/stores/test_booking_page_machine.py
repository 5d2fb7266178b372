"""Guests who choose, type, change their minds and go away, against a plain book of the day."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import pytest
from msgspec import structs
from tests.faces.booking import FRIDAY, LINKS, Scene, in_sydney, open_venue
from tests.rules.plainly import MINUTE, Plainly
from tests.stores.guests import Guests

from regulars.bookings.errors import NoTable
from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.combinations import combine
from regulars.bookings.floor.model import NewBlockout, Plan, Stay
from regulars.bookings.floor.read import read_floor, read_wide_plan
from regulars.bookings.floor.services import change_service
from regulars.bookings.page import offers
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.hold import forget_ended_holds, release
from regulars.bookings.rules.placing import Taken
from regulars.kernel.ids import BookingId, TableId
from regulars.platform.db import Database

STEPS = 100
NOTICE = 60 * MINUTE
SIZES = (1, 2, 2, 3, 4, 5)
TIMES = [(18, 0), (18, 30), (19, 0), (19, 30), (20, 0), (20, 30), (21, 0)]

Offered = dict[datetime, tuple[TableId, ...]]


@dataclass
class Noted:
    """A time that is somebody's: for good, or as long as it is held."""

    starts_at: datetime
    covers: int
    tables: tuple[TableId, ...]
    begun_at: datetime
    ends_at: datetime | None = None

    def lives(self, at: datetime) -> bool:
        return self.ends_at is None or at < self.ends_at


@dataclass
class Book:
    """What somebody with a pencil and much time would have."""

    plan: Plan
    holds: dict[str, Noted] = field(default_factory=dict)
    bookings: dict[BookingId, Noted] = field(default_factory=dict)

    def offered(self, covers: int, *, at: datetime, but: Collection[object] = ()) -> Offered:
        """The times of the day that a party can have, and where it would sit; of those under `but`
        nothing is known.
        """
        noted = [*self.holds.items(), *self.bookings.items()]
        others = [one for key, one in noted if key not in but and one.lives(at)]
        taken = [
            Taken(table, one.starts_at, one.starts_at + self.stay(one.covers))
            for one in others
            for table in one.tables
        ]
        begun: dict[datetime, int] = {}
        for one in others:
            begun[one.starts_at] = begun.get(one.starts_at, 0) + one.covers
        plainly = Plainly(self.plan, FRIDAY, covers, taken, begun, at + NOTICE, online=True)
        return {starts_at: tables for starts_at, _, tables in plainly.slots()}

    def stay(self, covers: int) -> timedelta:
        [dinner] = self.plan.services
        short, long = dinner.terms.stays
        stays = short if covers <= short.covers else long
        return (stays.minutes + dinner.terms.turn_minutes) * MINUTE


@dataclass
class Walk:
    """A few guests who do what comes to their minds."""

    guests: Guests
    book: Book
    random: Random
    keys: list[str] = field(default_factory=lambda: ["guest1", "guest2", "guest3", "guest4"])
    seen: int = 4

    @property
    def now(self) -> datetime:
        return self.guests.scene.now[0]

    async def hold(self) -> None:
        key, clock, covers = self.random.choice(self.keys), self.clock(), self.size()
        offered = self.book.offered(covers, at=self.now, but=[key])
        starts_at = in_sydney(*clock)
        if starts_at not in offered:
            with pytest.raises(NoTable):
                await self.guests.hold(key, *clock, party=covers)
            return
        held = await self.guests.hold(key, *clock, party=covers)
        before = self.book.holds.get(key)
        goes_on = before and before.starts_at == starts_at and before.lives(self.now)
        begun_at = before.begun_at if before and goes_on else self.now
        ends_at = min(self.now + 5 * MINUTE, begun_at + 10 * MINUTE)
        assert held.ends_at == ends_at
        self.book.holds[key] = Noted(starts_at, covers, offered[starts_at], begun_at, ends_at)

    async def send(self) -> None:
        """Book what is held, or something else."""
        key = self.random.choice(self.keys)
        held = self.book.holds.get(key)
        clock, covers = self.clock(), self.size()
        if held and self.random.random() < 0.8:
            clock, covers = self.clock_of(held.starts_at), held.covers
        offered = self.book.offered(covers, at=self.now, but=[key])
        starts_at = in_sydney(*clock)
        if starts_at not in offered:
            with pytest.raises(NoTable):
                await self.guests.book(key, *clock, party=covers)
            return
        booking = await self.guests.book(key, *clock, party=covers)
        assert booking.tables == offered[starts_at]
        self.book.bookings[booking.id] = Noted(starts_at, covers, booking.tables, self.now)
        self.book.holds.pop(key, None)
        self.seen += 1
        self.keys[self.keys.index(key)] = f"guest{self.seen}"

    async def alter(self) -> None:
        """Another time, perhaps one that is held, or another size at the same one."""
        booking_id, noted = self.random.choice(list(self.book.bookings.items()))
        key = self.random.choice([None, *self.keys])
        clock = self.random.choice([self.clock(), self.clock_of(noted.starts_at)])
        covers, starts_at = self.size(), in_sydney(*clock)
        offered = self.book.offered(covers, at=self.now, but=[key, booking_id])
        stays = starts_at == noted.starts_at
        [booking] = [one for one in await self.guests.scene.bookings() if one.id == booking_id]
        if starts_at not in offered and not (stays and covers <= noted.covers):
            with pytest.raises(NoTable):
                await self.guests.alter(booking, *clock, party=covers, key=key)
            return
        after = await self.guests.alter(booking, *clock, party=covers, key=key)
        assert (after.starts_at, after.covers) == (starts_at, covers)
        assert after.tables in (noted.tables if stays else (), noted.tables, offered.get(starts_at))
        self.book.holds.pop(key or "", None)
        self.book.bookings[booking_id] = Noted(starts_at, covers, after.tables, self.now)

    async def cancel(self) -> None:
        booking = self.random.choice(list(self.book.bookings))
        scene = self.guests.scene
        await cancel(scene.db, await scene.venue(), booking, links=LINKS, at=self.now)
        del self.book.bookings[booking]

    async def go_away(self) -> None:
        key = self.random.choice(self.keys)
        await release(self.guests.scene.db, await self.guests.scene.venue(), key)
        self.book.holds.pop(key, None)

    async def pass_by(self) -> None:
        self.guests.pass_by(self.random.choice([1, 2, 3, 6]))

    async def sweep(self) -> None:
        await forget_ended_holds(self.guests.scene.db, at=self.now)

    async def step(self) -> None:
        some = [self.hold] * 6 + [self.send] * 4 + [self.pass_by] * 3 + [self.go_away, self.sweep]
        if self.book.bookings:
            some += [self.alter] * 4 + [self.cancel]
        await self.random.choice(some)()

    def clock(self) -> tuple[int, int]:
        return self.random.choice(TIMES)

    def size(self) -> int:
        return self.random.choice(SIZES)

    def clock_of(self, starts_at: datetime) -> tuple[int, int]:
        return next(clock for clock in TIMES if in_sydney(*clock) == starts_at)


async def evening(db: Database) -> Scene:
    """Four tables, two of which go together; a slot takes six covers, and a table is blocked."""
    scene = await open_venue(db, [(1, 2), (1, 2), (2, 4), (2, 4)])
    merchant, now = scene.merchant.id, scene.now[0]
    dinner = structs.replace(
        scene.dinner.terms,
        slot_covers=6,
        turn_minutes=15,
        stays=(Stay(2, 60), Stay(6, 90)),
    )
    lunch = structs.replace(scene.lunch.terms, active=False)
    await change_service(db, merchant, scene.dinner.id, dinner, at=now, actor="test")
    await change_service(db, merchant, scene.lunch.id, lunch, at=now, actor="test")
    floor = await read_floor(db, merchant, scene.store.id)
    first, second, *_, last = [table.id for table in floor.tables]
    await combine(
        db, merchant, scene.store.id, (first, second), least=3, most=5, at=now, actor="test"
    )
    wedding = NewBlockout(
        starts_at=in_sydney(20), ends_at=in_sydney(21), tables=(last,), reason="Wedding"
    )
    await block(db, merchant, scene.store.id, wedding, at=now, actor="test")
    await scene.change(cancel_minutes=0)
    return scene


@pytest.mark.parametrize("seed", [1, 2])
async def test_what_the_page_offers_is_what_a_plain_book_says(db: Database, seed: int) -> None:
    scene = await evening(db)
    scene.now[0] = in_sydney(16, 45)
    plan = await read_wide_plan(db, scene.merchant.id, scene.store.id, FRIDAY, FRIDAY)
    walk = Walk(Guests(scene), Book(plan), Random(seed))  # noqa: S311 - a walk that is the same each time

    for _ in range(STEPS):
        await walk.step()
        for covers in (2, 5):
            slots = await offers.times(db, await scene.venue(), FRIDAY, covers, at=walk.now)
            found = {slot.starts_at: slot.tables for slot in slots}
            assert found == walk.book.offered(covers, at=walk.now)
    assert walk.seen > 10

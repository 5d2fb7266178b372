"""What is offered is what can be kept: availability over real bookings."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from tests.stores.rooms import FRIDAY, Room, at_clock, open_room

from regulars.bookings.availability import (
    available,
    free_tables,
    open_days,
    read_begun,
    read_taken,
)
from regulars.bookings.errors import BadBooking, NoSuchPlace, NoTable
from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Slot, Source, Waits
from regulars.bookings.rules.placing import candidates
from regulars.bookings.rules.times import minute_of
from regulars.kernel.ids import TableId
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database, Row

T = TypeVar("T")

ZONE = "Australia/Sydney"
DINNER = [1080, 1095, 1110, 1125, 1140, 1155, 1170, 1185, 1200, 1215, 1230, 1245, 1260]
GUEST: dict[str, Any] = {
    "source": Source.ONLINE,
    "guest": NewGuest(first_name="Ada", email="ada@example.test"),
}


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    """On Friday at half past five, before dinner."""
    return await open_room(db)


class Counted:
    """A database that counts what it is asked."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.statements = 0

    async def one(self, sql: str, *args: object) -> Row:
        self.statements += 1
        return await self.db.one(sql, *args)

    async def one_or_none(self, sql: str, *args: object) -> Row | None:
        self.statements += 1
        return await self.db.one_or_none(sql, *args)

    async def all(self, sql: str, *args: object) -> Sequence[Row]:
        self.statements += 1
        return await self.db.all(sql, *args)

    async def value(self, sql: str, *args: object) -> Any:
        self.statements += 1
        return await self.db.value(sql, *args)

    async def together(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        return await self.db.together(about, read)


async def offered(
    room: Room, covers: int = 2, *, day: date = FRIDAY, online: bool = True, **more: Any
) -> Sequence[Slot]:
    club = room.club
    return await available(
        club.db, club.merchant, club.store, day, covers, at=room.now, online=online, **more
    )


def times(slots: Sequence[Slot], day: date = FRIDAY) -> list[int]:
    return [minute_of(slot.starts_at, day, ZONE) for slot in slots]


async def fill(room: Room, clock: str = "19:30", *, but: Sequence[str] = ()) -> None:
    """Every table has a party at that time."""
    for table in room.floor.tables:
        if table.name not in but:
            await room.take(clock, table.least, table.name)


async def test_an_empty_evening_offers_every_slot_from_now_on(room: Room) -> None:
    assert times(await offered(room)) == DINNER
    room.now = at_clock("20:01")
    assert times(await offered(room)) == [1215, 1230, 1245, 1260]
    assert times(await offered(room, notice_minutes=30)) == [1245, 1260]


async def test_every_slot_that_is_offered_can_be_kept_and_no_other(room: Room) -> None:
    """https://github.com/mighty840/kitchenasty/issues/54"""
    await room.dinner(first_minute=1080, last_minute=1200, slot_minutes=30)

    kept = 0
    while slots := await offered(room, 4):
        slot = slots[kept * 7 % len(slots)]
        booking = await room.take(covers=4, starts_at=slot.starts_at, **GUEST)
        assert booking.tables == slot.tables
        assert booking.duration_minutes == slot.duration_minutes
        kept += 1

    assert kept > 5
    for clock in ("18:00", "18:30", "19:00", "19:30", "20:00"):
        with pytest.raises(NoTable):
            await room.take(clock, 4, **GUEST)


async def test_what_is_cancelled_is_offered_again(room: Room) -> None:
    await fill(room, but=["5"])
    last = await room.take("19:30", 4, "5")
    without = times(await offered(room, 4))

    await room.status(last, "cancelled")

    assert 1170 not in without
    assert times(await offered(room, 4)) == DINNER


async def test_a_slot_counts_those_who_come_and_nobody_else(room: Room) -> None:
    await room.dinner(slot_covers=10)
    await room.take("19:30", 4)
    await room.take("19:40", 2)  # between two slots
    await room.take("19:30", 3, waits=Waits.WAITLIST)
    await room.status(await room.take("19:30", 2), "cancelled")
    await room.status(await room.take("19:30", 2), "no_show")
    club = room.club

    begun = await read_begun(club.db, club.merchant, club.store, FRIDAY)

    assert begun == {at_clock("19:30"): 4, at_clock("19:40"): 2}
    assert 1170 in times(await offered(room, 4))
    assert 1170 not in times(await offered(room, 5))
    assert 1185 in times(await offered(room, 5))


async def test_a_walk_in_counts_in_the_slot_in_which_it_sits_down(room: Room) -> None:
    await room.dinner(slot_covers=4)
    await room.walk_in(3, clock="18:05")
    room.now = at_clock("17:00")

    assert times(await offered(room, 2)) == [one for one in DINNER if one != 1080]


async def test_a_booking_that_is_to_be_moved_is_not_in_its_own_way(room: Room) -> None:
    await room.dinner(slot_covers=16)
    booking = await room.take("19:30", 8, "8")
    other = await room.take("19:30", 8, "11", "12")  # so that nothing is left for eight
    club, start = room.club, booking.starts_at
    span = (start, start + timedelta(minutes=30))

    assert times(await offered(room, 8)) == []
    assert times(await offered(room, 8, but=booking.id)) == DINNER
    taken = await read_taken(club.db, club.merchant, club.store, *span)
    assert {one.table for one in taken} == {*booking.tables, *other.tables}
    taken = await read_taken(club.db, club.merchant, club.store, *span, but=booking.id)
    assert {one.table for one in taken} == set(other.tables)
    begun = await read_begun(club.db, club.merchant, club.store, FRIDAY, but=booking.id)
    assert begun == {start: 8}


async def test_the_days_that_are_open_are_those_with_a_slot(room: Room) -> None:
    club = room.club
    saturday, sunday = FRIDAY + timedelta(days=1), FRIDAY + timedelta(days=2)
    closed = NewBlockout(
        starts_at=at_clock("04:00", saturday), ends_at=at_clock("04:00", sunday), reason="Closed"
    )
    await block(club.db, club.merchant, club.store, closed, at=room.now, actor="owner")
    await room.dinner(first_minute=1170, last_minute=1170, slot_covers=8)
    await room.take("19:30", 4)  # leaves four more on Friday
    days = [FRIDAY + timedelta(days=number) for number in range(9)]

    for covers, expected in ((2, days[:1] + days[2:]), (6, days[2:]), (9, [])):
        found = await open_days(
            club.db,
            club.merchant,
            club.store,
            days[0],
            days[-1],
            covers,
            at=room.now,
            online=True,
        )
        assert found == [day for day in days if await offered(room, covers, day=day)]
        assert found == expected


async def test_a_day_and_a_month_are_each_two_statements(room: Room) -> None:
    club, counted = room.club, Counted(room.db)
    place = (counted, club.merchant, club.store)

    await available(*place, FRIDAY, 2, at=room.now, online=True)
    assert counted.statements == 2
    until = FRIDAY + timedelta(days=31)
    await open_days(*place, FRIDAY, until, 2, at=room.now, online=True)
    assert counted.statements == 4
    await free_tables(*place, room.now, 90, 2)
    assert counted.statements == 6


async def test_who_look_at_a_day_together_have_it_read_once(room: Room) -> None:
    club, counted = room.club, Counted(room.db)

    async def look(covers: int) -> Sequence[Slot]:
        return await available(
            counted, club.merchant, club.store, FRIDAY, covers, at=room.now, online=True
        )

    twos, fours, again = await asyncio.gather(look(2), look(4), look(2))
    assert counted.statements == 2
    assert twos == again == await offered(room, 2)
    assert fours == await offered(room, 4)
    # Who goes away takes nothing from the others, and a refusal is everybody's.
    first, second = (asyncio.create_task(look(2)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second == twos
    with pytest.raises(BadBooking):
        await offered(room, 2, day=date.min)


async def test_free_tables_come_best_first_and_are_free_to_the_minute(room: Room) -> None:
    club = room.club

    async def free(clock: str, minutes: int, covers: int = 2) -> list[str]:
        found = await free_tables(
            club.db, club.merchant, club.store, at_clock(clock), minutes, covers
        )
        return [named(room, tables) for tables in found]

    first = await free("19:30", 105)
    assert first == ["1", "2", "3", "9", "10", "4", "5", "6", "11", "12"]
    await room.take("19:30", 2, "1")  # with the turn until a quarter past nine

    assert "1" not in await free("21:14", 60)
    assert "1" in await free("21:15", 60)
    assert "1" in await free("18:00", 90)
    assert "1" not in await free("18:00", 91)
    assert await free("19:30", 105, 3) == ["4", "5", "6", "11", "12", "7", "2+3"]
    wedding = NewBlockout(
        starts_at=at_clock("19:00"),
        ends_at=at_clock("23:00"),
        tables=room.tables("2", "4"),
        reason="Wedding",
    )
    await block(club.db, club.merchant, club.store, wedding, at=room.now, actor="owner")
    assert await free("19:30", 105, 3) == ["5", "6", "11", "12", "7"]


async def test_tables_of_the_services_sections_are_proposed_before_others(room: Room) -> None:
    club, terrace = room.club, room.floor.sections[1]
    await room.dinner(sections=(terrace.id,))

    found = await free_tables(club.db, club.merchant, club.store, at_clock("19:30"), 90, 2)

    assert [named(room, tables) for tables in found[:5]] == ["9", "10", "11", "12", "1"]
    assert len(found) == len(set(found)) == len(candidates(room.floor, 2))
    assert {slot.tables for slot in await offered(room, 2)} == {room.tables("9")}


async def test_a_party_that_would_stay_past_the_end_of_the_day_needs_a_table_on_the_next(
    room: Room,
) -> None:
    await room.dinner(last_minute=1679, slot_minutes=15)
    saturday = FRIDAY + timedelta(days=1)
    breakfast = at_clock("04:15", saturday)
    for tables in (["8"], ["11", "12"]):
        await room.take("04:15", 8, *tables, starts_at=breakfast, over_pacing=True)

    # Two hours and the turn before a quarter past four is two in the morning.
    assert max(times(await offered(room, 8))) == 1560
    assert max(times(await offered(room, 6))) == 1665  # at table 7


@pytest.mark.parametrize("day", [date.min, date(1999, 12, 31), date(2200, 1, 1), date.max])
async def test_a_day_that_no_diary_has_is_refused(room: Room, day: date) -> None:
    with pytest.raises(BadBooking, match="too far away"):
        await offered(room, day=day)


async def test_another_stores_bookings_are_in_nobodys_way(room: Room) -> None:
    club = room.club
    other = await add_store(
        club.db, await read_merchant(club.db, club.merchant), "Pier", at=room.now
    )
    stranger = await open_room(room.db)
    await fill(room, but=["9"])

    assert await read_begun(club.db, club.merchant, other.id, FRIDAY) == {}
    assert times(await offered(stranger)) == DINNER
    slots = await available(club.db, club.merchant, club.store, FRIDAY, 2, at=room.now, online=True)
    assert {slot.tables for slot in slots if slot.starts_at == at_clock("19:30")} == {
        room.tables("9")
    }
    with pytest.raises(NoSuchPlace):
        await available(
            club.db, club.merchant, stranger.club.store, FRIDAY, 2, at=room.now, online=True
        )


def named(room: Room, tables: Sequence[TableId]) -> str:
    return "+".join(table.name for table in room.floor.tables if table.id in tables)

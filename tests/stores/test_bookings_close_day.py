"""Promises of the end of a day: whoever was forgotten has left, and the table is free."""

from datetime import date, timedelta

import pytest_asyncio
from tests.stores.rooms import Room, at_clock, open_room

from regulars.bookings.close_day import close_days
from regulars.bookings.model import StatusType
from regulars.platform.db import Database

SATURDAY = date(2026, 11, 21)


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    return await open_room(db)


async def test_a_party_that_was_forgotten_has_left_by_six_in_the_morning(room: Room) -> None:
    party = await room.status(await room.take("19:30", 2, "5", who="Ruby"), "seated", clock="19:40")
    room.now = at_clock("06:01", SATURDAY)
    await close_days(room.db, at=room.now)
    left = await room.read(party)
    assert left.status_type is StatusType.FINISHED
    assert left.finished_at == at_clock("19:40") + timedelta(minutes=party.booked_minutes)
    assert (await room.facts(party))[-1] == "booking.status_changed"
    assert "booking.finished" in await room.facts(party)
    next_party = await room.walk_in(2, "5")
    assert next_party.status_type is StatusType.SEATED


async def test_a_party_that_sits_late_into_the_night_is_left_alone(room: Room) -> None:
    party = await room.walk_in(2, "5", clock="23:50")
    for clock in ("01:30", "03:59", "05:59"):
        await close_days(room.db, at=at_clock(clock, SATURDAY))
        assert (await room.read(party)).status_type is StatusType.SEATED


async def test_closing_twice_is_closing_once(room: Room) -> None:
    party = await room.walk_in(2, "5", clock="20:00")
    for minute in (1, 31):
        await close_days(room.db, at=at_clock(f"06:{minute:02}", SATURDAY))
    assert (await room.facts(party)).count("booking.finished") == 1


async def test_nobody_of_the_new_day_is_closed(room: Room) -> None:
    early = at_clock("05:00", SATURDAY)
    room.now = early
    party = await room.walk_in(2, "5")
    await close_days(room.db, at=at_clock("09:00", SATURDAY))
    assert (await room.read(party)).status_type is StatusType.SEATED

"""Bookings are moved, stretched, swapped and rewritten; a day of the diary shows them."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.stores.rooms import FRIDAY, Room, at_clock, aud, open_room

from regulars.bookings.diary import write_note
from regulars.bookings.errors import (
    BadBooking,
    ChangedMeanwhile,
    Closed,
    NotNow,
    SlotFull,
    TableTaken,
)
from regulars.bookings.guest import GuestChanges, NewGuest
from regulars.bookings.guests import edit
from regulars.bookings.model import PaymentType, Waits
from regulars.platform.db import Database, Row
from regulars.platform.journal import newest


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    return await open_room(db)


async def test_a_booking_is_dragged_to_another_table_and_time_at_once(room: Room) -> None:
    booking = await room.take("19:30", 6, "11", "12", who="Nakou")
    moved = await room.change(
        booking, starts_at=at_clock("20:00"), tables=room.tables("8"), version=1
    )
    assert (room.names(moved), moved.starts_at, moved.version) == (["8"], at_clock("20:00"), 2)
    assert (moved.booked_for, moved.duration_minutes) == (at_clock("20:00"), 120)
    assert await room.held("11", "12") == []
    assert await room.held("8") == [("Nakou", at_clock("20:00"), at_clock("22:15"))]
    [fact] = [
        one for one in await newest(room.db, room.club.merchant, subject=f"booking:{booking.id}")
        if one.kind == "booking.updated"
    ]  # fmt: skip
    assert fact.data["changed"] == ["starts_at", "tables"]
    assert (fact.data["tables"], fact.data["version"]) == (["8"], 2)
    assert await room.jobs(booking) == [], "the till has no order of theirs"


async def test_a_booking_may_be_moved_over_its_own_time(room: Room) -> None:
    booking = await room.take("19:30", 2, "1")
    for clock in ("19:45", "19:15", "20:00"):
        booking = await room.change(booking, starts_at=at_clock(clock))
    longer = await room.change(booking, duration_minutes=200)
    assert longer.ends_at == at_clock("23:20")
    assert longer.booked_minutes == 200


async def test_a_move_that_is_refused_changes_nothing(room: Room) -> None:
    await room.take("19:30", 2, "1", who="Ada")
    await room.take("21:00", 2, "2", who="Bob", over_pacing=True)
    booking = await room.take("19:00", 2, "2")
    with pytest.raises(TableTaken, match=r"Table 1 is Ada’s .*\. Table 3 is free"):
        await room.change(booking, tables=room.tables("3", "1"), note="Window")
    with pytest.raises(TableTaken, match="Table 2 is Bob’s from 21:00"):
        await room.change(booking, duration_minutes=120)
    assert await room.read(booking) == booking
    assert await room.facts(booking) == ["booking.created"]


async def test_a_move_is_paced_like_a_booking_and_staff_may_go_past_it(room: Room) -> None:
    await room.dinner(slot_covers=4)
    await room.take("20:00", 3)
    booking = await room.take("19:00", 2, "9")
    with pytest.raises(SlotFull):
        await room.change(booking, starts_at=at_clock("20:00"))
    with pytest.raises(SlotFull):
        await room.change(booking, covers=5)
    with pytest.raises(Closed):
        await room.change(booking, starts_at=at_clock("16:00"))
    assert (await room.change(booking, covers=4)).covers == 4
    moved = await room.change(booking, starts_at=at_clock("20:00"), over_pacing=True)
    assert moved.starts_at == at_clock("20:00")
    assert (await room.change(moved, tables=room.tables("10"))).tables == room.tables("10")


async def test_a_booking_is_moved_to_another_day(room: Room) -> None:
    booking = await room.take("19:30", 2, "1", who="Nakou")
    saturday = FRIDAY + timedelta(days=1)
    moved = await room.change(booking, starts_at=at_clock("19:30", saturday))
    assert moved.day == saturday
    assert (await room.day()).bookings == []
    assert [one.booking for one in (await room.day(saturday)).bookings] == [moved]


async def test_a_booking_goes_to_a_list_and_comes_back(room: Room) -> None:
    booking = await room.take("19:30", 2, "1")
    waits = await room.change(booking, tables=())
    assert (waits.waits, waits.tables) == (Waits.WAITLIST, ())
    assert await room.held("1") == []
    with pytest.raises(BadBooking, match="Choose a table"):
        await room.change(waits, waits=None)
    standby = await room.change(waits, waits=Waits.STANDBY)
    assert (standby.waits, standby.tables) == (Waits.STANDBY, ())
    back = await room.change(standby, tables=room.tables("2"), waits=None)
    assert (back.waits, room.names(back)) == (None, ["2"])


async def test_who_booked_and_what_was_said_change(room: Room) -> None:
    booking = await room.take("19:30", 2, "1", name="Somebody")
    renamed = await room.change(booking, name="Ada’s table")
    assert renamed.name == "Ada’s table"
    ada = NewGuest(first_name="Ada", phone="0412 345 678")
    named = await room.change(
        renamed, guest=ada, request="Quiet", note="", tags=("Nuts",), quoted_minutes=10,
        payment=(PaymentType.DEPOSIT, aud("20")),
    )  # fmt: skip
    assert (named.name, named.request, named.tags) == ("Ada", "Quiet", ("Nuts",))
    assert named.payment is not None
    assert named.payment.due == aud("20")
    assert (await room.change(named, name="Other")).name == "Ada", "a guest's name is the guest's"
    nobody = await room.change(named, guest=None, payment=None, name="Walk past")
    assert (nobody.guest, nobody.name, nobody.payment) == (None, "Walk past", None)
    same = await room.change(nobody, name="Walk past", note="")
    assert same == nobody, "nothing new is no change"
    with pytest.raises(BadBooking) as refused:
        await room.change(nobody, tags=("\x1b[31m",))
    assert refused.value.field == "tags"


async def test_what_was_long_ago_can_still_be_written_about(room: Room) -> None:
    booking = await room.take("19:30", 2, "1")
    room.now += timedelta(days=9)
    noted = await room.change(booking, starts_at=booking.starts_at, note="Left an umbrella")
    assert (noted.note, noted.starts_at) == ("Left an umbrella", booking.starts_at)
    with pytest.raises(BadBooking):
        await room.change(booking, starts_at=at_clock("20:00"))


async def test_two_hosts_do_not_write_over_each_other(room: Room) -> None:
    booking = await room.take("19:30", 2, "1")
    await room.change(booking, note="From one tablet", version=1)
    with pytest.raises(ChangedMeanwhile):
        await room.change(booking, note="From another", version=1)
    assert (await room.read(booking)).note == "From one tablet"
    assert (await room.change(booking, note="Knowing nothing of it", version=None)).version == 3


async def test_a_party_that_sits_moves_to_another_table_from_now_on(room: Room) -> None:
    booking = await room.status(
        await room.take("18:00", 2, "1", who="Ada"), "seated", clock="18:00"
    )
    await room.take("19:15", 2, "2", who="Next")
    room.now = at_clock("18:30")
    moved = await room.change(booking, tables=room.tables("2"))
    assert await room.held("1") == []
    assert (moved.starts_at, moved.ends_at) == (at_clock("18:00"), at_clock("19:00"))
    assert (await room.held("2"))[0] == ("Ada", at_clock("18:30"), at_clock("19:15"))
    joined = await room.change(moved, tables=room.tables("2", "3"), covers=4)
    assert (await room.held("3"))[0] == ("Ada", at_clock("18:30"), at_clock("19:15"))
    assert joined.covers == 4
    seating = await room.db.one("select tables, covers from seatings where left_at is null")
    assert (seating["tables"], seating["covers"]) == (["2", "3"], 4)
    assert await room.jobs(booking) == [2, 3, 4], "the till hears of tables and covers"
    await room.status(await room.take("18:15", 2, "4", who="Bob"), "seated")
    with pytest.raises(TableTaken, match="Bob still sits at table 4"):
        await room.change(joined, tables=room.tables("4"))


async def test_a_party_that_sits_past_its_end_can_still_be_moved(room: Room) -> None:
    booking = await room.status(await room.take("18:00", 2, "1"), "seated", clock="18:00")
    room.now = at_clock("20:10")
    moved = await room.change(booking, tables=room.tables("2"))
    assert moved.ends_at == at_clock("20:25")


async def test_a_party_that_sits_is_stretched_up_to_the_next_one(room: Room) -> None:
    booking = await room.status(await room.take("18:00", 2, "1"), "seated", clock="18:00")
    await room.take("20:00", 2, "1", who="Next")
    longer = await room.change(booking, duration_minutes=115)
    assert longer.ends_at == at_clock("19:55")
    assert (await room.held("1"))[0][2] == at_clock("20:00")
    with pytest.raises(TableTaken, match="Table 1 is Next’s from 20:00"):
        await room.change(booking, duration_minutes=125)
    assert longer.booked_minutes == 90
    assert await room.jobs(booking) == [2], "how long it sits is nothing to the till"
    with pytest.raises(NotNow):
        await room.change(booking, starts_at=at_clock("18:15"))
    with pytest.raises(NotNow):
        await room.change(booking, tables=())


async def test_what_is_over_or_off_keeps_its_place_and_takes_a_note(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    for status in ("cancelled", "finished"):
        await room.status(booking, status)
        for changes in ({"covers": 3}, {"tables": room.tables("2")}, {"duration_minutes": 30}):
            with pytest.raises(NotNow):
                await room.change(booking, **changes)
        assert (await room.change(booking, note=status)).note == status
    assert await room.held("1", "2") == []


async def test_two_parties_change_places_each_at_its_own_time(room: Room) -> None:
    sits = await room.status(await room.take("18:00", 2, "1", who="Ada"), "seated", clock="18:00")
    comes = await room.take("19:30", 4, "11", "12", who="Bob")
    room.now = at_clock("18:40")
    one, other = await room.swap(sits, comes)
    assert (room.names(one), room.names(other)) == (["11", "12"], ["1"])
    span = (at_clock("18:40"), at_clock("19:45"))
    assert await room.held("11", "12") == [("Ada", *span), ("Ada", *span)]
    assert await room.held("1") == [("Bob", at_clock("19:30"), at_clock("21:30"))]
    assert (one.version, other.version) == (3, 2)
    assert await room.jobs(sits) == [2, 3]
    seats = await room.db.all("select table_id from booking_tables where seated")
    assert {row["table_id"] for row in seats} == set(room.tables("11", "12"))


async def test_a_swap_with_a_third_in_the_way_moves_nobody(room: Room) -> None:
    early, late = await room.take("18:00", 2, "1"), await room.take("20:00", 2, "2")
    await room.take("18:15", 2, "2", who="Third")
    with pytest.raises(TableTaken, match="Table 2 is Third’s"):
        await room.swap(early, late)
    assert [room.names(await room.read(one)) for one in (early, late)] == [["1"], ["2"]]
    assert len(await room.held("1", "2")) == 3
    with pytest.raises(BadBooking):
        await room.swap(early, early)
    gone = await room.status(late, "cancelled")
    with pytest.raises(NotNow, match="has no table to give"):
        await room.swap(early, gone)


class Counted(Database):
    """Counts its statements."""

    statements = 0

    async def all(self, sql: str, *args: object) -> Any:
        self.statements += 1
        return await super().all(sql, *args)

    async def value(self, sql: str, *args: object) -> Any:
        self.statements += 1
        return await super().value(sql, *args)

    async def one_or_none(self, sql: str, *args: object) -> Row | None:
        self.statements += 1
        return await super().one_or_none(sql, *args)


async def test_a_day_shows_everything_on_it_in_two_statements(room: Room) -> None:
    ada = NewGuest(first_name="Ada", phone="0412 345 678")
    late = await room.take("20:00", 2, guest=ada)
    early = await room.take("18:00", 4, name="Bob")
    room.pass_by(1)
    waits = await room.take("18:00", 2, waits=Waits.WAITLIST)
    night = await room.take("", 2, starts_at=at_clock("2:30", FRIDAY + timedelta(days=1)),
                            over_pacing=True)  # fmt: skip
    await room.take("19:30", starts_at=at_clock("19:30") + timedelta(days=1))
    merchant, store = room.club.merchant, room.club.store
    await write_note(room.db, merchant, store, FRIDAY, " Band\nat nine ", at=room.now, actor="x")
    counted = Counted(room.db.pool)
    room.db = counted
    day = await room.day()
    assert counted.statements == 2
    assert [one.booking.id for one in day.bookings] == [early.id, waits.id, late.id, night.id]
    assert (day.note, day.day, day.store) == ("Band\nat nine", FRIDAY, store)
    assert day.bookings[2].phone == "+61412345678"
    assert (day.bookings[2].ticket, day.bookings[2].visits) == (None, 0)
    with pytest.raises(BadBooking):
        await write_note(room.db, merchant, store, FRIDAY, "x" * 2001, at=room.now, actor="x")


async def test_a_birthday_near_the_day_is_seen(room: Room) -> None:
    booking = await room.take("19:30", guest=NewGuest(first_name="Ada"))
    assert booking.guest is not None
    for birthday, near in {(11, 27): True, (11, 13): True, (11, 12): False, (2, 29): False}.items():
        born = GuestChanges(birthday=birthday)
        await edit(room.db, room.club.merchant, booking.guest, born, at=room.now, actor="host")
        assert (await room.day()).bookings[0].birthday_near is near

"""Every status with one tap: what it does to the tables, the times, the facts and the till."""

from datetime import timedelta

import pytest
import pytest_asyncio
from tests.stores.rooms import FRIDAY, Room, at_clock, open_room

from regulars.bookings.errors import ChangedMeanwhile, NoSuchStatus, NotNow, TableTaken
from regulars.bookings.model import Booking, StatusType, Waits
from regulars.bookings.overrun import keep_seated_tables
from regulars.bookings.set_status import advance_in
from regulars.bookings.statuses_own import add_status
from regulars.platform.db import Database


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    return await open_room(db)


async def advance(room: Room, booking: Booking, to: StatusType) -> bool:
    return await room.db.tx(
        lambda tx: advance_in(tx, room.club.merchant, booking.id, to, at=room.now, actor="till")
    )


async def seatings(room: Room, booking: Booking) -> list[tuple[list[str], bool, bool]]:
    """The tables of each seating, whether it is over, and whether it was a slip."""
    rows = await room.db.all(
        "select tables, left_at is not null as over, undone from seatings"
        " where merchant_id = $1 and booking_id = $2 order by seated_at, id",
        room.club.merchant,
        booking.id,
    )
    return [(row["tables"], row["over"], row["undone"]) for row in rows]


async def test_a_party_has_its_table_from_when_it_sits_down_for_a_full_stay(room: Room) -> None:
    booking = await room.take("19:30", 2, "1", who="Nakou")
    early = await room.status(booking, "Seated", clock="19:10", version=1)
    assert (early.starts_at, early.ends_at) == (at_clock("19:10"), at_clock("20:40"))
    assert (early.seated_at, early.booked_for) == (at_clock("19:10"), at_clock("19:30"))
    assert await room.held("1") == [("Nakou", at_clock("19:10"), at_clock("20:55"))]
    assert await seatings(room, booking) == [(["1"], False, False)]
    late = await room.take("19:30", 2, "2", who="Ada")
    late = await room.status(late, "SEATED", clock="19:50")
    assert await room.held("2") == [("Ada", at_clock("19:50"), at_clock("21:35"))]
    assert late.booked_for == at_clock("19:30")


async def test_a_late_party_stays_as_long_as_its_table_is_free(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    await room.take("19:45", 2, "1", who="Next")
    seated = await room.status(booking, "seated", clock="18:30")
    assert (seated.starts_at, seated.ends_at) == (at_clock("18:30"), at_clock("19:30"))
    assert (await room.held("1"))[0][2] == at_clock("19:45")
    other = await room.take("18:00", 2, "2")
    await room.take("19:45", 2, "2", who="Nakou")
    squeezed = await room.status(other, "seated", clock="19:38")
    assert squeezed.ends_at == at_clock("19:43")
    last = await room.take("18:00", 2, "3")
    await room.take("19:45", 2, "3", who="Nakou")
    with pytest.raises(TableTaken, match="Table 3 is Nakou’s from 19:45"):
        await room.status(last, "seated", clock="19:41")


async def test_a_party_that_leaves_early_frees_its_table_at_once(room: Room) -> None:
    booking = await room.status(await room.take("18:00", 2, "1"), "seated", clock="18:00")
    finished = await room.status(booking, "Finished", clock="18:40")
    assert (finished.finished_at, finished.duration_minutes) == (at_clock("18:40"), 40)
    assert await room.held("1") == []
    assert room.names(await room.walk_in(2)) == ["1"], "in the same minute"
    assert (await room.facts(booking))[-2:] == ["booking.finished", "booking.status_changed"]
    assert await seatings(room, booking) == [(["1"], True, False)]
    story = await room.db.value(
        "select upper(during) from booking_tables where booking_id = $1", booking.id
    )
    assert story == at_clock("18:40")


@pytest.mark.parametrize("back", ["Confirmed", "un_confirmed", "ARRIVED"])
async def test_a_seating_that_was_a_slip_is_undone(room: Room, back: str) -> None:
    booking = await room.take("19:30", 2, "1", who="Nakou")
    await room.status(booking, "seated", clock="18:50")
    planned = await room.status(booking, back, clock="18:53")
    assert (planned.starts_at, planned.duration_minutes) == (at_clock("19:30"), 90)
    assert (planned.seated_at, planned.waits) == (None, None)
    assert await room.held("1") == [("Nakou", at_clock("19:30"), at_clock("21:15"))]
    assert await seatings(room, booking) == [(["1"], True, True)]
    again = await room.status(booking, "seated", clock="19:35")
    assert again.seated_at == at_clock("19:35")
    assert [one[1:] for one in await seatings(room, booking)] == [(True, True), (False, False)]
    assert await room.jobs(booking) == [2, 3, 4]
    assert (await room.facts(booking)).count("booking.seated") == 2


@pytest.mark.parametrize("off", ["Cancelled", "No Show"])
async def test_a_seated_party_that_is_called_off_frees_its_table(room: Room, off: str) -> None:
    booking = await room.take("19:30", 2, "1")
    await room.status(booking, "seated", clock="19:20")
    gone = await room.status(booking, off, clock="19:22")
    assert (gone.starts_at, gone.seated_at) == (at_clock("19:30"), None)
    assert await room.held("1") == []
    assert room.names(gone) == ["1"], "for the story"
    assert await seatings(room, booking) == [(["1"], True, True)]
    await room.take("19:30", 2, "1")


async def test_a_party_that_is_called_off_frees_its_table_and_takes_it_again(room: Room) -> None:
    booking = await room.take("19:30", 2, "1", who="Nakou")
    for off in ("cancelled", "no_show"):
        await room.status(booking, off)
        assert await room.held("1") == []
        await room.status(booking, "confirmed")
        assert await room.held("1") == [("Nakou", at_clock("19:30"), at_clock("21:15"))]


async def test_undoing_is_never_refused_though_the_table_is_gone_meanwhile(room: Room) -> None:
    """A slip has to be undone: the party keeps its time and waits for another table."""
    booking = await room.take("19:30", 2, "1", who="Nakou")
    await room.status(booking, "seated", clock="17:40")
    await room.take("19:30", 2, "1", who="Ada")
    planned = await room.status(booking, "confirmed", clock="17:44")
    assert (planned.waits, planned.tables) == (Waits.WAITLIST, ())
    assert planned.starts_at == at_clock("19:30")
    assert [one[0] for one in await room.held("1")] == ["Ada"]
    placed = await room.change(planned, tables=room.tables("2"))
    assert (placed.waits, room.names(placed)) == (None, ["2"])


async def test_who_was_seated_from_the_waitlist_by_a_slip_goes_back_to_it(room: Room) -> None:
    waiting = await room.take("18:00", 2, waits=Waits.WAITLIST, name="Ada")
    with pytest.raises(NotNow, match="Ada has no table yet"):
        await room.status(waiting, "seated", clock="18:20")
    seated = await room.status(waiting, "seated", "3")
    assert (seated.waits, room.names(seated), seated.starts_at) == (None, ["3"], at_clock("18:20"))
    back = await room.status(waiting, "arrived", clock="18:22")
    assert (back.waits, back.tables, back.starts_at) == (Waits.WAITLIST, (), at_clock("18:00"))
    assert await room.held("3") == []


async def test_who_is_finished_by_a_slip_sits_again(room: Room) -> None:
    booking = await room.status(await room.take("18:00", 2, "1"), "seated", clock="18:00")
    await room.status(booking, "finished", clock="18:40")
    again = await room.status(booking, "Mains away", clock="18:41")
    assert (again.seated_at, again.finished_at) == (at_clock("18:41"), None)
    assert [one[1:] for one in await seatings(room, booking)] == [(True, False), (False, False)]


@pytest.mark.parametrize("off", ["cancelled", "no_show"])
async def test_who_was_finished_by_mistake_and_never_came_has_no_visit(
    room: Room, off: str
) -> None:
    booking = await room.status(await room.take("18:00", 2, "1"), "seated", clock="18:05")
    await room.status(booking, "finished", clock="18:10")
    after = await room.status(booking, off, clock="18:12")
    assert (after.seated_at, after.finished_at) == (None, None)
    assert (after.starts_at, after.duration_minutes) == (booking.booked_for, booking.booked_minutes)


async def test_a_party_goes_on_at_its_table_without_its_time_changing(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    first = await room.status(booking, "Partially_Seated", clock="18:02")
    for status in ("seated", "Ordered", "Entrees Away", "desserts-away", "BILLED", "paid"):
        room.pass_by(10)
        now = await room.status(booking, status)
        assert (now.starts_at, now.seated_at) == (first.starts_at, first.seated_at)
    assert await seatings(room, booking) == [(["1"], False, False)]
    assert (await room.facts(booking)).count("booking.seated") == 1
    assert await room.jobs(booking) == [2, 3, 4, 5, 6, 7, 8]


async def test_what_the_till_says_takes_a_party_on_and_never_back(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    assert not await advance(room, booking, StatusType.ORDERED), "it does not sit"
    await room.status(booking, "seated", clock="18:00")
    assert await advance(room, booking, StatusType.ORDERED)
    assert not await advance(room, booking, StatusType.ORDERED)
    assert await advance(room, booking, StatusType.PAID)
    assert not await advance(room, booking, StatusType.BILLED)
    assert await advance(room, booking, StatusType.FINISHED)
    assert not await advance(room, booking, StatusType.PAID)
    assert (await room.read(booking)).finished_at == room.now
    assert await room.held("1") == []


async def test_a_venues_own_status_does_what_its_type_does(room: Room) -> None:
    merchant = room.club.merchant
    await add_status(room.db, merchant, "At the bar", StatusType.ARRIVED, at=room.now, actor="x")
    own = await add_status(room.db, merchant, "Sitting", StatusType.SEATED, at=room.now, actor="x")
    booking = await room.take("18:00", 2, "1")
    at_bar = await room.status(booking, "at THE bar", clock="17:50")
    assert (at_bar.status_type, at_bar.arrived_at) == (StatusType.ARRIVED, at_clock("17:50"))
    sits = await room.status(booking, own.code, clock="18:00")
    assert (sits.status, sits.status_type) == (own.code, StatusType.SEATED)
    assert sits.seated_at == at_clock("18:00")
    assert await advance(room, booking, StatusType.BILLED)
    with pytest.raises(NoSuchStatus):
        await room.status(booking, "Sittin")


async def test_the_status_it_has_already_changes_nothing(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    same = await room.status(booking, "CONFIRMED", version=99)
    assert same == booking
    assert await room.facts(booking) == ["booking.created"]
    with pytest.raises(ChangedMeanwhile, match="It is now: Confirmed, 2 at 18:00, table 1"):
        await room.status(booking, "arrived", version=99)


async def test_who_is_not_there_after_all_has_not_arrived(room: Room) -> None:
    booking = await room.take("18:00", 2, "1")
    arrived = await room.status(booking, "arrived", clock="17:50")
    assert arrived.arrived_at == at_clock("17:50")
    assert (await room.status(booking, "confirmed")).arrived_at is None
    seated = await room.status(await room.status(booking, "arrived", clock="18:05"), "seated")
    assert seated.arrived_at == at_clock("18:05")


async def test_a_visit_that_was_never_finished_is_told_of_with_its_day(room: Room) -> None:
    await room.status(await room.take("18:00", 2, "1", who="Kosta"), "seated", clock="18:00")
    saturday = FRIDAY + timedelta(days=1)
    room.now = at_clock("18:30", saturday)
    told = "Kosta still sits at table 1, since 20 November. Finish that visit first."
    with pytest.raises(TableTaken, match=told):
        await room.walk_in(2, "1")
    assert room.names(await room.walk_in(2)) == ["2"]


async def test_a_party_of_another_day_is_not_seated_by_a_slip(room: Room) -> None:
    booking = await room.take(starts_at=at_clock("19:30") + timedelta(days=7), who="Nakou")
    with pytest.raises(NotNow, match="Nakou is booked for 27 November 2026"):
        await room.status(booking, "seated")
    night = await room.take("23:30", 2, "1", over_pacing=True)
    seated = await room.status(night, "seated", clock="23:59")
    assert seated.day == FRIDAY


async def test_who_sits_past_the_end_keeps_the_table_where_it_is_free(room: Room) -> None:
    alone = await room.status(await room.take("18:00", 2, "1", who="Ada"), "seated", clock="18:00")
    pressed = await room.status(await room.take("18:00", 2, "2", who="Bob"), "seated")
    await room.take("19:45", 2, "2", who="Next")
    for clock, until in (("19:29", "19:30"), ("19:31", "19:45"), ("19:45", "20:00")):
        room.now = at_clock(clock)
        await keep_seated_tables(room.db, at=room.now)
        kept = await room.read(alone)
        assert (kept.ends_at, kept.version) == (at_clock(until), 2)
        turned = at_clock(until) + timedelta(minutes=15)
        assert await room.held("1") == [("Ada", at_clock("18:00"), turned)]
    assert (await room.read(pressed)).ends_at == at_clock("19:45"), "as long as it is free"
    assert [one[0] for one in await room.held("2")] == ["Bob", "Next"]
    with pytest.raises(TableTaken, match="Table 1 is Ada’s from 18:00 to 20:00"):
        await room.take("20:00", 2, "1")
    room.now = at_clock("23:50") + timedelta(hours=5)
    await keep_seated_tables(room.db, at=room.now)
    assert (await room.read(alone)).ends_at == at_clock("4:00", FRIDAY + timedelta(days=1))
    assert await room.jobs(alone) == [2], "the till need not hear of it"
    assert "booking.updated" in await room.facts(alone)


async def test_who_sits_over_the_end_of_the_day_keeps_the_time_that_was_given(room: Room) -> None:
    saturday = FRIDAY + timedelta(days=1)
    room.now = at_clock("3:00", saturday)
    owl = await room.walk_in(2, "1")
    room.now = at_clock("4:31", saturday)
    await keep_seated_tables(room.db, at=room.now)
    assert (await room.read(owl)).ends_at == owl.ends_at == at_clock("4:30", saturday)

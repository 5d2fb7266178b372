"""Guests, hosts and walk-ins after one table in one moment, on real connections."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.stores.rooms import Room, at_clock, open_room

from regulars.bookings.errors import ChangedMeanwhile, NoTable, SlotFull, TableTaken
from regulars.bookings.model import Booking, Source
from regulars.platform.db import Database, OverlapRefused, Transaction, UniqueRefused

GUESTS = 50

PUT = """
    insert into booking_tables (merchant_id, booking_id, table_id, during, holds, seated)
    values ($1, $2, $3, tstzrange($4, $5), true, $6)
"""


@pytest_asyncio.fixture
async def room(database_url: str) -> AsyncIterator[Room]:
    """A room with a connection for each of fifty guests."""
    database = await Database.open(database_url, connections=GUESTS)
    yield await open_room(database)
    await database.close()


async def at_once(*calls: Awaitable[Any]) -> tuple[list[Booking], list[Exception]]:
    """Who got what they wanted, and what the others were told."""
    answers = await asyncio.gather(*calls, return_exceptions=True)
    told = [one for one in answers if isinstance(one, Exception)]
    return [one for one in answers if not isinstance(one, BaseException)], told


async def nobody_shares_a_table(room: Room) -> bool:
    """What the database holds is looked through without the constraint's help."""
    return not await room.db.value(
        "select exists (select from booking_tables a join booking_tables b"
        " on a.merchant_id = b.merchant_id and a.table_id = b.table_id"
        " and a.booking_id < b.booking_id and a.holds and b.holds and a.during && b.during)"
    )


async def test_of_fifty_guests_after_the_last_table_one_has_it(room: Room) -> None:
    """https://github.com/calcom/cal.diy/issues/13397: one slot was booked several times (D6.53)."""
    calls = (room.take("19:30", 7, "8", who=f"Guest {number}") for number in range(GUESTS))
    got, told = await at_once(*calls)
    assert len(got) == 1
    assert len(told) == GUESTS - 1
    for refusal in told:
        assert isinstance(refusal, TableTaken)
        assert refusal.by == got[0].id
        assert "Table 8 is Guest" in refusal.sentence
        assert "from 19:30 to 21:30" in refusal.sentence
        assert refusal.instead == room.tables("11", "12"), "the combination is still free"
    assert await nobody_shares_a_table(room)


async def test_of_fifty_guests_online_each_has_a_table_of_their_own_or_a_time(room: Room) -> None:
    """https://github.com/calcom/cal.diy/issues/5820: parallel requests were overbooked (D6.53)."""
    calls = (
        room.take("19:30", 4, who=f"Guest {number}", source=Source.ONLINE)
        for number in range(GUESTS)
    )
    got, told = await at_once(*calls)
    assert sorted("+".join(room.names(one)) for one in got) == [
        "1+2", "11", "12", "4", "5", "6", "7", "8",
    ]  # fmt: skip
    assert {type(one) for one in told} == {NoTable}
    for refusal in told:
        assert "No table for 4 is free at 19:30" in str(refusal)
        assert "Guest" not in str(refusal), "who has it is nobody's business"
    assert await nobody_shares_a_table(room)


async def test_a_slots_covers_hold_however_many_ask_at_once(room: Room) -> None:
    """A limit is looked at under a lock, not before an act: the endpoint that offers a time is only
    advice, https://github.com/mighty840/kitchenasty/issues/54 (D6.58).
    """
    await room.dinner(slot_covers=10)
    got, told = await at_once(*(room.take("19:30", 2) for _ in range(12)))
    assert len(got) == 5
    assert {str(one) for one in told} == {"19:30 takes no more covers, and the party has 2."}
    assert {type(one) for one in told} == {SlotFull}
    knowingly = await room.take("19:30", 2, over_pacing=True)
    assert knowingly.starts_at == at_clock("19:30")


async def test_two_pending_requests_for_a_table_are_never_both_confirmed(room: Room) -> None:
    """https://github.com/calcom/cal.diy/issues/10789: two that were pending for one slot could both
    be confirmed. Who is unconfirmed holds the table already (D6.54).
    """
    got, told = await at_once(*(room.take("19:30", 2, "1", status="unconfirmed") for _ in range(2)))
    assert (len(got), len(told)) == (1, 1)
    confirmed = await at_once(*(room.status(got[0], "confirmed") for _ in range(5)))
    assert {one.version for one in confirmed[0]} == {2}, "confirmed once"
    assert (await room.facts(got[0])).count("booking.status_changed") == 1


async def test_two_that_were_called_off_cannot_both_come_back(room: Room) -> None:
    """https://github.com/alextselegidis/easyappointments/issues/1783: double bookings (D6.55)."""
    first = await room.take("19:30", 2, "1", who="Ada")
    await room.status(first, "cancelled")
    second = await room.take("19:30", 2, "1", who="Bob")
    await room.status(second, "no_show")
    got, told = await at_once(room.status(first, "confirmed"), room.status(second, "confirmed"))
    assert len(got) == 1
    assert isinstance(told[0], TableTaken)
    assert told[0].instead == room.tables("2")
    other = first if got[0].id == second.id else second
    assert room.names(await room.status(other, "confirmed", "2")) == ["2"]


async def test_a_table_is_not_to_be_had_a_minute_later(room: Room) -> None:
    """https://github.com/abumunye/orderpin-bugs/issues/339: double booked by a minute (D6.59)."""
    await room.take("19:30", 2, "1", who="Nakou")
    for clock in ("19:29", "19:31", "18:01", "21:14"):
        with pytest.raises(TableTaken, match="Table 1 is Nakou’s from 19:30 to 21:00"):
            await room.take(clock, 2, "1", over_pacing=True)
    await room.take("17:45", 2, "1", over_pacing=True)  # it leaves and is turned in time
    await room.take("21:15", 2, "1", over_pacing=True)


async def test_a_combination_is_its_tables_in_both_directions(room: Room) -> None:
    """https://github.com/karanshukla/openresto/pull/278: parties at several tables were not seen by
    what looked for conflicts (D6.57).
    """
    big = await room.take("19:30", 6, "11", "12", who="Big")
    for table in ("11", "12"):
        with pytest.raises(TableTaken, match=f"Table {table} is Big’s"):
            await room.take("20:00", 2, table)
    await room.status(big, "cancelled")
    await room.take("20:00", 2, "12", who="Small")
    with pytest.raises(TableTaken, match="Table 12 is Small’s"):
        await room.take("19:30", 6, "11", "12")
    await room.take("20:00", 2, "11")  # nothing of the refused party stays at table 11


async def test_tables_of_a_combination_are_used_alone_too(room: Room) -> None:
    """https://github.com/karanshukla/openresto/pull/281: tables vanished (D6.57)."""
    taken = [await room.take("19:30", 2) for _ in range(5)]
    assert [room.names(one) for one in taken] == [["1"], ["2"], ["3"], ["9"], ["10"]]
    assert room.names(await room.take("19:30", 6)) == ["7"]
    assert room.names(await room.take("19:30", 7)) == ["8"]
    assert room.names(await room.take("19:30", 8)) == ["11", "12"]


async def test_hosts_after_crossed_combinations_neither_share_nor_stand_still(room: Room) -> None:
    pairs = [("1", "2"), ("2", "3"), ("3", "1"), ("2", "1"), ("3", "2"), ("1", "3")] * 4
    got, told = await at_once(*(room.take("19:30", 3, *pair) for pair in pairs))
    assert len(got) == 1
    assert {type(one) for one in told} == {TableTaken}
    assert await nobody_shares_a_table(room)


async def test_a_party_fits_its_table_and_stays_as_long_as_it_was_given(room: Room) -> None:
    """https://github.com/tastyigniter/TastyIgniter/issues/744: capacity was ignored; and
    https://github.com/tastyigniter/TastyIgniter/issues/242: so was the time of staying (D6.56).
    """
    taken = [await room.take("18:00", covers) for covers in (2, 4, 6, 8)]
    most = {one.id: one.most for one in room.floor.tables}
    assert all(most[one.tables[0]] >= one.covers for one in taken)
    assert [one.duration_minutes for one in taken] == [90, 105, 120, 120]
    with pytest.raises(NoTable, match="No table for 9 is free at 18:00"):
        await room.take("18:00", 9)
    assert room.names(await room.take("20:30", 9, "8")) == ["8"], "a host may put a chair to it"


async def test_which_tables_may_be_joined_is_the_venues_to_say(room: Room) -> None:
    """https://github.com/tastyigniter/TastyIgniter/pull/460 (D6.56)."""
    for _ in range(7):
        await room.take("19:30", 4)
    assert room.names(await room.take("19:30", 4)) == ["1", "2"]
    with pytest.raises(NoTable):
        await room.take("19:30", 4, source=Source.ONLINE)


async def test_two_hosts_who_drag_to_one_table_are_told_apart(room: Room) -> None:
    first, second = await room.take("19:30", 2, "1"), await room.take("19:30", 2, "2")
    there = room.tables("3")
    got, told = await at_once(
        room.change(first, tables=there, version=1), room.change(second, tables=there, version=1)
    )
    assert len(got) == 1
    assert isinstance(told[0], TableTaken)
    loser = first if got[0].id == second.id else second
    assert room.names(await room.read(loser)) == room.names(loser), "where it was"
    assert await nobody_shares_a_table(room)


async def test_two_hosts_who_drag_one_booking_do_not_undo_each_other(room: Room) -> None:
    booking = await room.take("19:30", 2, "1", who="Nakou")
    got, told = await at_once(
        room.change(booking, tables=room.tables("2"), version=1),
        room.change(booking, tables=room.tables("3"), version=1),
    )
    assert len(got) == 1
    [refusal] = told
    assert isinstance(refusal, ChangedMeanwhile)
    now = f"Confirmed, 2 at 19:30, table {room.names(got[0])[0]}"
    assert str(refusal) == f"Somebody changed this booking meanwhile. It is now: {now}."


async def test_parties_that_are_swapped_at_once_in_circles_end_where_they_can(room: Room) -> None:
    """Merging and moving tables made one table's order vanish,
    https://github.com/odoo/odoo/pull/162231 (D6.61).
    """
    parties = [await room.take("19:30", 2, table, who=table) for table in ("1", "2", "3")]
    one, two, three = parties
    calls = [room.swap(*pair) for pair in ((one, two), (two, three), (three, one), (two, one))]
    _, told = await at_once(*calls)
    assert told == []
    tables = sorted([room.names(await room.read(party)) for party in parties])
    assert tables == [["1"], ["2"], ["3"]], "nobody vanished"


async def test_a_walk_in_and_a_booking_do_not_both_get_the_table(room: Room) -> None:
    room.now = at_clock("19:25")
    got, told = await at_once(
        *(room.walk_in(2, "1") for _ in range(5)), *(room.take("19:30", 2, "1") for _ in range(5))
    )
    assert await nobody_shares_a_table(room)
    kinds = sorted(one.kind for one in got)
    assert kinds in (["walk_in"], ["booking"], ["booking", "walk_in"])
    assert len(got) + len(told) == 10
    assert {type(one) for one in told} == {TableTaken}


async def test_a_party_sits_down_once_however_often_it_is_tapped(room: Room) -> None:
    booking = await room.take("19:30", 2, "1")
    got, told = await at_once(*(room.status(booking, "seated") for _ in range(10)))
    assert told == []
    assert {one.version for one in got} == {2}
    assert await room.db.value("select count(*) from seatings") == 1
    assert await room.jobs(booking) == [2]


async def test_of_two_parties_sat_down_at_one_table_one_sits(room: Room) -> None:
    """The first party was to have left, so that only the seats themselves are in the way."""
    sits = await room.status(await room.take("18:00", 2, "1", who="Kosta"), "seated", clock="18:00")
    following = await room.take("19:45", 2, "1", who="Nakou")
    with pytest.raises(TableTaken) as refused:
        await room.status(following, "seated", clock="19:50")
    told = "Kosta still sits at table 1, since 18:00. Table 2 is free."
    assert (refused.value.sentence, refused.value.by) == (told, sits.id)
    assert (await room.read(following)).status == "confirmed"
    await room.status(sits, "finished")
    assert (await room.status(following, "seated")).status == "seated"


async def test_the_database_itself_refuses_a_table_twice(room: Room) -> None:
    """However it is asked, past all code: https://github.com/alextselegidis/easyappointments/issues/31
    was first met in 2015 (D6.55).
    """
    first = await room.take("19:30", 2, "1")
    second = await room.take("19:30", 2, "2")
    table, merchant = room.table("1"), room.club.merchant

    async def put(start: str, end: str, *, seated: bool = False) -> None:
        span = (at_clock(start), at_clock(end))

        async def work(tx: Transaction) -> None:
            await tx.run(PUT, merchant, second.id, table, *span, seated)

        await room.db.tx(work)

    for start, end in (("19:30", "21:15"), ("18:00", "19:31"), ("21:14", "23:00")):
        with pytest.raises(OverlapRefused):
            await put(start, end)
    await room.status(first, "seated", clock="19:30")
    with pytest.raises(UniqueRefused):
        await put("21:30", "22:00", seated=True)
    await put("21:15", "22:00")


async def test_a_guest_online_who_loses_a_table_in_that_moment_gets_another(room: Room) -> None:
    """And never hears who has it."""
    other = await room.take("18:00", 2, "12")
    span = (at_clock("19:30"), at_clock("21:15"))
    is_put, may_end, seated = asyncio.Event(), asyncio.Event(), False

    async def work(tx: Transaction) -> None:
        await tx.run(PUT, room.club.merchant, other.id, room.table("1"), *span, seated)
        is_put.set()
        await may_end.wait()

    async def waits_for_it() -> bool:
        return bool(
            await room.db.value(
                "select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                " and datname = current_database())"
            )
        )

    first = asyncio.create_task(room.db.tx(work))
    await is_put.wait()
    guest = asyncio.create_task(room.take("19:30", 2, source=Source.ONLINE))
    while not await waits_for_it():
        assert not guest.done()
    may_end.set()
    await first
    assert room.names(await guest) == ["2"]


async def test_a_booking_on_the_night_the_clock_goes_back_stays_as_long_as_it_was_given(
    room: Room,
) -> None:
    """https://github.com/calcom/cal.diy/issues/1092: daylight saving moved bookings (D6.60)."""
    night = date(2027, 4, 4)  # at 3:00 in Sydney it is 2:00 again
    room.now = datetime(2027, 4, 3, 2, 0, tzinfo=UTC)
    begins = at_clock("1:30", night)
    party = await room.take(
        "", 2, "1", starts_at=begins, duration_minutes=120, over_pacing=True, who="Owl"
    )
    assert party.day == date(2027, 4, 3), "the night still belongs to Saturday"
    assert party.ends_at - party.starts_at == timedelta(hours=2)
    with pytest.raises(TableTaken, match="Table 1 is Owl’s from 01:30 to 02:30"):
        await room.take("", 2, "1", starts_at=begins + timedelta(minutes=119), over_pacing=True)
    await room.take("", 2, "1", starts_at=party.ends_at, over_pacing=True)
    assert (await room.day(date(2027, 4, 3))).bookings[0].booking == party
    assert (await room.day(night)).bookings == []


async def test_a_party_written_down_twice_with_one_id_is_refused(room: Room) -> None:
    """Past all code too, a booking is one row."""
    booking = await room.take("19:30", 2, "1")
    again = "insert into bookings select * from bookings where merchant_id = $1 and id = $2"
    with pytest.raises(UniqueRefused):
        await room.db.tx(lambda tx: tx.run(again, room.club.merchant, booking.id))

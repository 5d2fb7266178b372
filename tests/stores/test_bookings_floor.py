"""A store's floor, services, blockouts and statuses: drawn, changed, taken away, and by whom."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from msgspec.structs import replace
from tests.stores.people import AT, Club, club_of
from tests.stores.rooms import Room, at_clock, open_room

from regulars.bookings.errors import BadBooking, BadFloor, InUse, NoSuchPlace, NoSuchStatus
from regulars.bookings.floor.blockouts import (
    block,
    in_the_way,
    list_blockouts,
    read_blockout,
    unblock,
)
from regulars.bookings.floor.combinations import change_combination, combine, remove_combination
from regulars.bookings.floor.model import (
    NewBlockout,
    NewTable,
    Section,
    ServiceKind,
    ServiceTerms,
    Shape,
    Spot,
    Stay,
    Table,
)
from regulars.bookings.floor.read import read_floor, read_plan, read_service, read_services
from regulars.bookings.floor.sections import add_section, change_section, remove_section
from regulars.bookings.floor.services import add_service, change_service, remove_service
from regulars.bookings.floor.starter import plant
from regulars.bookings.floor.tables import add_table, change_table, move_tables, remove_table
from regulars.bookings.model import NewBooking, Source, StatusType
from regulars.bookings.statuses_own import (
    add_status,
    list_statuses,
    rename_status,
    switch_status,
)
from regulars.bookings.take import take_in
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database, Transaction
from regulars.platform.journal import newest

BY: dict[str, Any] = {"at": AT, "actor": "owner"}
T = TypeVar("T")
SOMEBODY_WAITS = """
    select exists (select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock')
"""
BRUNCH = ServiceTerms(
    name="Brunch",
    kind=ServiceKind.BREAKFAST,
    first_minute=540,
    last_minute=690,
    slot_covers=20,
    stays=(Stay(2, 60), Stay(8, 90)),
    turn_minutes=10,
    policy="Bring the children.",
)


@pytest_asyncio.fixture
async def club(db: Database) -> Club:
    """A store with nothing in it."""
    return await club_of(db)


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    """A store with the starter floor."""
    return await open_room(db)


async def draw_section(club: Club, name: str = "Garden") -> Section:
    return await add_section(club.db, club.merchant, club.store, name, **BY)


async def draw_table(club: Club, section: Section, name: str, **more: Any) -> Table:
    fields: dict[str, Any] = {"least": 1, "most": 2, "spot": Spot(0, 0)}
    new = NewTable(section=section.id, name=name, **fields | more)
    return await add_table(club.db, club.merchant, club.store, new, **BY)


async def told(club: Club) -> list[str]:
    """What open diaries of the store were told, the first of it first."""
    facts = await newest(club.db, club.merchant, subject=f"diary:{club.store}")
    return [fact.data["what"] for fact in reversed(facts)]


async def test_a_floor_reads_as_it_was_drawn_section_by_section(club: Club) -> None:
    garden, bar = await draw_section(club, "Garden"), await draw_section(club, "Bar")
    stool = await draw_table(club, bar, "B1", shape=Shape.BAR, spot=Spot(3, 1, 6, 2, 90))
    oak = await draw_table(club, garden, "Oak", most=6, online=False)
    elm = await draw_table(club, garden, "Elm")
    together = await combine(
        club.db, club.merchant, club.store, [elm.id, oak.id], least=5, most=8, **BY
    )

    floor = await read_floor(club.db, club.merchant, club.store)

    assert floor.sections == (garden, bar)
    assert floor.tables == (oak, elm, stool)
    assert floor.combinations == (together,)
    assert together.tables == (oak.id, elm.id)
    assert floor.table(stool.id) == stool
    assert await told(club) == ["floor"] * 6


async def test_what_was_drawn_is_drawn_anew_and_moved_all_at_once(room: Room) -> None:
    club, [inside, outside] = room.club, room.floor.sections
    one, two, three = (room.table(name) for name in ("1", "2", "3"))
    await change_section(club.db, club.merchant, inside.id, "Salon", columns=30, rows=20, **BY)
    new = NewTable(section=outside.id, name="One", least=2, most=3, spot=Spot(20, 14))
    await change_table(club.db, club.merchant, one, new, **BY)
    joined = room.floor.combinations[0]
    await change_combination(club.db, club.merchant, joined.id, [three, one], least=4, most=5, **BY)
    spots = {two: Spot(28, 18), three: Spot(5, 5, turned=45)}
    moved = await move_tables(club.db, club.merchant, club.store, spots, **BY)

    floor = await read_floor(club.db, club.merchant, club.store)

    assert floor == moved
    assert [section.name for section in floor.sections] == ["Salon", "Terrace"]
    changed = floor.table(one)
    assert changed is not None
    assert (changed.section, changed.name, changed.most) == (outside.id, "One", 3)
    assert {table.id: table.spot for table in floor.tables if table.id in spots} == spots
    assert set(floor.combinations[0].tables) == {one, three}
    assert floor.combinations[0].most == 5


async def test_when_one_table_cannot_be_moved_none_is(room: Room) -> None:
    club, floor = room.club, room.floor
    spots = {room.table("1"): Spot(9, 9), room.table("2"): Spot(23, 0)}

    with pytest.raises(BadFloor, match="Table 2 would stand outside"):
        await move_tables(club.db, club.merchant, club.store, spots, **BY)

    assert await read_floor(club.db, club.merchant, club.store) == floor


async def test_a_name_is_one_tables_in_a_store_until_that_is_taken_away(club: Club) -> None:
    garden = await draw_section(club)
    first = await draw_table(club, garden, "T1")
    merchant = await read_merchant(club.db, club.merchant)
    other = Club(club.db, club.merchant, (await add_store(club.db, merchant, "Pier", at=AT)).id)

    with pytest.raises(BadFloor) as refusal:
        await draw_table(club, garden, "t1")
    assert refusal.value.field == "name"
    await draw_table(other, await draw_section(other), "t1")
    await remove_table(club.db, club.merchant, first.id, **BY)
    await draw_table(club, garden, "t1")


async def test_of_two_hosts_who_draw_one_name_one_does(club: Club) -> None:
    garden = await draw_section(club)

    done = await asyncio.gather(
        *(draw_table(club, garden, "7") for _ in range(4)), return_exceptions=True
    )

    assert [type(one) for one in done].count(Table) == 1
    assert [type(one) for one in done].count(BadFloor) == 3


async def test_a_table_with_a_booking_to_come_stays_and_it_is_said_whose(room: Room) -> None:
    club = room.club
    booking = await room.take("19:30", 2, "1", "2", who="Nakou")

    with pytest.raises(InUse) as refusal:
        await remove_table(club.db, club.merchant, room.table("2"), at=room.now, actor="owner")

    assert refusal.value.sentence == (
        "Table 2 is Nakou’s on Friday 20 November 2026 at 19:30. "
        "Give the party another table first."
    )
    with pytest.raises(InUse):
        await remove_section(
            club.db, club.merchant, room.floor.sections[0].id, at=room.now, actor="owner"
        )
    assert await read_floor(club.db, club.merchant, club.store) == room.floor
    await room.status(booking, "cancelled")
    await remove_table(club.db, club.merchant, room.table("2"), at=room.now, actor="owner")


async def test_a_table_that_was_taken_away_takes_its_combinations_along_and_keeps_its_past(
    room: Room,
) -> None:
    club = room.club
    booking = await room.take("18:00", 2, "2", who="Nakou")
    after = at_clock("23:00")

    await remove_table(club.db, club.merchant, room.table("2"), at=after, actor="owner")

    floor = await read_floor(club.db, club.merchant, club.store)
    assert "2" not in [table.name for table in floor.tables]
    assert [len(one.tables) for one in floor.combinations] == [2]  # 11 and 12
    assert (await room.read(booking)).tables == (room.table("2"),)
    await remove_section(club.db, club.merchant, room.floor.sections[0].id, at=after, actor="owner")
    left = await read_floor(club.db, club.merchant, club.store)
    assert [table.name for table in left.tables] == ["9", "10", "11", "12"]


async def test_no_booking_is_written_at_a_table_while_it_is_taken_away(room: Room) -> None:
    """Either the party has the table or the table is gone, whoever was first."""
    club = room.club
    tables = [table for table in room.floor.tables if table.most == 2]

    async def remove(table: Table) -> None:
        await remove_table(club.db, club.merchant, table.id, at=room.now, actor="owner")

    both = [
        attempt
        for table in tables
        for attempt in (room.take("19:30", 2, table.name), remove(table))
    ]
    done = await asyncio.gather(*both, return_exceptions=True)

    for booked, removed in zip(done[::2], done[1::2], strict=True):
        refused = [isinstance(one, InUse | NoSuchPlace) for one in (booked, removed)]
        assert sorted(refused) == [False, True]


async def test_a_booking_that_is_being_written_keeps_its_table_and_its_service(room: Room) -> None:
    club, writing, written = room.club, asyncio.Event(), asyncio.Event()
    _, dinner = await read_services(club.db, club.merchant, club.store)

    async def write(tx: Transaction) -> None:
        new = NewBooking(
            store=club.store,
            source=Source.PHONE,
            starts_at=at_clock("19:30"),
            covers=2,
            tables=room.tables("1"),
            over_pacing=True,
        )
        await take_in(tx, club.merchant, new, at=room.now, actor="host")
        writing.set()
        await written.wait()

    async def while_it_is_written(removed: Awaitable[T]) -> T:
        writing.clear()
        written.clear()
        host = asyncio.ensure_future(club.db.tx(write))
        await writing.wait()
        owner = asyncio.ensure_future(removed)
        while not (owner.done() or await club.db.value(SOMEBODY_WAITS)):
            pass
        written.set()
        await host
        return await owner

    left = await while_it_is_written(remove_service(club.db, club.merchant, dinner.id, **BY))
    assert left is not None
    assert not left.terms.active
    await room.status((await room.day()).bookings[0].booking, "cancelled")
    with pytest.raises(InUse):
        await while_it_is_written(
            remove_table(club.db, club.merchant, room.table("1"), at=room.now, actor="owner")
        )


async def test_a_section_leaves_the_services_that_it_was_in_but_not_the_only_one(
    room: Room,
) -> None:
    club, [inside, outside] = room.club, room.floor.sections
    await room.dinner(sections=(inside.id, outside.id))

    await remove_section(club.db, club.merchant, outside.id, **BY)
    with pytest.raises(InUse, match="Dinner is only in Dining room"):
        await remove_section(club.db, club.merchant, inside.id, **BY)

    services = await read_services(club.db, club.merchant, club.store)
    assert [one.terms.sections for one in services] == [(), (inside.id,)]


async def test_a_service_reads_as_it_was_written_and_is_changed(club: Club) -> None:
    added = await add_service(club.db, club.merchant, club.store, BRUNCH, **BY)
    assert await read_services(club.db, club.merchant, club.store) == [added]
    assert added.terms == BRUNCH

    terms = replace(
        BRUNCH, name="BRUNCH", first_day=at_clock("12:00").date(), slot_covers=None, active=False
    )
    changed = await change_service(club.db, club.merchant, added.id, terms, **BY)

    assert await read_service(club.db, club.merchant, added.id) == changed
    assert changed.terms == terms
    assert await read_services(club.db, club.merchant, club.store) == []
    assert await told(club) == ["services", "services"]
    with pytest.raises(BadFloor, match="There is a service named Brunch already"):
        await add_service(club.db, club.merchant, club.store, BRUNCH, **BY)


async def test_a_service_with_bookings_is_only_switched_off(room: Room) -> None:
    club = room.club
    lunch, dinner = await read_services(club.db, club.merchant, club.store)
    booking = await room.take("19:30", 2)

    assert await remove_service(club.db, club.merchant, lunch.id, **BY) is None
    left = await remove_service(club.db, club.merchant, dinner.id, **BY)

    assert left is not None
    assert not left.terms.active
    assert await read_services(club.db, club.merchant, club.store, also_inactive=True) == [left]
    assert await read_services(club.db, club.merchant, club.store) == []
    assert (await room.read(booking)).service == dinner.id


async def test_a_blockout_answers_the_bookings_that_are_in_its_way(room: Room) -> None:
    club = room.club
    early = await room.take("18:00", 2, "2", who="Early")
    await room.status(early, "cancelled")
    nakou = await room.take("19:30", 2, "1", "2", who="Nakou")
    await room.take("19:45", 2, "3", who="Berg")
    tables = room.tables("2", "9")
    wedding = NewBlockout(
        starts_at=at_clock("18:00"), ends_at=at_clock("20:00"), tables=tables, reason="Wedding"
    )

    blocked = await block(club.db, club.merchant, club.store, wedding, at=room.now, actor="owner")

    [found] = await in_the_way(club.db, club.merchant, blocked)
    assert (found.booking, found.name, found.covers) == (nakou.id, "Nakou", 2)
    assert (found.code, found.starts_at, found.tables) == (nakou.code, nakou.starts_at, ("1", "2"))
    everywhere = replace(blocked, tables=())
    assert [one.name for one in await in_the_way(club.db, club.merchant, everywhere)] == [
        "Nakou", "Berg",
    ]  # fmt: skip


async def test_a_blockout_is_part_of_its_days_plan_until_it_is_given_free(room: Room) -> None:
    club = room.club
    night = NewBlockout(
        starts_at=at_clock("23:00"),
        ends_at=at_clock("23:00") + timedelta(hours=5),  # at four, when Saturday begins
        online_only=True,
        reason="Stocktaking",
    )
    blocked = await block(club.db, club.merchant, club.store, night, at=room.now, actor="owner")
    friday = at_clock("12:00").date()

    async def of(days: int) -> list[str]:
        day = friday + timedelta(days=days)
        plan = await read_plan(club.db, club.merchant, club.store, day)
        return [one.reason for one in plan.blockouts]

    assert [await of(-1), await of(0), await of(1)] == [[], ["Stocktaking"], []]
    assert await read_blockout(club.db, club.merchant, blocked.id) == blocked
    since, until = blocked.ends_at - timedelta(minutes=1), blocked.ends_at + timedelta(days=1)
    assert await list_blockouts(club.db, club.merchant, club.store, since, until) == [blocked]
    assert await list_blockouts(club.db, club.merchant, club.store, blocked.ends_at, until) == []

    await unblock(club.db, club.merchant, blocked.id, **BY)

    assert await of(0) == []
    assert (await told(club))[-2:] == ["blockouts", "blockouts"]
    with pytest.raises(NoSuchPlace):
        await unblock(club.db, club.merchant, blocked.id, **BY)


async def test_a_plan_reads_the_same_wherever_the_database_thinks_it_is(
    room: Room, database_url: str
) -> None:
    """https://github.com/alextselegidis/easyappointments/issues/910"""
    club, friday = room.club, at_clock("12:00").date()
    party = NewBlockout(starts_at=at_clock("20:00"), ends_at=at_clock("22:00"), reason="Party")
    await block(club.db, club.merchant, club.store, party, at=room.now, actor="owner")
    here = await read_plan(club.db, club.merchant, club.store, friday)

    name = await club.db.value("select current_database()")
    await club.db.all(f"alter database {name} set timezone to 'America/New_York'")
    abroad = await Database.open(database_url)
    try:
        there = await read_plan(abroad, club.merchant, club.store, friday)
    finally:
        await abroad.close()

    assert there == here
    assert [one.starts_at for one in there.blockouts] == [at_clock("20:00")]
    assert there.blockouts[0].starts_at.utcoffset() == timedelta(0)


async def test_a_stranger_reaches_nothing_of_a_floor(room: Room) -> None:
    stranger = await room.club.another()
    club, floor = room.club, room.floor
    [service, *_] = await read_services(club.db, club.merchant, club.store)
    wedding = NewBlockout(starts_at=AT, ends_at=AT + timedelta(hours=4), reason="Wedding")
    blocked = await block(club.db, club.merchant, club.store, wedding, **BY)
    section, table, joined = floor.sections[0], floor.tables[0], floor.combinations[0]
    new = NewTable(section=section.id, name="X", least=1, most=2, spot=Spot(0, 0))
    pair = [floor.tables[0].id, floor.tables[2].id]
    size = {"columns": 30, "rows": 20}
    covers = {"least": 1, "most": 9}
    verbs: list[tuple[Callable[..., Awaitable[object]], tuple[Any, ...], dict[str, Any]]] = [
        (read_floor, (club.store,), {}),
        (read_services, (club.store,), {}),
        (read_plan, (club.store, AT.date()), {}),
        (read_service, (service.id,), {}),
        (read_blockout, (blocked.id,), {}),
        (plant, (club.store,), BY),
        (add_section, (club.store, "Mine"), BY),
        (change_section, (section.id, "Mine"), BY | size),
        (remove_section, (section.id,), BY),
        (add_table, (club.store, new), BY),
        (change_table, (table.id, new), BY),
        (move_tables, (club.store, {table.id: Spot(0, 0)}), BY),
        (move_tables, (stranger.store, {table.id: Spot(0, 0)}), BY),
        (remove_table, (table.id,), BY),
        (combine, (club.store, pair), BY | covers),
        (change_combination, (joined.id, pair), BY | covers),
        (remove_combination, (joined.id,), BY),
        (add_service, (club.store, BRUNCH), BY),
        (change_service, (service.id, BRUNCH), BY),
        (remove_service, (service.id,), BY),
        (block, (club.store, wedding), BY),
        (unblock, (blocked.id,), BY),
    ]

    for verb, args, named in verbs:
        with pytest.raises(NoSuchPlace):
            await verb(club.db, stranger.merchant, *args, **named)
    with pytest.raises(BadFloor):
        await add_table(club.db, stranger.merchant, stranger.store, new, **BY)

    assert await in_the_way(club.db, stranger.merchant, blocked) == []
    assert await read_floor(club.db, club.merchant, club.store) == floor
    assert await told(stranger) == []


async def test_one_press_makes_a_new_venue_usable_and_more_presses_change_nothing(
    club: Club,
) -> None:
    floors = await asyncio.gather(
        *(plant(club.db, club.merchant, club.store, **BY) for _ in range(3))
    )

    assert floors[0] == floors[1] == floors[2]
    assert [section.name for section in floors[0].sections] == ["Dining room", "Terrace"]
    assert len(floors[0].tables) == 12
    services = await read_services(club.db, club.merchant, club.store)
    assert [one.terms.name for one in services] == ["Lunch", "Dinner"]
    assert sorted(await told(club)) == ["floor", "services"]


async def test_one_press_leaves_what_the_venue_has_drawn(club: Club) -> None:
    garden = await draw_section(club)

    floor = await plant(club.db, club.merchant, club.store, **BY)

    assert floor.sections == (garden,)
    assert floor.tables == ()
    assert len(await read_services(club.db, club.merchant, club.store)) == 2


async def test_a_venue_adds_statuses_of_a_type_and_renames_and_switches_them(room: Room) -> None:
    club = room.club
    sent = await add_status(club.db, club.merchant, "SMS sent", StatusType.CONFIRMED, **BY)
    ready = await add_status(club.db, club.merchant, "Έτοιμο", StatusType.ARRIVED, **BY)
    assert (sent.code, sent.type, sent.own) == ("sms_sent", StatusType.CONFIRMED, True)

    booking = await room.status(await room.take(), "sms sent")
    renamed = await rename_status(club.db, club.merchant, "sms_sent", "Text sent", **BY)
    off = await switch_status(club.db, club.merchant, ready.code, active=False, **BY)

    assert booking.status == "sms_sent"
    assert (await list_statuses(club.db, club.merchant))[-2:] == [renamed, off]
    assert (renamed.code, renamed.name) == ("sms_sent", "Text sent")
    with pytest.raises(NoSuchStatus):
        await room.status(booking, ready.code)
    assert (await told(club))[-4:] == ["statuses"] * 4


@pytest.mark.parametrize(
    "name", ["No show", "no-show", "SEATED", "Text sent", "text_sent", " ", "x" * 31]
)
async def test_a_status_that_reads_like_another_is_refused(club: Club, name: str) -> None:
    await add_status(club.db, club.merchant, "Text sent", StatusType.CONFIRMED, **BY)

    with pytest.raises(BadBooking) as refusal:
        await add_status(club.db, club.merchant, name, StatusType.SEATED, **BY)
    assert refusal.value.field == "name"


async def test_a_status_of_the_systems_or_of_somebody_else_cannot_be_changed(club: Club) -> None:
    await add_status(club.db, club.merchant, "Text sent", StatusType.CONFIRMED, **BY)
    stranger = await club.another()

    for who, code in ((club, "seated"), (stranger, "text_sent")):
        with pytest.raises(NoSuchStatus):
            await rename_status(club.db, who.merchant, code, "Mine", **BY)
        with pytest.raises(NoSuchStatus):
            await switch_status(club.db, who.merchant, code, active=False, **BY)
    assert [one for one in await list_statuses(club.db, stranger.merchant) if one.own] == []

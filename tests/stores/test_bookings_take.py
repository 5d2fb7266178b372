"""Bookings are taken: at the best tables, for as long as the service says, in a free slot."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.stores.rooms import FRIDAY, SYDNEY, Room, at_clock, aud, open_room

from regulars.bookings.errors import (
    BadBooking,
    Closed,
    NoSuchBooking,
    NoSuchPlace,
    NoSuchStatus,
    NoTable,
    SlotFull,
    TableTaken,
)
from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.floor.services import add_service
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Kind, PaymentType, Source, Waits
from regulars.bookings.read import by_code, read_booking
from regulars.bookings.waitlist import fits
from regulars.kernel.ids import TableId
from regulars.kernel.money import Money
from regulars.platform.db import Database


@pytest_asyncio.fixture
async def room(db: Database) -> Room:
    return await open_room(db)


async def test_a_party_gets_the_smallest_table_that_fits_and_the_services_stay(room: Room) -> None:
    booking = await room.take("19:30", 2, who="Nakou")
    assert (room.names(booking), booking.name, booking.day) == (["1"], "Nakou", FRIDAY)
    assert (booking.duration_minutes, booking.turn_minutes) == (90, 15)
    assert (booking.booked_for, booking.starts_at) == (at_clock("19:30"), at_clock("19:30"))
    assert await room.held("1") == [("Nakou", at_clock("19:30"), at_clock("21:15"))]
    assert await room.read(booking) == booking
    assert (await room.facts(booking), await room.jobs(booking)) == (["booking.created"], [])
    found = await by_code(room.db, room.club.merchant, booking.code.lower().replace("-", " "))
    assert found == booking


async def test_what_was_said_of_a_booking_is_kept(room: Room) -> None:
    booking = await room.take(
        "19:30", 4, "5", source=Source.IN_PERSON, request="High chair\nWindow", note="Birthday",
        tags=("Nuts", " nuts", "Pram"), payment=(PaymentType.PREPAYMENT, aud("80")),
        duration_minutes=45, status="Unconfirmed", name="  The  Nakous ",
    )  # fmt: skip
    assert booking.name == "The Nakous"
    assert (booking.request, booking.note) == ("High chair\nWindow", "Birthday")
    assert (booking.tags, booking.status) == (("Nuts", "Pram"), "unconfirmed")
    assert booking.payment is not None
    assert (booking.payment.type, booking.payment.due) == (PaymentType.PREPAYMENT, aud("80"))
    assert (booking.duration_minutes, booking.source) == (45, Source.IN_PERSON)


BAD: dict[str, dict[str, Any]] = {
    "covers": {"covers": 0},
    "duration_minutes": {"duration_minutes": 4},
    "starts_at": {"starts_at": at_clock("19:30") + timedelta(days=801)},
    "name": {"name": "x" * 161},
    "request": {"request": "x" * 1001},
    "note": {"note": "nul\0"},
    "tags": {"tags": ("bell\a",)},
    "status": {"status": "finished"},
    "payment": {"payment": (PaymentType.DEPOSIT, Money(500, "EUR"))},
    "quoted_minutes": {"quoted_minutes": 601},
    "first_name": {"guest": NewGuest(first_name="a\u0007b")},
    "last_name": {"guest": NewGuest(last_name="x" * 81)},
    "email": {"guest": NewGuest(email="nobody")},
    "phone": {"guest": NewGuest(phone="12")},
}


@pytest.mark.parametrize("field", BAD)
async def test_what_makes_no_booking_is_refused_with_its_field(room: Room, field: str) -> None:
    with pytest.raises(BadBooking) as refused:
        await room.take(**BAD[field])
    assert refused.value.field == field
    for table in ("bookings", "guests"):
        assert await room.db.value(f"select count(*) from {table}") == 0  # noqa: S608 - of this test


async def test_times_without_an_offset_or_long_past_are_refused(room: Room) -> None:
    for starts_at in (room.now.replace(tzinfo=None), room.now - timedelta(days=2)):
        with pytest.raises(BadBooking) as refused:
            await room.take(starts_at=starts_at)
        assert refused.value.field == "starts_at"
    odd = at_clock("19:30") + timedelta(seconds=42)
    assert (await room.take(starts_at=odd.astimezone(SYDNEY))).starts_at == at_clock("19:30")


async def test_a_status_that_the_venue_has_not_is_refused(room: Room) -> None:
    with pytest.raises(NoSuchStatus):
        await room.take(status="Dancing")


async def test_nothing_free_says_when_something_is(room: Room) -> None:
    await room.take("19:00", 8, "8")
    await room.take("19:00", 8, "11", "12")
    with pytest.raises(
        NoTable, match=r"No table for 8 is free at 20:00\. There is a table at 21:15"
    ):
        await room.take("20:00", 8)
    with pytest.raises(TableTaken) as refused:
        await room.take("20:00", 8, "8")
    assert refused.value.later == at_clock("21:15")
    assert refused.value.sentence.endswith("There is a table at 21:15.")


async def test_staff_are_told_of_a_full_slot_and_may_go_past_it(room: Room) -> None:
    await room.dinner(slot_covers=4)
    await room.take("19:30", 3)
    with pytest.raises(SlotFull, match="19:30 takes 1 more cover, and the party has 2"):
        await room.take("19:40", 2)
    await room.take("19:45", 2)  # the next slot is another
    await room.take("19:30", 2, over_pacing=True)


async def test_staff_are_told_of_closed_hours_and_blocked_times(room: Room) -> None:
    with pytest.raises(Closed, match="No service takes parties at 16:10"):
        await room.take("16:10", 2)
    off_hours = await room.take("16:10", 2, over_pacing=True)
    assert (off_hours.service, off_hours.duration_minutes, off_hours.turn_minutes) == (None, 90, 0)
    span = (at_clock("19:00"), at_clock("20:00"))
    painting = NewBlockout(
        starts_at=span[0], ends_at=span[1], tables=room.tables("1"), reason="Painting"
    )
    merchant, store = room.club.merchant, room.club.store
    await block(room.db, merchant, store, painting, at=room.now, actor="test")
    with pytest.raises(Closed, match="Blocked: Painting"):
        await room.take("18:30", 2, "1")
    assert room.names(await room.take("18:30", 2)) == ["2"], "what is blocked is not proposed"
    assert room.names(await room.take("18:30", 2, "1", over_pacing=True)) == ["1"]


async def test_who_takes_a_party_while_the_store_is_blocked_reads_why(room: Room) -> None:
    drill = NewBlockout(starts_at=at_clock("19:00"), ends_at=at_clock("19:30"), reason="Fire drill")
    merchant, store = room.club.merchant, room.club.store
    await block(room.db, merchant, store, drill, at=room.now, actor="test")
    with pytest.raises(Closed, match="Blocked: Fire drill"):
        await room.take("18:30", 2)
    with pytest.raises(NoTable) as refused:
        await room.take("18:30", 2, over_pacing=True)
    assert refused.value.later == at_clock("19:30"), "before that it is blocked"


async def test_a_guest_online_is_given_only_what_is_offered_online(room: Room) -> None:
    async def online(clock: str, **more: Any) -> Booking:
        return await room.take(clock, 2, source=Source.ONLINE, **more)

    with pytest.raises(Closed):
        await online("16:00", over_pacing=True)
    with pytest.raises(NoTable):
        await online("19:35")
    private = NewBlockout(
        starts_at=at_clock("18:00"), ends_at=at_clock("18:15"), online_only=True, reason="A wedding"
    )
    merchant, store = room.club.merchant, room.club.store
    await block(room.db, merchant, store, private, at=room.now, actor="test")
    with pytest.raises(Closed) as refused:
        await online("18:00")
    assert refused.value.sentence == "That time is blocked."
    booking = await online("19:45", over_pacing=True, tables=room.tables("7"))
    assert room.names(booking) == ["1"], "a table is not theirs to choose"
    await room.dinner(slot_covers=2)
    with pytest.raises(SlotFull):
        await online("19:45", over_pacing=True)
    await room.dinner(online=False)
    with pytest.raises(NoTable):
        await online("20:00")


async def test_a_party_is_of_the_service_that_it_asked_for(room: Room) -> None:
    dinner = await room.dinner(turn_minutes=5)
    feast = await add_service(
        room.db, room.club.merchant, room.club.store,
        type(dinner.terms)(
            name="Feast", kind=dinner.terms.kind, first_minute=1140, last_minute=1200,
            stays=dinner.terms.stays, turn_minutes=30,
        ),
        at=room.now, actor="test",
    )  # fmt: skip
    assert (await room.take("19:30")).service == dinner.id
    asked = await room.take("19:30", service=feast.id)
    assert (asked.service, asked.turn_minutes) == (feast.id, 30)
    moved = await room.change(asked, starts_at=at_clock("20:30"))
    assert (moved.service, moved.turn_minutes) == (dinner.id, 5)


async def test_a_party_may_wait_without_a_table(room: Room) -> None:
    wished = await room.take("19:30", 2, waits=Waits.WAITLIST, quoted_minutes=25, name="Ada")
    assert (wished.waits, wished.tables, wished.quoted_minutes) == (Waits.WAITLIST, (), 25)
    today = await room.take("19:30", 2, tables=())
    later = await room.take(starts_at=at_clock("19:30") + timedelta(days=2), tables=())
    assert (today.waits, later.waits) == (Waits.WAITLIST, Waits.STANDBY)
    assert await room.held("1", "2") == []


async def test_a_table_that_fits_who_waits_is_known_in_the_order_of_asking(room: Room) -> None:
    now = room.now = at_clock("19:00")
    for table in ("1", "2", "3", "9"):
        await room.take("19:00", 2, table)

    async def waits(covers: int, clock: str = "19:00") -> Booking:
        room.pass_by(1)
        return await room.take(clock, covers, waits=Waits.WAITLIST)

    four, two, another, later = [await waits(4), await waits(2), await waits(2), await waits(2)]
    later = await room.change(later, starts_at=at_clock("21:30"))
    gone = await room.status(await waits(2), "cancelled")
    merchant, store = room.club.merchant, room.club.store
    found = await fits(room.db, merchant, store, at=now + timedelta(minutes=10))
    assert found[two.id] == room.tables("10")
    assert found[four.id] == room.tables("4")
    assert found[another.id] == room.tables("5"), "who asked first is given 10"
    assert found[later.id] == room.tables("1"), "from the time that it asked for"
    assert gone.id not in found
    sits = await room.walk_in(2, "10", clock="19:15")
    room.now = at_clock("22:59")
    found = await fits(room.db, merchant, store, at=room.now)
    assert room.table("10") not in {table for tables in found.values() for table in tables}
    assert sits.waits is None


async def test_a_walk_in_is_seated_in_one_step(room: Room) -> None:
    party = await room.walk_in(3, clock="16:20", name="Red coat")
    assert (party.kind, party.source, party.status) == (Kind.WALK_IN, Source.WALK_IN, "seated")
    assert (room.names(party), party.name, party.guest) == (["4"], "Red coat", None)
    assert (party.seated_at, party.starts_at) == (room.now, room.now)
    assert await room.facts(party) == ["booking.created", "booking.seated"]
    assert await room.jobs(party) == [1]


async def test_a_walk_in_sits_for_as_long_as_its_table_is_free(room: Room) -> None:
    await room.take("20:00", 2, "1", who="Nakou")
    party = await room.walk_in(2, "1", clock="19:00")
    assert party.ends_at == at_clock("19:45"), "turned before Nakou comes"
    assert await room.held("1") == [
        ("", at_clock("19:00"), at_clock("20:00")),
        ("Nakou", at_clock("20:00"), at_clock("21:45")),
    ]
    await room.take("19:30", 2, "2", who="Ada")
    with pytest.raises(TableTaken, match=r"Table 2 is Ada’s .*\. Table 3 is free"):
        await room.walk_in(2, "2", clock="19:26")
    assert room.names(await room.walk_in(2)) == ["3"]


async def test_a_walk_in_is_not_offered_a_table_at_which_somebody_still_sits(room: Room) -> None:
    first = await room.walk_in(2, clock="18:00")
    room.now = at_clock("20:30")
    assert room.names(first) == ["1"]
    assert room.names(await room.walk_in(2)) == ["2"]


async def test_a_seconds_part_of_now_is_no_time_of_a_walk_in(room: Room) -> None:
    room.now = at_clock("19:00") + timedelta(seconds=42)
    party = await room.walk_in(2)
    assert (party.starts_at, party.seated_at) == (at_clock("19:00"), room.now)


async def test_another_merchants_things_are_not_found(room: Room) -> None:
    other = await open_room(room.db)
    booking = await other.take("19:30", 2)
    with pytest.raises(NoSuchBooking):
        await room.read(booking)
    with pytest.raises(NoSuchBooking):
        await by_code(room.db, room.club.merchant, booking.code)
    with pytest.raises(NoSuchBooking):
        await room.status(booking, "seated")
    with pytest.raises(NoSuchBooking):
        await room.change(booking, note="Hello")
    with pytest.raises(NoSuchBooking):
        await room.swap(await room.take("19:30"), booking)
    with pytest.raises(NoSuchPlace):
        await room.take("19:30", tables=other.tables("1"))
    with pytest.raises(NoSuchPlace):
        await room.take("19:30", tables=(TableId(booking.id),))
    room.club.store = other.club.store
    with pytest.raises(NoSuchPlace):
        await room.take("19:30")
    with pytest.raises(NoSuchPlace):
        await room.day()
    assert await read_booking(room.db, other.club.merchant, booking.id) == booking

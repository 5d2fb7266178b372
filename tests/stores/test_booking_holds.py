"""A time is held while a guest types: nobody else is offered it, and it comes back."""

import asyncio
from datetime import timedelta

import pytest
from msgspec import structs
from tests.faces.booking import FRIDAY, SYDNEY, in_sydney, open_venue
from tests.stores.guests import Guests
from tests.worked import table as worked

from regulars.bookings.availability import available
from regulars.bookings.errors import BadBooking, Closed, NoTable
from regulars.bookings.floor.services import change_service
from regulars.bookings.model import NewBooking, Slot, Source
from regulars.bookings.page import offers
from regulars.bookings.page.errors import TooManyHolds
from regulars.bookings.page.hold import (
    forget_ended_holds,
    hold_for_booking,
    key_of,
    read_held,
    release,
)
from regulars.bookings.page.model import Held
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.platform.db import Database

EVENING = ["18:00", "18:30", "19:00", "19:30", "20:00", "20:30", "21:00"]
AROUND_SEVEN = ["18:00", "18:30", "19:00", "19:30", "20:00"]
"""What one table cannot be given while somebody has it from seven o'clock on."""
LEFT = [one for one in EVENING if one not in AROUND_SEVEN]


async def one_table(db: Database) -> Guests:
    return Guests(await open_venue(db, [(1, 4)]))


async def test_a_time_that_is_held_is_nobody_elses_until_it_ends(db: Database) -> None:
    guests = await one_table(db)
    scene = guests.scene
    place = (db, scene.merchant.id, scene.store.id)
    assert await guests.offered() == EVENING

    held = await guests.hold("ada")

    assert held.ends_at == scene.now[0] + timedelta(minutes=5)
    assert await guests.offered() == LEFT
    assert await guests.offered(but_hold="ada") == EVENING
    staff = await available(*place, FRIDAY, 2, at=scene.now[0], online=False)
    assert [slot.starts_at for slot in staff][-2:] == [in_sydney(20, 30), in_sydney(21)]
    for key, (hour, minute) in {"bob": (19, 0), "cleo": (18, 0), "dan": (20, 0)}.items():
        with pytest.raises(NoTable):
            await guests.hold(key, hour, minute)
        with pytest.raises(NoTable):
            await guests.book(key, hour, minute)
    venue = await scene.venue()
    assert await read_held(db, venue, "ada", at=scene.now[0]) == held
    guests.pass_by(5)
    # It ended, and nobody has swept it yet.
    assert await read_held(db, venue, "ada", at=scene.now[0]) is None
    assert await guests.offered() == EVENING
    await forget_ended_holds(db, at=scene.now[0])
    assert await db.all("select key from slot_holds") == []


async def test_of_two_guests_the_one_who_pauses_loses_what_was_held(db: Database) -> None:
    guests = await one_table(db)
    await guests.hold("ada")
    guests.pass_by(4)
    with pytest.raises(NoTable):
        await guests.hold("bob")

    guests.pass_by(1)
    await guests.hold("bob")
    with pytest.raises(NoTable, match="is gone"):
        await guests.book("ada")
    guests.pass_by(4)
    booking = await guests.book("bob")

    assert await guests.book("bob") == booking
    assert await guests.offered() == LEFT
    assert await db.all("select key from slot_holds where key = 'bob'") == []


async def test_who_pauses_books_all_the_same_where_nobody_wanted_it(db: Database) -> None:
    guests = await one_table(db)
    await guests.hold("ada")
    guests.pass_by(90)

    booking = await guests.book("ada")

    assert booking.starts_at == in_sydney(19)


async def test_a_form_holds_one_time_and_gives_it_back(db: Database) -> None:
    guests = await one_table(db)
    await guests.hold("ada", 18)
    await guests.hold("ada", 21)
    assert await guests.offered() == EVENING[:4]

    await release(db, await guests.scene.venue(), "ada")

    assert await guests.offered() == EVENING


async def test_asking_again_holds_a_time_as_the_table_says(db: Database) -> None:
    guests = await one_table(db)
    rows = list(worked("availability", "What is held"))
    assert len(rows) == 5
    for clock, happens, offered in rows:
        guests.scene.now[0] = in_sydney(*(int(part) for part in clock.split(":")))
        if happens != "it has ended":
            until = (await guests.hold("ada")).ends_at.astimezone(SYDNEY)
            assert happens.endswith(f"until {until:%H:%M}")
        expected = EVENING if offered == "all seven" else offered.split(", ")
        assert await guests.offered() == expected, clock
    another = await guests.hold("ada", 18)
    assert another.ends_at == guests.scene.now[0] + timedelta(minutes=5)


async def test_covers_that_are_held_count_in_their_slot(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 4)] * 4))
    scene = guests.scene
    terms = structs.replace(scene.dinner.terms, slot_covers=5)
    await change_service(
        db, scene.merchant.id, scene.dinner.id, terms, at=scene.now[0], actor="test"
    )
    await guests.book("ada", party=2)
    await guests.hold("bob", party=2)

    assert "19:00" in await guests.offered(1)
    assert "19:00" not in await guests.offered(2)
    assert "19:00" in await guests.offered(3, but_hold="bob")


async def test_staff_are_not_kept_from_a_table_by_somebody_who_types(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2)] * 3))
    scene = guests.scene

    async def staff_take_what_is_held_for(key: str) -> None:
        tables = await db.value("select tables from slot_holds where key = $1", key)
        new = NewBooking(
            store=scene.store.id,
            source=Source.PHONE,
            starts_at=in_sydney(19),
            covers=2,
            tables=tuple(tables),
            name="Cleo",
        )
        await take(db, scene.merchant.id, new, at=scene.now[0], actor="host")

    await guests.hold("ada")
    await guests.hold("bob")
    await staff_take_what_is_held_for("ada")
    assert (await guests.book("ada")).starts_at == in_sydney(19)
    await staff_take_what_is_held_for("bob")
    with pytest.raises(NoTable):
        await guests.book("bob")


async def test_staff_who_choose_no_table_are_given_one_that_nobody_types_for(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2), (1, 2)]))
    scene = guests.scene
    await guests.hold("ada")
    held = await db.value("select tables from slot_holds")
    new = NewBooking(
        store=scene.store.id, source=Source.PHONE, starts_at=in_sydney(19), covers=2, name="Cleo"
    )
    first, second = [
        await take(db, scene.merchant.id, new, at=scene.now[0], actor="host") for _ in range(2)
    ]

    assert set(first.tables).isdisjoint(held)
    assert list(second.tables) == held


async def test_a_party_in_the_door_is_seated_at_what_is_held(db: Database) -> None:
    guests = await one_table(db)
    scene = guests.scene
    scene.now[0] = in_sydney(20)
    await guests.hold("ada", 21)

    await walk_in(db, scene.merchant.id, scene.store.id, 2, at=scene.now[0], actor="host")

    with pytest.raises(NoTable):
        await guests.book("ada", 21)


async def test_what_the_page_does_not_offer_is_not_held(db: Database) -> None:
    guests = await one_table(db)
    for hour, minute, party in ((19, 7, 2), (23, 0, 2), (19, 0, 5)):
        with pytest.raises(NoTable):
            await guests.hold("ada", hour, minute, party=party)
    for party in (0, -1, 9):
        with pytest.raises(BadBooking):
            await guests.hold("ada", party=party)
    await guests.scene.change(days_ahead=1)
    with pytest.raises(NoTable):
        await guests.hold("ada")
    await guests.scene.change(open=False)
    with pytest.raises(Closed):
        await guests.hold("ada")
    assert await db.all("select day from diary_days") == []


async def test_one_client_holds_some_times_and_not_the_evening(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2)] * 6))
    for key in "abcd":
        await guests.hold(key, client="10.0.0.1")

    with pytest.raises(TooManyHolds):
        await guests.hold("e", client="10.0.0.1")

    await guests.hold("a", 20, client="10.0.0.1")
    await guests.hold("e", client="10.0.0.2")
    guests.pass_by(5)
    await guests.hold("f", client="10.0.0.1")


async def test_of_many_who_want_the_last_table_one_holds_it(db: Database) -> None:
    guests = await one_table(db)

    async def ask(number: int) -> bool:
        try:
            await guests.hold(f"guest{number}", 18 + number % 2)
        except NoTable:
            return False
        return True

    assert sum(await asyncio.gather(*map(ask, range(24)))) == 1


async def test_a_time_is_held_for_a_party_on_a_list_until_who_offers_it_says(db: Database) -> None:
    guests = await one_table(db)
    scene = guests.scene
    booking = await guests.book("ada", 21)
    venue, now = await scene.venue(), scene.now[0]
    first, *_, last = await offers.times(db, venue, FRIDAY, 2, at=now)
    ends_at = now + timedelta(minutes=30)

    async def give(slot: Slot) -> Held:
        return await db.tx(
            lambda tx: hold_for_booking(tx, venue, booking, slot, ends_at=ends_at, at=now)
        )

    held = await give(first)
    assert (held.key, held.ends_at) == (key_of(booking.id), ends_at)
    await guests.hold("bob", 19)
    with pytest.raises(NoTable):
        await give(last)
    await forget_ended_holds(db, at=ends_at)
    assert len(await db.all("select key from slot_holds")) == 1

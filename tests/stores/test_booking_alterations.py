"""A guest changes what they booked: to what the page offers now, or it stays as it was."""

import asyncio
from typing import Any

import pytest
from tests.faces.booking import in_sydney, open_venue
from tests.stores.guests import Guests

from regulars.bookings.errors import BadBooking, Closed, NoSuchBooking, NoTable, NotNow
from regulars.bookings.guests import read_guest
from regulars.bookings.model import NewBooking, Source
from regulars.bookings.page.alter import MOST_VERSIONS, may_alter
from regulars.bookings.page.change import open_page
from regulars.bookings.page.errors import TooLate
from regulars.bookings.set_status import set_status
from regulars.bookings.take import take
from regulars.kernel.errors import Invalid
from regulars.merchants.stores import add_store
from regulars.platform.db import Database


async def test_a_guest_moves_grows_and_writes_and_is_told_of_when_and_for_how_many(
    db: Database,
) -> None:
    guests = Guests(await open_venue(db, [(1, 2), (2, 4)]))
    booking = await guests.book("ada")
    mails = len(await guests.scene.mails())

    moved = await guests.alter(booking, 20, 30, party=4, request="By the window")

    assert (moved.starts_at, moved.covers, moved.version) == (in_sydney(20, 30), 4, 2)
    assert (moved.duration_minutes, moved.booked_minutes) == (120, 120)
    assert moved.booked_for == moved.starts_at
    assert moved.tables != booking.tables
    assert moved.request == "By the window"
    assert await guests.offered(4) == ["18:00", "18:30"]
    # The same once more is no change. Of the words only staff are to know.
    assert await guests.alter(moved, 20, 30, party=4, request="By the window") == moved
    words = await guests.alter(moved, 20, 30, party=4, request="With a pram")
    assert (words.request, words.tables, words.version) == ("With a pram", moved.tables, 3)
    assert len(await guests.scene.mails()) == mails + 1
    lunch = await guests.alter(words, 13, party=2, service=guests.scene.lunch.id)
    assert (lunch.service, lunch.tables) == (guests.scene.lunch.id, booking.tables)


async def test_who_is_refused_keeps_what_they_had(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 4)]))
    booking = await guests.book("ada", 18)
    await guests.book("bob", 19, 30)

    with pytest.raises(NoTable):
        await guests.alter(booking, 19)
    with pytest.raises(NoTable):
        await guests.alter(booking, 18, party=5)
    with pytest.raises(BadBooking):
        await guests.alter(booking, 18, party=0)
    with pytest.raises(Invalid) as refused:
        await guests.alter(booking, 21, phone="none of yours")
    assert refused.value.field == "phone"

    assert booking in await guests.scene.bookings()
    assert await guests.offered() == ["21:00"]


async def test_a_booking_is_not_in_its_own_way_nor_is_what_is_held_for_it(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 4)]))
    booking = await guests.book("ada", 19)
    await guests.hold("change", 19, 30, but=booking.id)
    with pytest.raises(NoTable):
        await guests.hold("bob", 20, 30)

    with pytest.raises(NoTable):
        await guests.alter(booking, 19, 30)
    moved = await guests.alter(booking, 19, 30, key="change")

    assert moved.starts_at == in_sydney(19, 30)
    assert await guests.offered() == ["18:00", "21:00"]


async def test_a_smaller_party_keeps_its_time_whatever_is_offered(db: Database) -> None:
    guests = Guests(await open_venue(db, [(3, 4)]))
    booking = await guests.book("ada", party=4)
    three = await guests.alter(booking, party=3)
    assert (three.covers, three.tables) == (3, booking.tables)

    # No table is for two, and nobody is sent away for coming with fewer.
    two = await guests.alter(three, party=2)
    assert (two.covers, two.tables, two.starts_at) == (2, booking.tables, booking.starts_at)
    await guests.scene.change(open=False)
    assert (await guests.alter(two, party=1)).covers == 1
    with pytest.raises(Closed):
        await guests.alter(two, party=2)


async def test_a_party_that_is_larger_stays_at_its_table_if_it_fits(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 4), (1, 3), (1, 2)]))
    booking = await guests.book("ada", party=4)
    smaller = await guests.alter(booking, party=3)
    assert smaller.tables == booking.tables
    assert (await guests.alter(smaller, party=4)).tables == booking.tables


async def test_nobody_has_a_stranger_written_to_by_changing_to_and_fro(db: Database) -> None:
    guests = Guests(await open_venue(db))
    booking = await guests.book("ada")
    for number in range(1, MOST_VERSIONS):
        booking = await guests.alter(booking, party=2 + number % 2)
    with pytest.raises(NotNow):
        await guests.alter(booking, party=2)
    assert len(await guests.scene.mails()) == MOST_VERSIONS
    assert not may_alter(await guests.scene.venue(), booking, at=guests.scene.now[0])


async def test_a_guest_changes_until_they_can_no_longer_cancel(db: Database) -> None:
    guests = Guests(await open_venue(db))
    scene = guests.scene
    await scene.change(cancel_minutes=120)
    booking = await guests.book("ada", 19)
    venue = await scene.venue()

    scene.now[0] = in_sydney(17)
    assert may_alter(venue, booking, at=scene.now[0])
    booking = await guests.alter(booking, 19, 30)
    scene.now[0] = in_sydney(17, 31)
    assert not may_alter(venue, booking, at=scene.now[0])
    with pytest.raises(TooLate, match="5:30"):
        await guests.alter(booking, 21)


async def test_a_number_to_call_is_for_staff_to_read_and_changes_nobody(db: Database) -> None:
    guests = Guests(await open_venue(db))
    booking = await guests.book("ada")
    merchant = guests.scene.merchant.id
    assert booking.guest is not None
    known = await read_guest(db, merchant, booking.guest)

    for _ in range(2):
        booking = await guests.alter(booking, phone="0400 111 222")

    assert booking.note == "Call +61400111222 about this booking."
    assert booking.version == 2
    assert await read_guest(db, merchant, known.id) == known


async def test_of_many_who_change_to_the_last_time_one_has_it(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2)] * 3))
    early = [await guests.book(f"early{number}", 18) for number in range(3)]
    for number in range(2):
        await guests.book(f"late{number}", 20, 30)

    async def ask(number: int) -> bool:
        try:
            await guests.alter(early[number], 20 + number % 2, 30 * (number % 2 == 0))
        except NoTable:
            return False
        return True

    assert sum(await asyncio.gather(*map(ask, range(3)))) == 1
    starts = [booking.starts_at for booking in await guests.scene.bookings()]
    assert starts.count(in_sydney(18)) == 2


async def test_only_what_is_to_come_and_was_booked_here_is_changed(db: Database) -> None:
    guests = Guests(await open_venue(db, [(1, 2)] * 4))
    scene = guests.scene
    said: dict[str, Any] = {"at": scene.now[0], "actor": "host"}
    new = NewBooking(
        store=scene.store.id, source=Source.PHONE, starts_at=in_sydney(19), covers=2, name="Bob"
    )
    by_telephone = await take(db, scene.merchant.id, new, **said)
    with pytest.raises(NoSuchBooking):
        await guests.alter(by_telephone, 20)
    booking = await guests.book("ada")
    await set_status(db, scene.merchant.id, booking.id, "cancelled", **said)
    with pytest.raises(NotNow):
        await guests.alter(booking, 20)
    standing = await guests.book("cleo")
    other = await add_store(db, scene.merchant, "Pier", at=scene.now[0])
    scene.slug = (await open_page(db, scene.merchant.id, other.id, **said)).terms.slug
    with pytest.raises(NoSuchBooking):
        await guests.alter(standing, 20)

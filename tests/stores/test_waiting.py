"""Promises of the list: what becomes free is offered to who waits, one after the other."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from tests.faces.booking import FRIDAY, LINKS, Scene, in_sydney, open_venue
from tests.stores.awaiting import Guests, Work

from regulars.bookings.change import change
from regulars.bookings.errors import BadBooking, Closed, NoTable, NotNow
from regulars.bookings.floor.blockouts import block, unblock
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking, Changes, Kind, NewBooking, Source, Waits
from regulars.bookings.page import offers
from regulars.bookings.page.call_waiting import call_all_waiting
from regulars.bookings.page.cancel import cancel
from regulars.bookings.page.errors import BookedBefore, BookedOtherwise, FreeNow, TooManyBookings
from regulars.bookings.page.wait import times_to_wait_for
from regulars.bookings.read import read_booking
from regulars.bookings.take import take
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import BookingId
from regulars.platform.db import Database
from regulars.platform.jobs import Worker

IN_YEARS = FRIDAY.replace(year=2031)


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    """One table for two."""
    return await open_venue(db, tables=[(1, 2)])


@pytest_asyncio.fixture
async def work(scene: Scene, database_url: str) -> AsyncIterator[Work]:
    worker = await Worker.connect(database_url)
    yield Work(scene, worker)
    await worker.close()


async def becomes_free(guests: Guests, booking: BookingId, name: str) -> None:
    """A table is free, in one of the ways in which that happens."""
    scene = guests.scene
    if name == "moved":
        later = Changes(starts_at=in_sydney(21, 30), over_pacing=True)
        merchant = scene.merchant.id
        said: dict[str, Any] = {"at": guests.now, "actor": "user:mia"}
        await change(scene.db, merchant, booking, later, version=None, **said)
        return
    if name == "finished":
        await guests.becomes(booking, "seated")
    await guests.becomes(booking, name)


def offered_for(minutes: int) -> timedelta:
    return timedelta(minutes=minutes)


async def free_times(scene: Scene) -> list[datetime]:
    venue = await scene.venue()
    slots = await offers.times(scene.db, venue, FRIDAY, 2, at=scene.now[0])
    return [slot.starts_at for slot in slots if slot.service == scene.dinner.id]


async def test_what_becomes_free_goes_down_the_line_one_after_the_other(
    scene: Scene, work: Work
) -> None:
    guests = Guests(scene)
    rosa = await guests.books("rosa", 19)
    ines = await guests.waits("ines", 19)
    lena = await guests.waits("lena", 19, 30, flexible_minutes=30)
    assert (ines.waits, ines.status, ines.source) == (Waits.STANDBY, "unconfirmed", Source.ONLINE)
    assert await guests.written_to("ines") == ["On our list"]
    await work.by_the_clock("call_waiting")
    assert await guests.offer_to(ines) is None

    await cancel(scene.db, await scene.venue(), rosa.id, links=LINKS, at=guests.now)
    await work.do()
    held = await guests.offer_to(ines)
    assert held is not None
    assert (held.starts_at, held.ends_at - guests.now) == (in_sydney(19), offered_for(30))
    assert in_sydney(19) not in await free_times(scene)
    for late in ("kim", "noor"):
        with pytest.raises(NoTable):
            await guests.books(late, 19)
    assert await guests.offer_to(lena) is None
    with pytest.raises(NoTable, match="still on our list"):
        await guests.takes(lena)
    assert await guests.written_to("ines") == ["On our list", "A table is free"]

    fact = await scene.db.one("select subject, data from facts where kind = 'booking.offered'")
    assert fact["subject"] == f"booking:{ines.id}"
    assert fact["data"]["until"] == held.ends_at.isoformat()

    guests.wait(minutes=31)
    await work.by_the_clock("call_waiting")
    found = await guests.offer_to(lena)
    assert found is not None
    assert found.starts_at == in_sydney(19, 30)
    assert await guests.offer_to(ines) is None
    with pytest.raises(NoTable):
        await guests.takes(ines)
    guests.wait(seconds=1)
    many = await asyncio.gather(*(guests.takes(lena) for _ in range(4)))
    assert len({one.version for one in many}) == 1
    taken = many[0]
    assert (taken.waits, taken.status, taken.starts_at) == (None, "confirmed", in_sydney(19, 30))
    assert len(taken.tables) == 1
    assert await guests.written_to("lena") == ["On our list", "A table is free", "Your table"]

    # The table is free again: who let an offer pass is asked once more, but not at once.
    await guests.becomes(lena.id, "no_show")
    await work.do()
    assert await guests.offer_to(ines) is None
    guests.wait(minutes=60)
    await work.by_the_clock("call_waiting")
    assert await guests.offer_to(ines) is not None
    assert (await guests.takes(ines)).starts_at == in_sydney(19)
    await work.by_the_clock("call_waiting")
    assert await scene.db.value("select count(*) from slot_holds") == 0


async def test_whatever_frees_a_table_is_heard_of(scene: Scene, work: Work) -> None:
    guests, said = Guests(scene), {"actor": "user:mia"}
    scene.now[0] = in_sydney(17)
    rosa = await guests.books("rosa", 19)
    ines = await guests.waits("ines", 19, 30)
    assert ines.waits is Waits.WAITLIST
    for name in ("moved", "no_show", "cancelled", "finished"):
        await becomes_free(guests, rosa.id, name)
        await work.do()
        held = await guests.offer_to(ines)
        assert held is not None, name
        assert held.ends_at - guests.now <= offered_for(30)
        await scene.db.tx(lambda tx: tx.run("delete from slot_holds"))
        await scene.db.tx(
            lambda tx: tx.run("update booking_requests set calls = 0, called_at = null")
        )
        if name != "finished":
            await guests.becomes(rosa.id, "confirmed")

    blockout = NewBlockout(
        starts_at=in_sydney(18), ends_at=in_sydney(23), tables=(), reason="Tiles", online_only=False
    )
    closed = await block(
        scene.db, scene.merchant.id, scene.store.id, blockout, at=guests.now, **said
    )
    await work.by_the_clock("call_waiting")
    assert await guests.offer_to(ines) is None
    await unblock(scene.db, scene.merchant.id, closed.id, at=guests.now, **said)
    await work.by_the_clock("call_waiting")
    assert await guests.offer_to(ines) is not None


async def test_nobody_waits_for_what_is_free_or_never_was(scene: Scene) -> None:
    guests = Guests(scene)
    rosa = await guests.books("rosa", 19)
    venue = await scene.venue()
    waited = await times_to_wait_for(scene.db, venue, FRIDAY, 2, at=guests.now)
    assert [slot.starts_at for slot in waited] == [
        in_sydney(18), in_sydney(18, 30), in_sydney(19), in_sydney(19, 30), in_sydney(20),
    ]  # fmt: skip
    wrong: list[tuple[type[RegularsError], str, dict[str, Any]]] = [
        (FreeNow, "8:30", {"starts_at": in_sydney(20, 30)}),
        (FreeNow, "8:30", {"starts_at": in_sydney(20), "flexible_minutes": 30}),
        (BadBooking, "one of the times", {"starts_at": in_sydney(19, 7)}),
        (BadBooking, "one of the times", {"starts_at": in_sydney(3)}),
        (BadBooking, "one of the times", {"service": scene.lunch.id}),
        (BadBooking, "one of the times", {"covers": 4}),
        (BadBooking, "one of the times", {"starts_at": in_sydney(19, day=IN_YEARS)}),
        (BadBooking, "Parties", {"covers": 9}),
        (BadBooking, "Up to 120", {"flexible_minutes": 121}),
        (BadBooking, "name", {"last_name": " "}),
    ]  # fmt: skip
    for refusal, sentence, changes in wrong:
        with pytest.raises(refusal, match=sentence):
            await guests.waits("ines", 19, **changes)
    assert len(await scene.bookings()) == 1

    ines = await guests.waits("ines", 19)
    assert (await guests.waits("ines", 19)).id == ines.id
    with pytest.raises(BookedOtherwise):
        await guests.waits("ines", 19, flexible_minutes=30, key="ines-19-0-key-of-a-form")
    with pytest.raises(BookedBefore):
        await guests.waits("ines", 19, key="another-key-of-a-form")
    with pytest.raises(BookedBefore):
        await guests.waits("rosa", 19, key="another-key-of-a-form")
    for number, (hour, minute) in enumerate([(18, 0), (18, 30), (19, 30), (20, 0)]):
        await guests.waits("ines", hour, minute, key=f"{number}-another-key-of-a-form")
    await guests.books("ines", 20, 30)
    with pytest.raises(TooManyBookings):
        await guests.waits("ines", 21)
    await scene.change(takes_waiting=False)
    with pytest.raises(Closed):
        await guests.waits("lena", 19)
    assert await times_to_wait_for(scene.db, await scene.venue(), FRIDAY, 2, at=guests.now) == []
    await cancel(scene.db, venue, rosa.id, links=LINKS, at=guests.now)
    await call_all_waiting(scene.db, links=LINKS, at=guests.now)
    assert await guests.written_to("ines") == ["On our list"] * 5 + ["Your table"]


async def test_a_table_is_offered_once_and_taken_once_however_many_try(scene: Scene) -> None:
    guests = Guests(scene)
    rosa = await guests.books("rosa", 19)
    line = [await guests.waits(f"guest{number}", 19) for number in range(5)]
    await guests.becomes(rosa.id, "cancelled")
    await asyncio.gather(
        *(call_all_waiting(scene.db, links=LINKS, at=guests.now) for _ in range(4))
    )
    letters = [await guests.written_to(f"guest{number}") for number in range(5)]
    assert letters == [["On our list", "A table is free"]] + [["On our list"]] * 4
    guests.wait(minutes=61)
    await call_all_waiting(scene.db, links=LINKS, at=guests.now)
    assert await guests.offer_to(line[0]) is None
    assert await guests.offer_to(line[1]) is not None

    async def tries(number: int) -> bool:
        try:
            if number < 5:
                await guests.takes(line[number])
            else:
                await guests.books(f"other{number}", 19)
        except NoTable:
            return False
        return True

    assert await asyncio.gather(*map(tries, range(15))) == [False, True] + [False] * 13
    assert [one.id for one in await scene.bookings() if one.tables] == [rosa.id, line[1].id]


async def test_who_waits_in_vain_is_told_so_once_and_is_no_no_show(
    scene: Scene, work: Work
) -> None:
    guests = Guests(scene)
    scene.now[0] = in_sydney(17)
    await guests.books("rosa", 19)
    ines = await guests.waits("ines", 19)
    lena = await guests.waits("lena", 19, flexible_minutes=60)
    said: dict[str, Any] = {"actor": "user:mia"}
    at_the_door = NewBooking(
        store=scene.store.id, source=Source.IN_PERSON, starts_at=guests.now, covers=2,
        name="At the door", waits=Waits.WAITLIST,
    )  # fmt: skip
    kim = await take(scene.db, scene.merchant.id, at_the_door, at=guests.now, **said)
    scene.now[0] = in_sydney(18, 59)
    await work.by_the_clock("close_lists")
    assert len(await guests.written_to("ines")) == 1
    scene.now[0] = in_sydney(19)
    await asyncio.gather(*(work.by_the_clock("close_lists") for _ in range(3)))
    await work.do(later=True)

    async def status(booking: BookingId) -> str:
        return (await read_booking(scene.db, scene.merchant.id, booking)).status

    assert await guests.written_to("ines") == ["On our list", "No table became free"]
    assert [await status(one.id) for one in (ines, lena, kim)] == [
        "cancelled", "unconfirmed", kim.status,
    ]  # fmt: skip
    fact = await scene.db.one("select actor from facts where kind = 'booking.status_changed'")
    assert fact["actor"] == "system"
    # A host who puts them back sees to them.
    await guests.becomes(ines.id, "unconfirmed")
    await work.do(later=True)
    await work.by_the_clock("close_lists")
    assert await status(ines.id) == "unconfirmed"
    assert len(await guests.written_to("ines")) == 2

    scene.now[0] = in_sydney(29, 59)
    await work.by_the_clock("close_lists")
    assert await guests.written_to("lena") == ["On our list", "No table became free"]
    assert await status(kim.id) == kim.status
    scene.now[0] = in_sydney(30)
    await work.by_the_clock("close_lists")
    assert [await status(one.id) for one in (ines, kim)] == ["cancelled", "cancelled"]
    assert len(await guests.written_to("ines")) == 2


async def test_whom_staff_put_on_the_list_is_called_like_everybody_else(
    scene: Scene, work: Work
) -> None:
    guests = Guests(scene)
    rosa, asked = await guests.books("rosa", 19), await guests.waits("ines", 19)

    async def put(name: str, starts_at: datetime, **more: Any) -> Booking:
        guests.wait(seconds=1)
        guest = NewGuest(first_name=name.title(), email=f"{name}@example.test")
        new = NewBooking(
            store=scene.store.id, source=Source.PHONE, starts_at=starts_at, covers=2,
            name=name.title(), waits=Waits.STANDBY, **{"guest": guest} | more,
        )  # fmt: skip
        return await take(scene.db, scene.merchant.id, new, at=guests.now, actor="user:mia")

    lena = await put("lena", in_sydney(19, 10))
    await put("ines", in_sydney(19))
    await put("door", guests.now)
    await put("noor", in_sydney(19), guest=NewGuest(first_name="Noor", phone="0412 345 678"))
    slip = await put("slip", in_sydney(19))
    await guests.becomes(slip.id, "cancelled")
    await work.do()
    assert len(await scene.mails()) == 2, "a host takes a slip back"
    await work.do(later=True)
    assert await guests.written_to("lena") == ["On our list"]
    assert await guests.written_to("ines") == ["On our list"], "they had asked by themselves"
    assert await guests.written_to("door") == await guests.written_to("slip") == []

    await cancel(scene.db, await scene.venue(), asked.id, links=LINKS, at=guests.now)
    await guests.becomes(rosa.id, "cancelled")
    await work.do()
    held = await guests.offer_to(lena)
    assert held is not None
    assert held.starts_at == in_sydney(19)
    guests.wait(minutes=1)
    taken = await guests.takes(lena)
    assert (taken.waits, taken.starts_at, len(taken.tables)) == (None, in_sydney(19), 1)
    await guests.becomes(lena.id, "cancelled")
    await work.do(later=True)
    assert await guests.written_to("lena") == [
        "On our list", "A table is free", "Your table", "Cancelled",
    ]  # fmt: skip
    await put("lena", in_sydney(19, 10))
    await work.do(later=True)
    assert (await guests.written_to("lena"))[-1] == "On our list", "they changed their mind"

    await scene.change(takes_waiting=False)
    await put("kim", in_sydney(19))
    await work.do(later=True)
    assert await guests.written_to("kim") == []


async def test_a_worker_that_was_away_takes_off_the_list_and_writes_to_nobody(
    scene: Scene, work: Work
) -> None:
    guests = Guests(scene)
    await guests.books("rosa", 19)
    ines = await guests.waits("ines", 19)
    scene.now[0] = in_sydney(19) + timedelta(days=3)
    await work.by_the_clock("close_lists")
    await work.do(later=True)
    assert (await read_booking(scene.db, scene.merchant.id, ines.id)).status == "cancelled"
    assert await guests.written_to("ines") == ["On our list"]


async def test_a_host_outranks_an_offer_and_a_guest_leaves_the_list(
    scene: Scene, work: Work
) -> None:
    guests = Guests(scene)
    scene.now[0] = in_sydney(18, 40)
    await scene.change(notice_minutes=0)
    rosa = await guests.books("rosa", 19)
    ines = await guests.waits("ines", 19)
    lena = await guests.waits("lena", 19)
    await guests.becomes(rosa.id, "cancelled")
    await work.do()
    held = await guests.offer_to(ines)
    assert held is not None
    assert held.ends_at - guests.now == offered_for(10)

    walk_in = NewBooking(
        store=scene.store.id, kind=Kind.WALK_IN, source=Source.WALK_IN, status="seated",
        starts_at=guests.now, covers=2, tables=rosa.tables, name="At the door", over_pacing=True,
    )  # fmt: skip
    sits = await take(scene.db, scene.merchant.id, walk_in, at=guests.now, actor="user:mia")
    with pytest.raises(NoTable, match="still on our list"):
        await guests.takes(ines)
    assert (await read_booking(scene.db, scene.merchant.id, ines.id)).waits is Waits.WAITLIST
    await guests.becomes(sits.id, "finished")
    left = await cancel(scene.db, await scene.venue(), ines.id, links=LINKS, at=guests.now)
    assert left.status == "cancelled"
    with pytest.raises(NotNow):
        await guests.takes(ines)
    await work.do()
    assert (await guests.written_to("ines"))[-1] == "Off our list"
    assert await guests.offer_to(lena) is not None
    # A host gives somebody on the list a table without any offer.
    guests.wait(seconds=1)
    mias = Changes(tables=rosa.tables, over_pacing=True)
    said: dict[str, Any] = {"version": None, "at": guests.now, "actor": "user:mia"}
    await change(scene.db, scene.merchant.id, lena.id, mias, **said)
    await work.do(later=True)
    assert (await guests.written_to("lena"))[-1] == "Your table"
    assert await guests.offer_to(lena) is None

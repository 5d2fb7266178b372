"""Promises of guests' letters: what changed is told once, and what waits goes once, at its time."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio
from icalendar import Calendar
from tests.faces.booking import LINKS, Scene, in_sydney, open_venue
from tests.stores.awaiting import Guests, Work

from regulars.bookings.change import change
from regulars.bookings.model import Booking, Changes
from regulars.bookings.page.letters.send_due import send_due
from regulars.kernel.sentences import Language
from regulars.platform.db import Database
from regulars.platform.jobs import Worker


@pytest_asyncio.fixture
async def scene(db: Database) -> Scene:
    return await open_venue(db)


@pytest_asyncio.fixture
async def work(scene: Scene, database_url: str) -> AsyncIterator[Work]:
    worker = await Worker.connect(database_url)
    yield Work(scene, worker)
    await worker.close()


async def host_changes(scene: Scene, booking: Booking, **what: Any) -> Booking:
    scene.now[0] += timedelta(seconds=1)
    changes, merchant = Changes(over_pacing=True, **what), scene.merchant.id
    said: dict[str, Any] = {"version": None, "at": scene.now[0], "actor": "user:mia"}
    return await change(scene.db, merchant, booking.id, changes, **said)


async def test_what_a_host_changes_is_told_once_unless_it_was_a_slip(
    scene: Scene, work: Work
) -> None:
    await scene.change(place="12 Quay St, Sydney", phone="+61 2 5550 1234")
    guests = Guests(scene)
    rosa = await guests.books("rosa", 19)
    await host_changes(scene, rosa, starts_at=in_sydney(20))
    await work.do()
    assert await guests.written_to("rosa") == ["Your table"]
    await host_changes(scene, rosa, starts_at=in_sydney(19))
    await host_changes(scene, rosa, note="by the window", tables=())
    await work.do(later=True)
    assert await guests.written_to("rosa") == ["Your table"]

    await host_changes(scene, rosa, starts_at=in_sydney(20), tables=rosa.tables)
    await host_changes(scene, rosa, covers=3)
    await work.do(later=True)
    await work.do(later=True)
    assert await guests.written_to("rosa") == ["Your table", "Changed"]
    mail = (await scene.mails())[-1]
    own = LINKS.booking(scene.slug, scene.merchant.id, rosa.id)
    for text in (mail.body, mail.html or ""):
        for words in ("8:00\u202fpm", "3 people", "Before, it was", "7:00\u202fpm, 2 people",
                      "until 6:00\u202fpm", "12 Quay St", "+61 2 5550 1234", own,
                      f"{own}/calendar.ics"):  # fmt: skip
            assert words in text

    await guests.becomes(rosa.id, "cancelled")
    await guests.becomes(rosa.id, "confirmed")
    await work.do(later=True)
    await guests.becomes(rosa.id, "cancelled")
    await work.do(later=True)
    assert await guests.written_to("rosa") == ["Your table", "Changed", "Cancelled"]
    await guests.becomes(rosa.id, "confirmed")
    await work.do(later=True)
    assert (await guests.written_to("rosa"))[3:] == ["Your table"]


async def test_a_reminder_moves_with_its_booking_and_goes_once(scene: Scene, work: Work) -> None:
    guests = Guests(scene)
    rosa, ines = await guests.books("rosa", 19), await guests.books("ines", 20)
    lena = await guests.books("lena", 18)
    await host_changes(scene, rosa, starts_at=in_sydney(19, 30))
    await guests.becomes(ines.id, "cancelled")
    await work.do(later=True)
    scene.now[0] = in_sydney(19, 29, day=date(2026, 5, 7))
    await guests.books("late", 12, service=scene.lunch.id)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("lena") == ["Your table", "A reminder"]
    assert await guests.written_to("rosa") == ["Your table", "Changed"]

    # The booking moves, and nobody has told the letter yet.
    await host_changes(scene, rosa, starts_at=in_sydney(20))
    guests.wait(minutes=2)
    await work.by_the_clock("send_letters")
    assert "A reminder" not in await guests.written_to("rosa")
    scene.now[0] = in_sydney(20, day=date(2026, 5, 7))
    await asyncio.gather(*(send_due(scene.db, links=LINKS, at=guests.now) for _ in range(4)))
    await work.by_the_clock("send_letters")
    assert (await guests.written_to("rosa")).count("A reminder") == 1
    scene.now[0] = in_sydney(12)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("lena") == ["Your table", "A reminder"]
    assert await guests.written_to("ines") == ["Your table", "Cancelled"]
    assert await guests.written_to("late") == ["Your table"]

    # For another day there is another reminder.
    await host_changes(scene, lena, starts_at=in_sydney(18, day=date(2026, 5, 15)))
    await work.do(later=True)
    scene.now[0] = in_sydney(18, day=date(2026, 5, 14))
    await work.by_the_clock("send_letters")
    assert await guests.written_to("lena") == ["Your table", "A reminder", "Changed", "A reminder"]
    mail = (await scene.mails())[-1]
    assert "15 May 2026" in mail.body
    assert "until 4:00\u202fpm" in mail.body


async def test_who_was_there_is_thanked_once_and_nobody_else(scene: Scene, work: Work) -> None:
    guests = Guests(scene)
    rosa, ines = await guests.books("rosa", 19), await guests.books("ines", 19)
    scene.now[0] = in_sydney(19)
    for status in ("seated", "finished"):
        await guests.becomes(rosa.id, status)
    await guests.becomes(ines.id, "no_show")
    await work.do(later=True)
    guests.wait(hours=2, minutes=59)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("rosa") == ["Your table"]
    guests.wait(minutes=2)
    await asyncio.gather(*(send_due(scene.db, links=LINKS, at=guests.now) for _ in range(3)))
    thanks = "Thank you for your visit to Harbour Kitchen, Front room"
    assert await guests.written_to("rosa") == ["Your table", thanks]
    for status in ("seated", "finished"):
        await guests.becomes(rosa.id, status)
    await work.do(later=True)
    guests.wait(hours=4)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("rosa") == ["Your table", thanks]
    assert await guests.written_to("ines") == ["Your table"]

    await scene.change(thanks=False, remind_minutes=None)
    kim = await guests.books("kim", 19, starts_at=in_sydney(19, day=date(2026, 5, 15)))
    scene.now[0] = in_sydney(19, day=date(2026, 5, 15))
    for status in ("seated", "finished"):
        await guests.becomes(kim.id, status)
    await work.do(later=True)
    guests.wait(hours=5)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("kim") == ["Your table"]


async def test_a_letter_speaks_the_language_that_was_booked_in(scene: Scene) -> None:
    guests = Guests(scene)
    await guests.books("rosa", 19, language=Language.GERMAN)
    await guests.books("ines", 19, language=Language.GREEK)
    german, greek = await scene.mails()
    assert "Freitag, 8. Mai 2026, 19:00" in german.subject
    assert "2 Personen" in german.body
    assert '<html lang="de">' in (german.html or "")
    assert "8 Μαΐου 2026" in greek.body


async def test_a_calendar_follows_the_booking(scene: Scene, work: Work) -> None:
    await scene.change(place="12 Quay St; Sydney", phone="+61 2 5550 1234")
    guests = Guests(scene)
    rosa = await guests.books("rosa", 19)
    transport = httpx.ASGITransport(scene.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://hub.test") as http:

        async def event() -> Any:
            answer = await http.get(f"{scene.address_of(rosa)}/calendar.ics")
            assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
            assert "booking.ics" in answer.headers["content-disposition"]
            assert max(map(len, answer.content.split(b"\r\n"))) <= 75
            calendar = Calendar.from_ical(answer.content)
            [found] = calendar.events
            return found, calendar["METHOD"]

        first, method = await event()
        assert (first.start, first.end) == (in_sydney(19), in_sydney(20, 30))
        assert first.start.tzinfo in (UTC, first.start.tzinfo)
        assert (first.uid, first.location) == (str(rosa.id), "12 Quay St; Sydney")
        assert (first["STATUS"], method) == ("CONFIRMED", "PUBLISH")
        own = LINKS.booking(scene.slug, scene.merchant.id, rosa.id)
        assert first.description == f"2 people\n+61 2 5550 1234\n{own}?lang=en"

        await host_changes(scene, rosa, starts_at=in_sydney(20))
        moved, _ = await event()
        assert (moved.uid, moved.start) == (first.uid, in_sydney(20))
        assert moved.sequence > first.sequence

        await guests.becomes(rosa.id, "unconfirmed")
        assert (await event())[0]["STATUS"] == "TENTATIVE"
        await guests.becomes(rosa.id, "cancelled")
        gone, method = await event()
        assert (gone["STATUS"], method) == ("CANCELLED", "CANCEL")
        assert gone.sequence > moved.sequence
        assert (await http.get(f"/book/{scene.slug}/nobodys/calendar.ics")).status_code == 404


async def test_the_night_on_which_clocks_change_moves_nobody(scene: Scene, work: Work) -> None:
    """Sydney puts its clocks forward at two on 4 October 2026."""
    await scene.change(days_ahead=200)
    guests = Guests(scene)
    evening = in_sydney(19, day=date(2026, 10, 4))
    assert evening == datetime(2026, 10, 4, 8, 0, tzinfo=UTC)
    await guests.books("rosa", 19, starts_at=evening)
    scene.now[0] = datetime(2026, 10, 3, 8, 59, tzinfo=UTC)
    await work.by_the_clock("send_letters")
    assert await guests.written_to("rosa") == ["Your table"]
    scene.now[0] = datetime(2026, 10, 3, 9, 0, tzinfo=UTC)  # seven in the evening, the day before
    await work.by_the_clock("send_letters")
    assert await guests.written_to("rosa") == ["Your table", "A reminder"]
    assert "7:00\u202fpm" in (await scene.mails())[-1].body


async def test_a_letter_that_cannot_be_written_keeps_nobody_else_from_theirs(
    scene: Scene,
) -> None:
    guests = Guests(scene)
    rosa = await guests.books("rosa", 18)
    await guests.books("lena", 19)
    unknown = "update booking_requests set language = 'xx' where booking_id = $1"
    await scene.db.tx(lambda tx: tx.run(unknown, rosa.id))
    scene.now[0] = in_sydney(19, day=date(2026, 5, 7))
    await send_due(scene.db, links=LINKS, at=guests.now)
    assert await guests.written_to("lena") == ["Your table", "A reminder"]

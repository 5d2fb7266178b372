"""Promises of the diary's page: a day as data, who may see and move it, and what a refusal says."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import httpx
import pytest_asyncio
from tests.faces.console import Browser, browsing, console, hire, open_business
from tests.faces.evening import FRIDAY, SEVEN, Evening, open_evening

from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.floor.tables import remove_table
from regulars.bookings.model import Booking, Waits
from regulars.bookings.set_status import set_status
from regulars.merchants.model import Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database


@dataclass
class Tablet:
    """A host at the diary."""

    evening: Evening
    browser: Browser

    async def day(self, **headers: str) -> httpx.Response:
        return await self.browser.client.get(
            f"{self.evening.address}/day.json?day={FRIDAY}", headers=headers
        )

    async def drawn(self) -> Any:
        answer = await self.day()
        assert answer.status_code == 200, answer.text
        return answer.json()["day"]

    async def move(self, booking: Booking, **asked: Any) -> httpx.Response:
        asked = {"version": booking.version, **asked}
        return await self.post(f"{booking.id}/move", asked)

    async def swap(self, booking: Booking, other: Booking) -> httpx.Response:
        return await self.post(f"{booking.id}/swap", {"other": str(other.id)})

    async def post(self, path: str, content: Any, **headers: str) -> httpx.Response:
        headers = headers or {"X-CSRFToken": self.browser.token}
        return await self.browser.client.post(
            f"{self.evening.address}/bookings/{path}", json=content, headers=headers
        )


@dataclass
class Watch:
    """A clock that a test sets on."""

    time: datetime = SEVEN

    def __call__(self) -> datetime:
        return self.time


@pytest_asyncio.fixture
async def watch() -> Watch:
    return Watch()


@pytest_asyncio.fixture
async def tablet(db: Database, watch: Watch) -> AsyncIterator[Tablet]:
    """A host, who is staff, with this Friday's diary open."""
    evening = await open_evening(db)
    await hire(db, evening.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db, clock=watch)) as browser:
        await browser.sign_in("jo@example.test")
        await browser.open(evening.address)
        yield Tablet(evening, browser)


async def test_the_diary_opens_at_the_first_store_and_at_the_day_it_is_there(
    tablet: Tablet,
) -> None:
    page = await tablet.browser.open("/console/diary")
    assert page.url.path == tablet.evening.address
    assert "Fri, 8 May" in page.text
    assert f'data-day="{FRIDAY}"' in page.text

    unknown = await tablet.browser.open(f"{tablet.evening.address}?day=tomorrow")
    assert unknown.status_code == 422


async def test_at_three_in_the_morning_it_is_still_the_evening_before(
    tablet: Tablet, watch: Watch
) -> None:
    watch.time = SEVEN + timedelta(hours=8)
    page = await tablet.browser.open(tablet.evening.address)
    assert f'data-day="{FRIDAY}"' in page.text
    assert (await tablet.day()).json()["now"] == 27 * 60


async def test_a_day_has_all_that_a_host_looks_at_in_minutes_of_the_stores_clock(
    tablet: Tablet,
) -> None:
    evening = tablet.evening
    nakou = await evening.take("19:30", 4, "Nakou", "11", "12", note="High chair", tags=("Friend",))
    await evening.take("18:00", 2, "Waiting", waits=Waits.WAITLIST)
    await block(
        evening.db,
        evening.merchant.id,
        evening.store.id,
        NewBlockout(
            starts_at=SEVEN,
            ends_at=SEVEN + timedelta(hours=1),
            tables=evening.tables("5"),
            reason="Painter",
        ),
        at=SEVEN,
        actor="test",
    )

    answer = (await tablet.day()).json()
    assert answer["now"] == 19 * 60
    day = answer["day"]
    assert [one["terms"]["name"] for one in day["services"]] == ["Lunch", "Dinner"]
    assert [one["name"] for one in day["sections"]] == ["Dining room", "Terrace"]
    assert len(day["tables"]) == 12
    assert {one["code"] for one in day["statuses"]} >= {"confirmed", "no_show"}
    [painter] = day["blockouts"]
    assert (painter["reason"], painter["begins"], painter["ends"]) == ("Painter", 1140, 1200)
    [waiting, shown] = sorted(day["bookings"], key=lambda one: one["begins"])
    assert shown["name"] == "Nakou"
    assert shown["covers"] == 4
    assert shown["status"] == "confirmed"
    assert (shown["begins"], shown["ends"]) == (1170, 1170 + nakou.duration_minutes)
    assert shown["tables"] == [str(table) for table in evening.tables("11", "12")]
    assert (shown["note"], shown["tags"]) == ("High chair", ["Friend"])
    assert waiting["waits"] == "waitlist"
    assert "tables" not in waiting
    assert waiting["id"] in day["fits"]


async def test_a_day_that_has_not_changed_is_not_sent_again(tablet: Tablet) -> None:
    first = await tablet.day()
    again = await tablet.day(**{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")

    booking = await tablet.evening.take("19:30", 2, "Nakou")
    changed = await tablet.day(**{"If-None-Match": first.headers["ETag"]})
    assert [one["name"] for one in changed.json()["day"]["bookings"]] == ["Nakou"]

    await set_status(
        tablet.evening.db,
        tablet.evening.merchant.id,
        booking.id,
        "arrived",
        at=SEVEN,
        actor="test",
    )
    assert (await tablet.drawn())["bookings"][0]["status"] == "arrived"


async def test_another_merchants_diary_is_not_there(tablet: Tablet, db: Database) -> None:
    other = await open_business(db, "rival@example.test")
    [store] = await stores(db, other.id)
    for path in ("", "/day.json"):
        assert (await tablet.browser.open(f"/console/diary/{store.id}{path}")).status_code == 404
    booking = await tablet.evening.take("19:30", 2, "Nakou")
    token = {"X-CSRFToken": tablet.browser.token}
    address = f"/console/diary/{store.id}/bookings/{booking.id}/move"
    answer = await tablet.browser.client.post(address, json={"version": 1}, headers=token)
    assert answer.status_code == 404


async def test_a_booking_of_another_store_or_merchant_is_not_moved_from_here(
    tablet: Tablet, db: Database
) -> None:
    rival = await open_evening(db, "rival@example.test")
    theirs = await rival.take("19:30", 2, "Lee", "1")
    ours = await tablet.evening.take("19:30", 2, "Nakou", "1")
    assert (await tablet.move(theirs, minute=1200)).status_code == 404
    assert (await tablet.swap(ours, theirs)).status_code == 404
    garden = await add_store(db, tablet.evening.merchant, "Garden bar", at=SEVEN)
    address = f"/console/diary/{garden.id}/bookings/{ours.id}/move"
    token = {"X-CSRFToken": tablet.browser.token}
    answer = await tablet.browser.client.post(address, json={"version": 1}, headers=token)
    assert answer.status_code == 404
    assert await rival.now(theirs) == theirs


async def test_nobody_moves_a_booking_without_a_session_and_the_pages_token(
    tablet: Tablet, db: Database
) -> None:
    booking = await tablet.evening.take("19:30", 2, "Nakou")
    forged = await tablet.post(f"{booking.id}/move", {"version": 1}, **{"X-CSRFToken": "forged"})
    assert forged.status_code == 403
    async with browsing(console(db)) as stranger:
        answer = await stranger.open(f"{tablet.evening.address}/day.json", follow=False)
        assert answer.is_redirect


async def test_a_hand_moves_a_booking_to_another_table_and_time_and_stretches_it(
    tablet: Tablet,
) -> None:
    evening = tablet.evening
    booking = await evening.take("19:30", 2, "Nakou", "1")
    [second] = evening.tables("2")
    answer = await tablet.move(booking, minute=1215, minutes=120, tables=[str(second)])
    assert answer.status_code == 200
    moved = await evening.now(booking)
    assert answer.json() == {"version": moved.version}
    assert evening.names(moved) == ["2"]
    assert moved.starts_at == booking.starts_at + timedelta(minutes=45)
    assert moved.duration_minutes == 120


async def test_who_moves_onto_somebody_hears_who_it_is_and_what_is_free(tablet: Tablet) -> None:
    evening = tablet.evening
    nakou = await evening.take("19:30", 2, "Nakou", "1")
    lee = await evening.take("19:30", 2, "Lee", "2")
    answer = await tablet.move(lee, tables=[str(evening.tables("1")[0])])
    assert answer.status_code == 409
    said = answer.json()
    assert said["code"] == "table_taken"
    assert said["by"] == str(nakou.id)
    assert "Nakou" in said["sentence"]
    assert evening.names(await evening.now(lee)) == ["2"]

    again = await tablet.move(lee, tables=said["instead"])
    assert again.status_code == 200


async def test_who_moves_what_somebody_else_changed_is_told(tablet: Tablet) -> None:
    booking = await tablet.evening.take("19:30", 2, "Nakou", "1")
    assert (await tablet.move(booking, minute=1200)).status_code == 200
    late = await tablet.move(booking, minute=1230)
    assert (late.status_code, late.json()["code"]) == (409, "changed_meanwhile")


async def test_staff_put_a_party_outside_of_a_service_when_they_say_so(tablet: Tablet) -> None:
    booking = await tablet.evening.take("19:30", 2, "Nakou", "1")
    refused = await tablet.move(booking, minute=16 * 60)
    assert (refused.status_code, refused.json()["code"]) == (409, "closed")
    knowing = await tablet.move(booking, minute=16 * 60, all_the_same=True)
    assert knowing.status_code == 200


async def test_what_is_no_move_is_refused(tablet: Tablet) -> None:
    booking = await tablet.evening.take("19:30", 2, "Nakou", "1")
    for asked in ({"minute": "late"}, {"minute": 10**9}, {"minutes": -5}, {"table": "1"}):
        assert (await tablet.move(booking, **asked)).status_code == 422
    assert await tablet.evening.now(booking) == booking


async def test_a_table_that_was_taken_away_in_the_same_moment_is_refused_in_words(
    tablet: Tablet,
) -> None:
    evening = tablet.evening
    booking = await evening.take("19:30", 2, "Nakou", "1")
    [five] = evening.tables("5")
    await remove_table(evening.db, evening.merchant.id, five, at=SEVEN, actor="test")
    refused = await tablet.move(booking, tables=[str(five)])
    assert (refused.status_code, refused.json()["sentence"]) == (404, "There is no such table.")
    assert await evening.now(booking) == booking


async def test_nobody_is_put_into_the_hour_that_the_clock_leaves_out(tablet: Tablet) -> None:
    """In Sydney it is three o'clock right after two on the night to the 4th of October."""
    night = date(2026, 10, 3)
    booking = await tablet.evening.take("20:00", 2, "Nakou", "1", day=night)
    refused = await tablet.move(booking, minute=26 * 60 + 30, all_the_same=True)
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    after = await tablet.move(booking, minute=27 * 60, all_the_same=True)
    assert after.status_code == 200
    moved = await tablet.evening.now(booking)
    assert moved.starts_at - booking.starts_at == timedelta(hours=6)


async def test_two_parties_swap_their_tables(tablet: Tablet) -> None:
    evening = tablet.evening
    nakou = await evening.take("19:30", 2, "Nakou", "1")
    lee = await evening.take("19:45", 2, "Lee", "2")
    assert (await tablet.swap(nakou, lee)).status_code == 200
    assert evening.names(await evening.now(nakou)) == ["2"]
    assert evening.names(await evening.now(lee)) == ["1"]

    alone = await tablet.swap(nakou, nakou)
    assert alone.status_code == 422
    assert alone.json()["sentence"]


async def test_staff_write_the_days_note(tablet: Tablet) -> None:
    await tablet.browser.post(f"{tablet.evening.address}/note?day={FRIDAY}", note="No oysters")
    assert (await tablet.drawn())["note"] == "No oysters"

"""Hosts at the diary, in real browsers, with the pages' live connections."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    FloatRect,
    Locator,
    Page,
    expect,
)
from tests.browser import open_browser
from tests.faces.console import console, hire
from tests.faces.evening import SEVEN, Evening, open_evening
from tests.journeys.served import served
from tests.journeys.window import PHONE, Window, sign_in

from regulars.bookings.model import Booking
from regulars.bookings.set_status import set_status
from regulars.merchants.model import Role
from regulars.platform.db import Database

pytestmark = pytest.mark.journey

TABLET = {"width": 1180, "height": 820}


@dataclass
class Restaurant:
    """An evening, and tablets on which its diary is open."""

    evening: Evening
    browser: Browser
    url: str

    async def tablet(self, email: str = "mia@example.test", **context: Any) -> "Tablet":
        """A host signs in and opens the diary."""
        opened = await self.browser.new_context(
            viewport=context.pop("viewport", TABLET), base_url=self.url, **context
        )
        page = await opened.new_page()
        window = Window(page)
        await sign_in(page, email)
        await page.goto(self.evening.address)
        await expect(page.locator("#stage")).not_to_have_attribute("aria-busy", "true")
        return Tablet(self.evening, page, window)


@dataclass
class Tablet:
    evening: Evening
    page: Page
    window: Window

    def block(self, booking: Booking) -> Locator:
        return self.page.locator(f'.block[data-booking="{booking.id}"]')

    def row(self, table: str) -> Locator:
        [found] = self.evening.tables(table)
        return self.page.locator(f'.tl-row[data-row="{found}"]')

    async def lift(self, booking: Booking) -> FloatRect:
        """Press the mouse on a booking, and begin to drag it."""
        box = await self.box(self.block(booking))
        await self.page.mouse.move(box["x"] + 40, box["y"] + 20)
        await self.page.mouse.down()
        await self.page.mouse.move(box["x"] + 46, box["y"] + 22)
        return box

    async def drag(self, booking: Booking, table: str) -> None:
        """Drag a booking to another table, at its time."""
        box = await self.lift(booking)
        row = await self.box(self.row(table))
        await self.page.mouse.move(box["x"] + 40, row["y"] + 20, steps=4)
        await self.page.mouse.up()

    async def is_settled(self) -> None:
        """The server has answered what a hand did."""
        await expect(self.page.locator(".is-pending")).to_have_count(0)

    async def box(self, element: Locator) -> FloatRect:
        found = await element.bounding_box()
        assert found is not None
        return found


@pytest_asyncio.fixture
async def restaurant(db: Database) -> AsyncIterator[Restaurant]:
    evening = await open_evening(db)
    await hire(db, evening.merchant, Role.STAFF, "jo@example.test")
    stopped = asyncio.Event()
    app = console(db, clock=lambda: SEVEN, stopping=stopped.is_set)
    async with served(lambda _: app) as url, open_browser() as browser:
        yield Restaurant(evening, browser, url)
        stopped.set()


async def test_two_hosts_at_two_tablets_see_each_others_changes(restaurant: Restaurant) -> None:
    """One drags by mouse, the other carries by keyboard; each sees what the other did."""
    evening = restaurant.evening
    nakou = await evening.take("19:30", 2, "Nakou", "1")
    first, second = await restaurant.tablet(), await restaurant.tablet("jo@example.test")

    await first.drag(nakou, "3")
    await expect(second.block(nakou)).to_contain_text("Table 3")
    assert evening.names(await evening.now(nakou)) == ["3"]

    await second.block(nakou).focus()
    await second.page.keyboard.press("m")
    await second.page.keyboard.press("ArrowUp")
    await second.page.keyboard.press("ArrowRight")
    await expect(second.page.locator("#said")).to_contain_text("7:45")
    await second.page.keyboard.press("Enter")
    await expect(first.block(nakou)).to_contain_text("7:45")
    await expect(first.block(nakou)).to_contain_text("Table 2")

    lee = await evening.take("20:00", 4, "Lee", "11", "12")
    await expect(first.block(lee)).to_contain_text("Lee")
    await set_status(evening.db, evening.merchant.id, lee.id, "arrived", at=SEVEN, actor="test")
    await expect(second.block(lee)).to_contain_text("Arrived")
    for tablet in (first, second):
        assert await tablet.window.complaints() == []
        assert tablet.window.errors == []


async def test_who_drops_on_a_table_that_is_taken_hears_what_would_go(
    restaurant: Restaurant,
) -> None:
    """The tablet has not heard of the other booking yet: the server has the last word."""
    evening = restaurant.evening
    nakou = await evening.take("20:00", 2, "Nakou", "1")
    host = await restaurant.tablet()
    await host.page.route("**/day.json*", lambda route: route.abort())
    await host.page.evaluate("dispatchEvent(new Event('online'))")
    await expect(host.page.locator("#lost")).to_be_visible()
    await evening.take("20:00", 2, "Lee", "2")

    await host.drag(nakou, "2")
    answer = host.page.get_by_role("dialog")
    await expect(answer).to_contain_text("Lee")
    await expect(host.block(nakou)).to_contain_text("Table 1")
    await host.page.unroute("**/day.json*")
    await answer.get_by_role("button").first.click()
    await expect(host.page.locator("#lost")).to_be_hidden()
    await expect(host.block(nakou)).to_contain_text("Table 3")
    await host.is_settled()
    assert evening.names(await evening.now(nakou)) == ["3"]


async def test_who_drops_on_another_booking_is_asked_whether_to_swap(
    restaurant: Restaurant,
) -> None:
    evening = restaurant.evening
    nakou = await evening.take("20:00", 2, "Nakou", "1")
    lee = await evening.take("20:00", 2, "Lee", "3")
    host = await restaurant.tablet()
    await host.drag(nakou, "3")
    await expect(host.page.get_by_role("dialog")).to_contain_text("Swap Nakou (Table 1) and Lee")
    await host.page.get_by_role("button", name="Swap").click()
    await expect(host.block(nakou)).to_contain_text("Table 3")
    await expect(host.block(lee)).to_contain_text("Table 1")


async def test_a_party_that_is_too_large_for_a_table_takes_the_next_one_with_it(
    restaurant: Restaurant,
) -> None:
    evening = restaurant.evening
    nakou = await evening.take("20:00", 4, "Nakou", "6")
    host = await restaurant.tablet()
    await host.drag(nakou, "1")
    await expect(host.block(nakou)).to_contain_text("Tables 1 + 2")
    await host.is_settled()
    assert evening.names(await evening.now(nakou)) == ["1", "2"]


async def test_a_finger_that_rests_on_a_booking_drags_it(restaurant: Restaurant) -> None:
    evening = restaurant.evening
    nakou = await evening.take("20:00", 2, "Nakou", "1")
    host = await restaurant.tablet(has_touch=True)
    finger = await host.page.context.new_cdp_session(host.page)

    async def touch(kind: str, *points: tuple[float, float]) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        await finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    box, row = await host.box(host.block(nakou)), await host.box(host.row("2"))
    x, y = box["x"] + 40, box["y"] + 20
    await touch("touchStart", (x, y))
    await expect(host.page.locator(".ghost")).to_be_visible()
    await touch("touchMove", (x, y + 20))
    await touch("touchMove", (x, row["y"] + 20))
    await touch("touchEnd")
    await expect(host.block(nakou)).to_contain_text("Table 2")

    await host.is_settled()
    assert evening.names(await evening.now(nakou)) == ["2"]


async def test_a_free_place_is_tapped_and_booked(restaurant: Restaurant) -> None:
    """The panel knows the place; what it took is on the day, and is opened by a tap."""
    host = await restaurant.tablet()
    row = await host.box(host.row("3"))
    page = host.page
    await page.mouse.click(row["x"] + row["width"] - 400, row["y"] + 20)
    panel = page.get_by_role("complementary")
    await expect(panel).to_have_accessible_name("New booking")
    await panel.get_by_label("Guest", exact=True).fill("Nakou")
    await panel.get_by_role("button", name="Take booking").click()
    block = page.locator(".block")
    await expect(block).to_contain_text("Nakou")
    await expect(block).to_contain_text("Table 3")
    await page.keyboard.press("Escape")
    await expect(panel).to_be_hidden()
    await block.focus()
    await page.keyboard.press("Enter")
    await expect(panel).to_have_accessible_name("Nakou")
    await panel.get_by_role("button", name="Arrived").click()
    await expect(block).to_contain_text("Arrived")


async def test_the_list_is_searched_as_one_types_and_moves_a_visit_on(
    restaurant: Restaurant,
) -> None:
    evening = restaurant.evening
    nakou = await evening.take("20:00", 2, "Nakou", "1")
    await evening.take("20:00", 2, "Léa", "2")
    host = await restaurant.tablet(viewport={"width": PHONE, "height": 844})
    await host.page.keyboard.press("/")
    await host.page.keyboard.type("nak")
    rows = host.page.locator(".li-row")
    await expect(rows).to_have_count(1)
    await rows.get_by_role("button", name="Arrived").click()
    await expect(rows.get_by_role("button", name="Seated")).to_be_visible()
    await host.is_settled()
    assert (await evening.now(nakou)).status == "arrived"
    await host.page.get_by_role("searchbox").fill("lea")
    await expect(rows).to_contain_text("Léa")
    assert await host.window.fits(PHONE)
    assert await host.window.complaints() == []


async def test_the_floor_shows_who_sits_where_and_what_is_free(restaurant: Restaurant) -> None:
    evening = restaurant.evening
    nakou = await evening.take("19:00", 2, "Nakou", "1")
    await set_status(evening.db, evening.merchant.id, nakou.id, "seated", at=SEVEN, actor="test")
    await evening.take("20:30", 2, "Lee", "2")
    host = await restaurant.tablet()
    await host.page.keyboard.press("2")
    floor = host.page.get_by_role("region", name="Floor plan")

    def table(name: str) -> Locator:
        return floor.get_by_role("button", name=name)

    await expect(table("Table 1, 1 to 2 covers. Nakou, seated since 7:00 pm")).to_be_visible()
    await expect(table("Table 2, 1 to 2 covers. Free until 8:30 pm, then Lee")).to_be_visible()
    await host.page.get_by_role("slider").fill(str(20 * 60 + 45))
    await expect(table("Table 2, 1 to 2 covers. Held for Lee")).to_be_visible()
    assert await host.window.complaints() == []


async def test_a_store_without_a_floor_says_how_to_begin(restaurant: Restaurant) -> None:
    evening = restaurant.evening
    await evening.db.value("delete from floor_combinations returning id")
    await evening.db.value("update floor_tables set removed_at = now() returning id")
    host = await restaurant.tablet()
    await expect(host.page.get_by_role("link", name="Draw your floor")).to_be_visible()
    assert await host.window.complaints() == []

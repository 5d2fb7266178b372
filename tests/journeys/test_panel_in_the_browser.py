"""A host at the diary's panel, in a real browser with the page's live connection."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import pytest_asyncio
from playwright.async_api import ViewportSize, expect
from tests.browser import open_browser
from tests.faces.console import console, hire
from tests.faces.evening import SEVEN, Evening, open_evening
from tests.journeys.served import served
from tests.journeys.window import PHONE, Window, sign_in

from regulars.bookings.change import change
from regulars.bookings.diary import read_day
from regulars.bookings.model import Booking, Changes, StatusType
from regulars.merchants.model import Role
from regulars.platform.db import Database

pytestmark = pytest.mark.journey

TABLET: ViewportSize = {"width": 1024, "height": 768}


@dataclass
class Host:
    """Somebody of the staff, signed in, with a tablet."""

    evening: Evening
    window: Window

    async def bookings(self) -> list[Booking]:
        merchant, store = self.evening.merchant.id, self.evening.store.id
        found = await read_day(self.evening.db, merchant, store, SEVEN.date(), at=SEVEN)
        return [one.booking for one in found.bookings]


@pytest_asyncio.fixture
async def host(db: Database) -> AsyncIterator[Host]:
    evening, stopped = await open_evening(db), asyncio.Event()
    await hire(db, evening.merchant, Role.STAFF, "jo@example.test")
    app = console(db, clock=lambda: SEVEN, stopping=stopped.is_set)
    async with served(lambda _: app) as address, open_browser() as browser:
        page = await browser.new_page(viewport=TABLET, base_url=address)
        await sign_in(page, "jo@example.test")
        host = Host(evening, Window(page))
        yield host
        stopped.set()
        assert host.window.errors == []


async def test_what_somebody_types_stays_while_another_host_is_at_work(host: Host) -> None:
    evening, page = host.evening, host.window.page
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    await page.goto(f"{evening.address}/bookings/{nakou.id}")
    lead = page.locator(".slip-lead")

    async def elsewhere(covers: int, *, seconds: int) -> None:
        await change(
            evening.db,
            evening.merchant.id,
            nakou.id,
            Changes(covers=covers),
            version=None,
            at=SEVEN + timedelta(seconds=seconds),
            actor="another",
        )

    async with page.expect_response(lambda answer: "/console/live" in answer.url):
        await page.reload()
    await elsewhere(3, seconds=1)
    await expect(lead).to_contain_text("3 people")

    await page.get_by_role("link", name="Add: Notes").click()
    note = page.get_by_label("Note for staff")
    await note.fill("Allergic to nuts")
    await elsewhere(2, seconds=2)
    await expect(page.get_by_text("Somebody changed this booking just now")).to_be_visible()
    await expect(note).to_have_value("Allergic to nuts")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Look at it, then save again.")).to_be_visible()
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Noted.")).to_be_visible()
    after = await evening.now(nakou)
    assert (after.note, after.covers) == ("Allergic to nuts", 2)


async def test_a_booking_is_taken_by_keyboard_and_a_walk_in_with_two_taps(host: Host) -> None:
    evening, page = host.evening, host.window.page
    await page.goto(f"{evening.address}/new")
    await page.locator('input[name="covers"][value="2"]').focus()
    for _ in range(2):
        async with page.expect_response("**/new/times"):
            await page.keyboard.press("ArrowRight")
    await page.locator('input[name="time"][value="20:00"]').focus()
    await page.keyboard.press("Space")
    await expect(page.locator("#places")).to_contain_text("Best: 4")
    await page.get_by_label("Guest", exact=False).first.fill("Nakou")
    assert await host.window.complaints() == []
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("The booking is taken.")).to_be_visible()
    [nakou] = await host.bookings()
    assert (nakou.name, nakou.covers, evening.names(nakou)) == ("Nakou", 4, ["4"])
    assert await host.window.complaints() == []

    await page.goto(f"{evening.address}/walk-in")
    await page.get_by_role("button", name="3", exact=True).click()
    await page.get_by_role("button", name=re.compile("^Seat at")).first.click()
    await expect(page.get_by_text(re.compile("^Seated at table"))).to_be_visible()
    [party] = [one for one in await host.bookings() if one.id != nakou.id]
    assert party.status_type is StatusType.SEATED
    assert await host.window.fits(PHONE)


async def test_a_link_to_a_booking_opens_it_beside_its_day(host: Host) -> None:
    evening, page = host.evening, host.window.page
    nakou = await evening.take("19:30", 4, "Nakou", "12")
    await page.goto(f"{evening.address}?day={nakou.day}&booking={nakou.id}")
    await expect(page.locator("#panel").get_by_role("heading", name="Nakou")).to_be_visible()
    await expect(page).to_have_url(re.compile(rf"day={nakou.day}$"))
    await page.goto(f"{evening.address}?booking=nonsense")
    await expect(page.locator(".block")).to_have_count(1)
    await expect(page.locator("#side")).to_be_hidden()

"""A guest with a telephone books a table and takes it back, with script and without."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    Frame,
    FrameLocator,
    Page,
    async_playwright,
    expect,
)
from tests.browser import find
from tests.faces.booking import FRIDAY, Scene, in_sydney, open_venue
from tests.faces.command_line import KEY
from tests.faces.console import NOON
from tests.journeys.served import served

from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.model import NewBlockout
from regulars.bookings.model import Kind, NewBooking, Source
from regulars.bookings.take import take
from regulars.platform.db import Database
from regulars.platform.settings import Settings
from regulars.wiring import Outside, open_hub, web_app

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PHONE: Any = {"width": 390, "height": 844}
SMALLEST, DESK = 360, 1280


@dataclass
class Street:
    """A venue, a browser, and the address at which the browser reaches the venue's hub."""

    scene: Scene
    browser: Browser
    hub: str

    async def telephone(self, **options: Any) -> Page:
        """A browser of a guest who was never here, as narrow as a telephone."""
        context = await self.browser.new_context(
            viewport=PHONE, base_url=self.hub, has_touch=True, **options
        )
        return await context.new_page()


@pytest_asyncio.fixture
async def street(db: Database, database_url: str) -> AsyncIterator[Street]:
    scene = await open_venue(db, tables=[(1, 4)])
    await scene.change(
        most_covers=12,
        intro="A small kitchen by the water. Come hungry.",
        place="12 Quay Street, Sydney",
        phone="+61 2 5550 1234",
    )
    settings = Settings.read({"DATABASE_URL": database_url, "REGULARS_SECRET_KEY": KEY})
    async with (
        open_hub(settings, Outside(clock=scene.passing)) as hub,
        served(lambda _: web_app(hub)) as address,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-gpu"]
        )
        yield Street(scene, browser, address)
        await browser.close()


async def complaints(page: Page | Frame) -> list[str]:
    """What axe has against the page as it stands, once nothing on it changes its colour."""
    if isinstance(page, Page):
        await page.mouse.move(0, 0)
    await page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run()")
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]


async def fill_in(page: Page | FrameLocator, name: str = "Rosa") -> None:
    await page.get_by_label("First name").fill(name)
    await page.get_by_label("Last name").fill("Kettle")
    await page.get_by_label("E-mail").fill(f"{name.lower()}@example.test")


async def book(page: Page, slug: str, *, time: str = "7:00 pm") -> None:
    """Every step, as far as the form."""
    await page.goto(f"/book/{slug}")
    await page.get_by_role("link", name="4", exact=True).click()
    await expect(page.get_by_role("link", name="4", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    await page.get_by_role("link", name="Friday, 8 May 2026").click()
    await page.get_by_role("button", name=time).click()
    await expect(page.get_by_role("heading", name="Your details")).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
async def test_a_guest_books_and_cancels_on_a_telephone(street: Street, script: bool) -> None:
    page = await street.telephone(java_script_enabled=script)
    await book(page, street.scene.slug)
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_text("Your first name, please.")).to_be_visible()
    await fill_in(page)
    await page.get_by_label("Anything we should know?").fill("A high chair")
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    [booking] = await street.scene.bookings()
    assert (booking.starts_at, booking.covers) == (in_sydney(19), 4)

    await page.get_by_role("link", name="Cancel this booking").click()
    await page.get_by_role("link", name="Keep the booking").click()
    await page.get_by_role("link", name="Cancel this booking").click()
    await page.get_by_role("button", name="Yes, cancel it").click()
    await expect(page.get_by_role("heading", name="This booking is cancelled")).to_be_visible()
    [booking] = await street.scene.bookings()
    assert booking.status == "cancelled"


async def test_a_guest_who_was_too_late_takes_another_time(street: Street) -> None:
    scene = street.scene
    page = await street.telephone(java_script_enabled=False)
    await book(page, scene.slug)
    await fill_in(page)
    new = NewBooking(
        store=scene.store.id,
        kind=Kind.BOOKING,
        source=Source.PHONE,
        starts_at=in_sydney(18, 30),
        covers=2,
        name="Ines",
    )
    await take(scene.db, scene.merchant.id, new, at=NOON, actor="test")
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="That time has just been taken")).to_be_visible()
    await expect(page.get_by_label("First name")).to_have_value("Rosa")
    await page.get_by_label("Last name").press("Enter")
    assert len(await scene.bookings()) == 1
    await page.get_by_role("button", name="Book 8:30 pm").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    await expect(page.get_by_text("8:30 pm")).to_be_visible()


async def test_with_script_a_guest_loses_nothing_on_the_way(street: Street) -> None:
    page = await street.telephone()
    await page.goto(f"/book/{street.scene.slug}")
    await page.get_by_role("link", name="Monday, 4 May 2026").focus()
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("link", name="Monday, 11 May 2026")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="What time?")).to_be_focused()
    await page.get_by_role("button", name="7:00 pm").click()
    await fill_in(page)
    await page.get_by_role("link", name="Another time").click()
    await page.get_by_role("button", name="8:00 pm").click()
    await expect(page.get_by_label("First name")).to_have_value("Rosa")
    await page.go_back()
    await expect(page.get_by_role("heading", name="What time?")).to_be_visible()
    await page.go_back()
    await page.go_back()
    await expect(page.get_by_role("heading", name="What time?")).to_be_visible()
    await page.get_by_role("button", name="7:30 pm").click()
    await expect(page.get_by_label("Last name")).to_have_value("Kettle")
    await page.get_by_role("button", name="Book this table").dblclick()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    assert len(await street.scene.bookings()) == 1


async def test_every_step_is_accessible_and_fits_small_and_large_in_light_and_dark(
    street: Street,
) -> None:
    scene, page = street.scene, await street.telephone()
    await book(page, scene.slug)
    form = page.url
    assert await complaints(page) == []
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_text("Your first name, please.")).to_be_visible()
    await check(page, "what is wrong")
    await fill_in(page)
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    own, here = page.url, f"/book/{scene.slug}"
    await page.goto(form)
    await expect(page.get_by_text("cannot be booked any more")).to_be_visible()
    await check(page, "the times that are left")
    closed = NewBlockout(starts_at=in_sydney(4), ends_at=in_sydney(28), reason="Wedding")
    await block(scene.db, scene.merchant.id, scene.store.id, closed, at=NOON, actor="test")
    for address in (f"{here}?party=99", f"{here}?party=2&day={FRIDAY}", own, f"{own}?cancel"):
        await page.goto(address)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await check(page, address)


async def check(page: Page, what: str) -> None:
    """In light and dark, on the smallest telephone and at a desk."""
    for width, colours in ((SMALLEST, "dark"), (DESK, "light")):
        await page.set_viewport_size({"width": width, "height": 844})
        await page.emulate_media(color_scheme=colours)  # type: ignore[arg-type] # one of them
        wide: int = await page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, what
        assert await complaints(page) == [], (what, colours)

"""A venue's booking page in a real browser, served by the whole hub of the test."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest_asyncio
from playwright.async_api import Browser, FrameLocator, Page, expect
from tests.browser import complaints, fits, open_browser
from tests.faces.booking import Scene, open_venue
from tests.faces.command_line import KEY
from tests.journeys.served import served

from regulars.platform.db import Database
from regulars.platform.settings import Settings
from regulars.wiring import Outside, open_hub, web_app

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
    """One table for four."""
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
        open_browser() as browser,
    ):
        yield Street(scene, browser, address)


async def check(page: Page, what: str) -> None:
    """In light and dark, on the smallest telephone and at a desk."""
    looks: list[tuple[int, Literal["dark", "light"]]] = [(SMALLEST, "dark"), (DESK, "light")]
    for width, colours in looks:
        await page.emulate_media(color_scheme=colours)
        assert await fits(page, width), what
        assert await complaints(page) == [], (what, colours)


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

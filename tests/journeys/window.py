"""A real browser in which somebody is signed in to the console, served by this process."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from litestar import Litestar
from playwright.async_api import Page, async_playwright, expect
from tests.browser import COMPLAIN, find
from tests.faces.console import PASSWORD
from tests.journeys.served import served

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PHONE, DESK = 390, 1280
SOON = 20_000
"""Milliseconds that a page is waited for on a busy machine."""


class Window:
    """A window of a browser, in which somebody is signed in. Errors of its scripts are kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def complaints(self) -> list[str]:
        """What axe has against the page as it stands."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(COMPLAIN)
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]

    async def fits(self, width: int) -> bool:
        """Whether the page needs no more than `width`."""
        await self.page.set_viewport_size({"width": width, "height": 844})
        wide: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return wide <= width


@asynccontextmanager
async def open_window(app: Litestar, email: str) -> AsyncIterator[Window]:
    """A window with its own cookies, signed in."""
    async with served(lambda _: app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport={"width": DESK, "height": 900}, base_url=address)
        window = Window(page)
        await page.route("**/console/live", lambda route: route.abort())  # it never ends
        await page.goto("/console/sign-in")
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/console$"), timeout=SOON)
        yield window
        await browser.close()
        assert window.errors == []

"""A real browser in which somebody is signed in to the console, served by this process."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, expect
from tests.browser import complaints, fits, open_browser
from tests.faces.console import PASSWORD
from tests.journeys.served import served

from regulars.platform.asgi import App

PHONE, DESK = 390, 1280


class Window:
    """A window of a browser, in which somebody is signed in. Errors of its scripts are kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def complaints(self) -> list[str]:
        """What axe has against the page as it stands."""
        return await complaints(self.page)

    async def fits(self, width: int) -> bool:
        """Whether the page needs no more than `width`."""
        return await fits(self.page, width)


@asynccontextmanager
async def open_window(app: App, email: str) -> AsyncIterator[Window]:
    """A window with its own cookies, signed in."""
    async with served(lambda _: app) as address, open_browser() as browser:
        page = await browser.new_page(viewport={"width": DESK, "height": 900}, base_url=address)
        window = Window(page)
        await page.route("**/console/live", lambda route: route.abort())  # it never ends
        await sign_in(page, email)
        yield window
        assert window.errors == []


async def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """At the front door, where everybody is asked who they are."""
    await page.goto("/")
    await page.get_by_label("E-mail").fill(email)
    await page.get_by_label("Password").fill(password)
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile("/console$"))

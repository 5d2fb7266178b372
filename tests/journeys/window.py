"""A real browser whose requests go into the console in this process."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from litestar import Litestar
from playwright.async_api import Page, Route, async_playwright, expect
from tests.browser import find
from tests.faces.console import BASE, PASSWORD

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PHONE, DESK = 390, 1280


class Window:
    """A window of a browser, in which somebody is signed in. Errors of its scripts are kept."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    async def complaints(self) -> list[str]:
        """What axe has against the page as it stands."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate("axe.run()")
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]

    async def fits(self, width: int) -> bool:
        """Whether the page needs no more than `width`."""
        await self.page.set_viewport_size({"width": width, "height": 844})
        wide: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return wide <= width


@asynccontextmanager
async def open_window(app: Litestar, email: str) -> AsyncIterator[Window]:
    """A window with its own cookies, signed in."""
    # Litestar spells the types of ASGI out, httpx does not.
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport) as http, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport={"width": DESK, "height": 900}, base_url=BASE)
        window = Window(page)

        async def answer(route: Route) -> None:
            if route.request.url.endswith("/console/live"):
                await route.abort()  # it never ends
            else:
                await pass_on(route, http, page)

        await page.route("**/*", answer)
        await page.goto("/console/sign-in")
        await page.get_by_label("E-mail").fill(email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/console$"))
        yield window
        # What a script still asks for as the test ends is nobody's any more.
        await page.unroute_all(behavior="ignoreErrors")
        await browser.close()
        assert window.errors == []


async def pass_on(route: Route, http: httpx.AsyncClient, page: Page) -> None:
    """A request of the browser as one of ours, and its answer back."""
    asked = route.request
    given = await http.request(
        asked.method,
        asked.url,
        headers=await asked.all_headers(),
        content=asked.post_data_buffer,
    )
    headers = {name: value for name, value in given.headers.items() if name != "set-cookie"}
    # An answer that is fulfilled may set only one cookie by itself.
    kept = [
        {"name": cookie.name, "value": cookie.value or "", "url": BASE}
        for cookie in given.cookies.jar
    ]
    if kept:
        await page.context.add_cookies(kept)  # type: ignore[arg-type] # plain dicts do
    await route.fulfill(status=given.status_code, headers=headers, body=given.content)

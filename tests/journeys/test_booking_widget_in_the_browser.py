"""A guest books on the venue's own website, of another origin, and no other may show the page."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import FrameLocator, Page, expect
from tests.browser import complaints
from tests.journeys.served import served
from tests.journeys.street import DESK, Street, fill_in, street

pytestmark = pytest.mark.journey

__all__ = ["street"]


def website(script: str) -> Any:
    """A page of the venue's own, as strict about scripts and styles as a website can be."""
    body = f"""<!doctype html><html lang="en"><head><title>The Quay</title></head>
        <body><main><h1>The Quay</h1><p>Come hungry. <a id="reserve" href="#">Reserve</a></p>
        {script}</main></body></html>"""

    async def answer(scope: Any, _: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        policy = b"default-src 'none'; style-src 'none'; script-src http:; frame-src http:"
        headers = [(b"content-type", b"text/html"), (b"content-security-policy", policy)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body.encode()})

    return answer


@asynccontextmanager
async def visited(street: Street, more: str, **screen: Any) -> AsyncIterator[Page]:
    """The website, with the widget on it, as a guest opens it."""
    slug = street.scene.slug
    script = f'<script src="{street.hub}/book/{slug}/widget.js" {more} async></script>'
    async with served(lambda _: website(script)) as site:
        await street.scene.change(sites=(site,))
        page = await street.telephone(**screen)
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        await page.goto(site)
        yield page
        assert troubles == []
        assert await page.context.cookies() == []


async def book(page: Page, frame: FrameLocator) -> None:
    await frame.get_by_role("link", name="4", exact=True).click()
    await expect(frame.get_by_role("link", name="4", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    await frame.get_by_role("link", name="Friday, 8 May 2026").click()
    await frame.get_by_role("button", name="7:00 pm").click()
    await expect(frame.get_by_text("Held for you until")).to_be_visible()
    await fill_in(frame)
    await frame.get_by_role("button", name="Book this table").click()
    await expect(frame.get_by_role("heading", name="Your table is booked")).to_be_visible()


async def test_a_guest_books_in_a_dialog_on_the_venues_website(street: Street) -> None:
    async with visited(street, "") as page:
        button = page.get_by_role("button", name="Book a table")
        await button.focus()
        await page.keyboard.press("Enter")
        frame = page.frame_locator("dialog iframe")
        await expect(frame.get_by_role("heading", name="Book a table")).to_be_visible()
        assert await complaints(page) == []
        assert await complaints(page.frames[1]) == []
        await book(page, frame)
        assert len(await street.scene.bookings()) == 1
        await page.set_viewport_size({"width": DESK, "height": 844})
        assert await complaints(page) == []
        assert await complaints(page.frames[1]) == []
        await frame.get_by_role("link", name="Cancel this booking").focus()
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_be_hidden()
        await expect(button).to_be_focused()


async def test_a_button_that_the_website_has_already_opens_the_page(street: Street) -> None:
    async with visited(street, 'data-button="#reserve"') as page:
        await page.get_by_role("link", name="Reserve").click()
        frame = page.frame_locator("dialog iframe")
        await expect(frame.get_by_role("heading", name="Book a table")).to_be_visible()
        assert await page.get_by_role("button", name="Book a table").count() == 0
        await page.get_by_role("button", name="Close").click()
        await expect(page.get_by_role("link", name="Reserve")).to_be_focused()


async def test_only_the_venues_website_shows_the_page_and_as_high_as_it_is(street: Street) -> None:
    async with visited(street, 'data-inline data-lang="de"') as page:
        frame, place = page.frame_locator("iframe"), page.locator("iframe")
        await expect(frame.get_by_role("heading", name="Tisch reservieren")).to_be_visible()
        await frame.get_by_role("link", name="Freitag, 8. Mai 2026").click()
        await expect(frame.get_by_text("19:00")).to_be_visible()
        inside = await page.frames[1].evaluate("document.documentElement.scrollHeight")
        await expect(place).to_have_css("height", f"{inside}px")
        await street.scene.change(sites=("https://quay.example",))
        await page.reload()
        await expect(page.get_by_role("link", name="Reservierungsseite")).to_be_visible()
        assert await place.count() == 0

"""A cashier gives money back on the till's screen, in each of its ways; the points follow."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, Route, expect
from tests.browser import complaints, fits, open_browser
from tests.journeys.refunds import rosa_comes, sale_of, sold
from tests.journeys.window import PHONE
from tests.venue import API, Venue, aud

pytestmark = pytest.mark.journey


@asynccontextmanager
async def till_screen(venue: Venue) -> AsyncIterator[Page]:
    """The screen of the venue's till. What its scripts complain of fails the walk."""

    async def answer(route: Route) -> None:
        asked = route.request
        given = await venue.outside.request(
            asked.method, asked.url, content=asked.post_data_buffer, headers=asked.headers
        )
        await route.fulfill(
            status=given.status_code, headers=dict(given.headers), body=given.content
        )

    async with open_browser() as browser:
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.route("**/*", answer)
        await page.goto(f"{API}/")
        yield page
        await page.unroute_all(behavior="ignoreErrors")
        assert errors == []


def named(place: Page | Locator, name: str) -> Locator:
    return place.get_by_role("button", name=name)


async def open_refund(page: Page) -> Locator:
    """The sheet in which the last sale is refunded."""
    sheet = page.get_by_role("dialog", name="Refund", exact=True)
    sale = page.get_by_role("article").filter(has=named(page, "Refund"))
    await named(sale, "Refund").click()
    await expect(sheet).to_be_visible()
    return sheet


async def test_money_goes_back_by_item_by_amount_whole_and_again(venue: Venue) -> None:
    rosa = await rosa_comes(venue)
    sale = await sold(venue, rosa, venue.rewards["five"], risottos=1, coffees=3)
    assert await venue.points(rosa) == (900 + 36, 0)
    async with till_screen(venue) as page:
        await named(page, "Orders").click()
        await named(page, "Recent").click()

        sheet = await open_refund(page)
        await named(sheet, "By item").click()
        await expect(named(sheet, "Refund 0 items")).to_be_disabled()
        for _ in range(4):
            await named(sheet, "One more: Flat white").click()
        await named(sheet, "One fewer: Flat white").click()
        assert await complaints(page) == []
        assert await fits(page, PHONE)
        await named(sheet, "Refund 2 items").click()
        await expect(sheet).to_be_hidden()
        await venue.deliver()
        assert (await sale_of(venue, sale)).refunded == aud("8.78")
        assert await venue.points(rosa) == (900 + 27, 0)

        sheet = await open_refund(page)
        await named(sheet, "By amount").click()
        await sheet.get_by_label("Amount").fill("99")
        await named(sheet, "Refund").last.click()
        await expect(sheet.get_by_text("Only 27.22 is left to refund.")).to_be_visible()
        await sheet.get_by_label("Amount").fill("7,22")
        await named(sheet, "Refund").last.click()
        await expect(sheet).to_be_hidden()
        await venue.deliver()
        assert await venue.points(rosa) == (900 + 20, 0)

        sheet = await open_refund(page)
        await named(sheet, "Refund $20.00").click()
        await expect(sheet).to_be_hidden()
        await venue.deliver()
        assert await venue.points(rosa) == (1_000, 0)
        assert (await sale_of(venue, sale)).refunded == aud("36")

        await named(page, "Take back").first.click()
        sure = page.get_by_role("dialog", name="Are you sure?")
        await named(sure, "Take back").click()
        await expect(page.get_by_text("Refund taken back")).to_be_visible()
        await venue.deliver()
        assert await venue.points(rosa) == (900 + 20, 0)

"""A manager looks at the dashboard in the morning: by mouse, by keyboard, and on the telephone."""

import re
from datetime import timedelta
from typing import Literal

import pytest
from playwright.async_api import Page, expect
from tests.faces.console import NOON, console
from tests.faces.sitting import Evening, open_evening
from tests.journeys.window import DESK, PHONE, Window, open_window

from regulars.platform.db import Database

pytestmark = pytest.mark.journey

LATER = NOON + timedelta(hours=3)

WALKS = [
    ("spend", ["End", "ArrowRight"], "Mon, 4 May. Members $84.50. Others $120.00"),
    ("party-size", ["ArrowRight", "ArrowDown"], "Parties of 4. These days $30.00"),
    ("hours", ["Home", "ArrowDown"], "Tue, 12:00"),
    ("stay", ["ArrowRight"], "1 h 30 min to 1 h 45 min. A head $34.08, 2 visits"),
]
"""Pictures, the keys that are pressed on them, and what is said in the end."""


async def full(db: Database) -> Evening:
    """Two parties that paid, a member of theirs, and one that never came."""
    evening = await open_evening(db)
    await evening.set(await evening.book(4, "Tama"), "no_show", at=LATER)
    ruby = await evening.set(await evening.book(4, "Ruby"), "seated", at=NOON)
    await evening.pay(ruby, "120.00", minutes=90)
    two = await evening.walk_in(2, member=await evening.shop.enrol("Elif", "Yıldız"))
    await evening.pay(two, "84.50", minutes=95)
    return evening


async def test_the_pictures_are_walked_through_by_keys_and_read_as_tables(db: Database) -> None:
    evening = await full(db)
    app = console(evening.shop.db, clock=lambda: LATER)
    async with open_window(app, "mia@example.test") as window:
        page = window.page
        await page.get_by_role("link", name="Dashboard").first.click()
        await expect(page.get_by_text("$204.50 on 2 bills, $34.08 a head.")).to_be_visible()

        for picture, keys, said in WALKS:
            await walk(page, picture, keys, said)

        table = page.locator("#party-size")
        await table.get_by_text("As a table").click()
        await expect(table.get_by_role("cell", name="$42.25")).to_be_visible()
        await expect(table.get_by_role("link", name="CSV file")).to_have_attribute(
            "href", "/console/dashboard/party-size.csv"
        )
        await look_over(window)


async def test_the_dashboard_is_printed_and_other_days_are_passed_on_as_a_link(
    db: Database,
) -> None:
    evening = await full(db)
    app = console(evening.shop.db, clock=lambda: LATER)
    async with open_window(app, "mia@example.test") as window:
        page = window.page
        await page.goto("/console/dashboard")
        pictures, drawn = page.locator("[data-chart]"), page.locator(".chart-paper")
        await expect(drawn.first).to_be_visible()
        await page.pdf()
        await expect(drawn).to_have_count(await pictures.count())
        await page.get_by_label("28 days").press("ArrowLeft")
        await expect(page).to_have_url(re.compile(r"/console/dashboard\?range=7$"))
        await page.get_by_text("Compare with the days before").click()
        await expect(page.get_by_text("beside")).to_have_count(0)
        await page.get_by_text("Own days").click()
        await page.get_by_label("First day").fill("2026-04-01")
        await page.get_by_label("Last day").fill("2026-04-30")
        await expect(page.get_by_text("Nothing happened in these days")).to_be_visible()
        passed_on = page.url
        await page.goto("/console")
        await page.goto(passed_on)
        await expect(page.get_by_label("Own days")).to_be_checked()
        await expect(page.get_by_label("First day")).to_have_value("2026-04-01")
        assert await window.complaints() == []


async def test_sales_are_narrowed_down_as_one_chooses_and_taken_along_so(db: Database) -> None:
    evening = await full(db)
    app = console(evening.shop.db, clock=lambda: LATER)
    async with open_window(app, "mia@example.test") as window:
        page = window.page
        await page.goto("/console/sales")
        await page.get_by_text("More filters").click()
        await page.get_by_label("Came as").select_option("A walk-in")
        await expect(page.get_by_role("row")).to_have_count(2)
        await expect(page.get_by_text("$42.25")).to_be_visible()
        await expect(page.get_by_role("link", name="a workbook")).to_have_attribute(
            "href", re.compile(r"export\.xlsx\?(.*&)?came=walk_in$")
        )
        await look_over(window)
        await page.get_by_role("link", name=re.compile("Number")).click()
        await expect(page.get_by_role("heading", name="Party")).to_be_visible()
        await look_over(window)


async def walk(page: Page, picture: str, keys: list[str], said: str) -> None:
    """Go to a picture by key and hear what stands there."""
    drawing = page.locator(f"#{picture} [data-chart]")
    await drawing.focus()
    await expect(drawing).to_have_role("application")
    for key in keys:
        await drawing.press(key)
    await expect(page.locator(f"#{picture} [aria-live]")).to_contain_text(said)


async def look_over(window: Window) -> None:
    """Nothing is in anybody's way: in light at the desk, in the dark on the telephone."""
    looks: list[tuple[int, Literal["dark", "light"]]] = [(DESK, "light"), (PHONE, "dark")]
    for width, colours in looks:
        assert await window.fits(width)
        await window.page.emulate_media(color_scheme=colours)
        assert await window.complaints() == []

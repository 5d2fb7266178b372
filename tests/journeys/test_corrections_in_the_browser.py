"""A manager finds out why, undoes a slip, and makes two cards one, in a real browser."""

from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
import pytest_asyncio
from playwright.async_api import expect
from tests.faces.console import NOON, console
from tests.faces.selling import Shop, open_shop
from tests.journeys.window import DESK, PHONE, Window, open_window

from regulars.kernel.points import Points
from regulars.ledger.statement import balance
from regulars.platform.db import Database
from regulars.programs.adjust_points import adjust_points

pytestmark = pytest.mark.journey


@pytest_asyncio.fixture
async def shop(db: Database) -> AsyncIterator[Shop]:
    yield await open_shop(db)


@pytest_asyncio.fixture
async def window(shop: Shop) -> AsyncIterator[Window]:
    async with open_window(console(shop.db), "mia@example.test") as window:
        yield window


async def test_two_cards_of_one_guest_become_one(shop: Shop, window: Window) -> None:
    rosa, again = await shop.enrol("Rosa", "Kett"), await shop.enrol("Rosa", "Kett")
    await shop.sell("38.50", rosa)
    await shop.sell("12", again)
    await adjust_points(
        shop.db, shop.merchant.id, rosa.id, Points(100), note="Slip", key=uuid4(),
        time_zone="Australia/Sydney", at=NOON, actor="test",
    )  # fmt: skip
    page = window.page
    await page.goto(f"/console/members/{rosa.id}")

    await page.get_by_text("How it came about").first.click()
    told = page.get_by_role("table", name="Bill of $38.50 by version 1 of the program")
    await expect(told).to_contain_text("Every bill (version 1)")
    await expect(told).to_contain_text("38 Beans")
    assert await window.complaints() == []
    assert await window.fits(PHONE)

    await page.get_by_role("link", name="Undo").click()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Say why, for the member's statement.")).to_be_visible()
    await page.get_by_label("Why").fill("Given to the wrong guest")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Undone: 100 points were taken back.")).to_be_visible()

    await page.get_by_role("link", name="Same person twice?").click()
    await page.get_by_role("link", name="Rosa Kett").last.click()
    await expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    await expect(page.get_by_role("row", name="Points to spend")).to_contain_text("50")
    assert await window.complaints() == []
    assert await window.fits(DESK)
    assert await window.complaints() == []
    await page.get_by_role("button", name="Merge into Rosa Kett").click()
    await expect(page.get_by_text("Rosa Kett before the merge")).to_be_visible()
    await expect(page.get_by_text(f"{again.code} is one member with Rosa Kett")).to_be_visible()
    assert await window.complaints() == []
    found = await balance(shop.db, shop.merchant.id, rosa.account, at=NOON)
    assert found.available == 50


async def test_a_member_who_was_forgotten_is_put_on_the_sale(shop: Shop, window: Window) -> None:
    await shop.enrol("Rosa", "Kett")
    await shop.sell("20")
    page = window.page
    await page.goto(f"/console/sales/{(await shop.newest()).id}")
    await page.get_by_role("link", name="Say whose it was").click()
    await page.get_by_label("Look for a member").fill("kett")
    await page.get_by_text("Rosa Kett").click()
    await page.get_by_label("Why").fill("Forgot to search her")
    assert await window.complaints() == []
    assert await window.fits(PHONE)
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Set to Rosa Kett by hand")).to_be_visible()
    await page.get_by_text("How its points came about").first.click()
    await expect(page.get_by_text("Bill of $20.00 by version 1 of the program")).to_be_visible()
    assert await window.complaints() == []
    assert (await shop.newest()).points_earned == 20

"""An owner builds a program, in a real browser, and a guest collects and redeems by it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from tests.browser import complaints, fits, open_browser
from tests.connectors.kounta import world as kounta
from tests.journeys.refunds import paid, sold
from tests.journeys.served import served
from tests.journeys.window import DESK, PHONE, sign_in
from tests.venue import FLAT_WHITE, Venue, open_venue

from regulars.faces.console.app import create_console
from regulars.faces.console.deps import ConsoleDeps
from regulars.platform.db import Database
from regulars.programs.define import list_rewards, read_program
from regulars.programs.goods.refresh import refresh_goods

pytestmark = pytest.mark.journey


@dataclass
class Walk:
    """A venue without a program, whose till sells coffee, and its owner's window."""

    venue: Venue
    page: Page
    till: Page

    async def press(self, name: str | re.Pattern[str]) -> None:
        await self.page.get_by_role("button", name=name).click()

    async def said(self, *words: str) -> None:
        for each in words:
            await expect(self.page.get_by_role("main")).to_contain_text(each)

    async def choose_coffee(self) -> None:
        looking = self.page.get_by_placeholder("Coffee, cake, wine")
        await looking.press_sequentially("coff")
        coffee = self.page.locator("#goods").get_by_text("Coffee", exact=True)
        await coffee.click()
        await expect(self.page.locator("#goods input:checked")).to_have_count(1)

    async def is_kind(self) -> None:
        """Nobody is shut out of the page as it stands, and it needs no more than a phone."""
        assert await complaints(self.page) == []
        for width in (360, PHONE, DESK):
            assert await fits(self.page, width), self.page.url


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    """A venue without a program. At the end of each walk the books balance."""
    async with open_venue(db, database_url, program=False) as venue:
        await refresh_goods(db, venue.tills, venue.merchant, venue.connection, at=venue.watch())
        yield venue
        assert await venue.discrepancies() == []


@pytest_asyncio.fixture
async def walk(venue: Venue) -> AsyncIterator[Walk]:
    stopping: list[bool] = []

    def console(address: str) -> object:
        deps = ConsoleDeps(
            venue.db,
            kounta.RING,
            venue.watch,
            venue.tills,
            address,
            stopping=lambda: bool(stopping),
        )
        return create_console(deps)

    async with (
        served(console) as hub,
        served(lambda _: venue.simulator) as till,
        open_browser() as browser,
    ):
        page = await browser.new_page(viewport={"width": DESK, "height": 900}, base_url=hub)
        counter = await browser.new_page(viewport={"width": 1024, "height": 768}, base_url=till)
        errors: list[str] = []
        for each in (page, counter):
            each.on("pageerror", lambda error: errors.append(str(error)))
        await sign_in(page, "owner@example.test", "correct horse battery")
        yield Walk(venue, page, counter)
        stopping.append(True)
        assert errors == []


async def test_a_stamp_card_from_a_template_gives_the_tenth_coffee(walk: Walk) -> None:
    """One press; ten flat whites are ten stamps; the next is on the house at the till's screen."""
    page, till = walk.page, walk.till
    await page.goto("/console/program")
    await walk.said("A stamp for each coffee. Ten stamps are a coffee on the house.")
    await walk.is_kind()
    await walk.press("Start with this: Stamp card")
    await walk.said("1 Stamp for each Coffee", "2 × Coffee.", "2 Stamps")
    await walk.is_kind()

    rosa = await walk.venue.enrol("Rosa Kettle")
    await sold(walk.venue, rosa, risottos=1, coffees=10)
    assert await walk.venue.points(rosa) == (10, 0)

    await walk.venue.ring(FLAT_WHITE, 1)
    await walk.venue.choose(rosa)
    await till.goto("/")
    rewards = till.get_by_role("list", name="Rewards")
    if not await rewards.count():
        await till.get_by_role("button", name="Customer", exact=True).click()
    await rewards.get_by_role("button", name="A coffee on the house").click()
    redeemed = till.get_by_role("list", name="Redeemed on this sale")
    await expect(redeemed).to_contain_text("A coffee on the house")
    await paid(walk.venue)
    assert await walk.venue.points(rosa) == (1, 0)
    await page.goto("/console/rewards")
    await walk.said("One Coffee free")
    [reward] = await list_rewards(walk.venue.db, walk.venue.merchant)
    assert reward.used == 1


async def test_a_program_by_hand_earns_by_its_rules_and_pays_its_reward(walk: Walk) -> None:
    """Rules, a setting and a reward with conditions, typed; a change is shown on the bill first."""
    page = walk.page
    await page.goto("/console/program")
    await walk.press("Start with nothing")
    await page.get_by_text("By the visit").click()
    await page.get_by_label("Points for a visit").fill("40")
    await walk.said("40 Points for each visit", "+40")
    await walk.press("Save rule")
    await walk.said("“40 Points for each visit” holds from the next sale on.")

    await page.get_by_role("link", name="Add a rule").click()
    await page.get_by_text("By the item").click()
    await page.get_by_label("Points for each item").fill("5")
    await walk.choose_coffee()
    await page.locator("[name=bill_count_0]").fill("3")
    await walk.said("3 × Coffee.", "+15", "55 Points")
    await page.get_by_label("Name").fill("Coffee lovers")
    await walk.press("Save rule")

    await page.get_by_role("link", name="Points without a bill").click()
    await page.get_by_label("For joining").fill("10")
    await walk.said("10 Points for joining.")
    await walk.press("Save")
    await walk.said("Saved. It holds from the next sale on.", "Coffee lovers", "Version 4.")
    await page.get_by_role("link", name="History").click()
    await walk.said("“Coffee lovers”: 5 Points for each Coffee.", "Mia")
    await walk.is_kind()

    await page.goto("/console/rewards/new")
    await page.get_by_label("Title").fill("Half price coffee")
    await page.get_by_text("Products, per cent off").click()
    await page.get_by_label("Per cent off", exact=True).fill("50")
    await page.get_by_role("textbox", name="Price").fill("50")
    await walk.choose_coffee()
    await page.locator("summary", has_text="How often").click()
    await page.get_by_label("Uses by one member").fill("1")
    await page.get_by_label("Counted").select_option("week")
    await walk.said("50% off Coffee", "Once a member a week")
    await walk.is_kind()
    await page.set_viewport_size({"width": DESK, "height": 900})
    await walk.press("Save reward")
    await walk.said("“Half price coffee” is saved.", "Once a member a week")

    rosa = await walk.venue.enrol("Rosa Kettle")
    await sold(walk.venue, rosa, risottos=1, coffees=2)
    assert await walk.venue.points(rosa) == (10 + 40 + 2 * 5, 0)
    [reward] = await list_rewards(walk.venue.db, walk.venue.merchant)
    await sold(walk.venue, rosa, reward.id, risottos=0, coffees=1)
    assert await walk.venue.points(rosa) == (60 - 50 + 40 + 5, 0)
    await page.reload()
    await expect(page.get_by_role("row", name="Half price coffee")).to_contain_text("1")
    assert (await read_program(walk.venue.db, walk.venue.merchant)).version == 4

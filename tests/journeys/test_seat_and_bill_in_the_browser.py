"""A party from the diary to the till and back, in two windows: the host's and the cashier's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from tests.browser import open_browser
from tests.connectors.kounta import world as kounta
from tests.dining import Evening, open_evening
from tests.journeys.served import served
from tests.journeys.window import sign_in
from tests.venue import Venue

from regulars.faces.console.app import create_console
from regulars.faces.console.deps import ConsoleDeps

pytestmark = pytest.mark.journey

DESK: ViewportSize = {"width": 1280, "height": 900}
TILL: ViewportSize = {"width": 1024, "height": 768}
HALF_PAST_SIX = 20.5 * 3600
"""Seconds from the evening on which the venue is set up to half past six on the next one."""


@dataclass
class Walk:
    """The evening, the host's window on the diary and the cashier's on the till."""

    evening: Evening
    diary: Page
    till: Page

    @property
    def venue(self) -> Venue:
        return self.evening.venue

    @property
    def panel(self) -> Locator:
        return self.diary.locator("#panel")

    @property
    def status(self) -> Locator:
        return self.panel.locator(".slip-head .slip-badges")

    @property
    def on_the_till(self) -> Locator:
        heading = self.diary.get_by_role("heading", name="On the till", exact=True)
        return self.panel.locator("section.slip-part", has=heading)

    @property
    def sale(self) -> Locator:
        return self.till.get_by_role("region", name="Sale", exact=True)

    @property
    def waiting(self) -> Locator:
        return self.till.get_by_role("region", name="Waiting orders").get_by_role("article")

    async def heard(self) -> None:
        """A moment later the worker has told the till, and the till the hub."""
        self.venue.watch.forward(1)
        await self.venue.work()
        self.venue.watch.forward(1)
        await self.venue.deliver()

    async def open_diary(self) -> None:
        await self.diary.goto(f"/console/diary/{self.venue.store.id}")

    async def press(self, name: str) -> None:
        self.venue.watch.forward(1)
        await self.panel.get_by_role("button", name=name, exact=True).click()

    async def set(self, status: str) -> None:
        await self.press(status)
        await expect(self.status).to_contain_text(status)

    async def open_booking(self, name: str) -> None:
        shown = self.diary.get_by_role("region", name="Timeline")
        await shown.get_by_role("button", name=name).first.click()
        await expect(self.panel.get_by_role("heading", name=name)).to_be_visible()

    async def accept(self) -> None:
        await self.waiting.get_by_role("button", name="Accept").click()
        await expect(self.sale.get_by_role("button", name="Set table")).to_be_visible()

    async def ring_up(self, category: str, product: str, times: int = 1) -> None:
        await self.till.get_by_role("button", name=category, exact=True).click()
        products = self.till.get_by_role("region", name="Products")
        for count in range(1, times + 1):
            await products.get_by_role("button", name=product).click()
            line = self.sale.get_by_role("button", name=f"{count} × {product}")
            await expect(line).to_be_visible()

    async def pay(self, way: str = "Card") -> None:
        await self.till.get_by_role("button", name="Pay $").click()
        await self.till.get_by_role("dialog", name="Pay").get_by_role("button", name=way).click()
        await expect(self.till.get_by_role("button", name="New sale")).to_be_visible()


@pytest_asyncio.fixture
async def walk(venue: Venue) -> AsyncIterator[Walk]:
    venue.watch.forward(HALF_PAST_SIX)
    evening = await open_evening(venue)
    stopping: list[bool] = []

    def console(address: str) -> object:
        return create_console(
            ConsoleDeps(
                venue.db,
                kounta.RING,
                venue.watch,
                venue.tills,
                address,
                stopping=lambda: bool(stopping),
            )
        )

    async with (
        served(console) as hub,
        served(lambda _: venue.simulator) as till,
        open_browser() as browser,
    ):
        errors: list[str] = []
        walk = Walk(
            evening,
            await window(browser, hub, DESK, errors),
            await window(browser, till, TILL, errors),
        )
        await sign_in(walk.diary, "owner@example.test", "correct horse battery")
        await walk.till.goto("/")
        yield walk
        stopping.append(True)
        assert errors == []


async def window(browser: Browser, address: str, size: ViewportSize, errors: list[str]) -> Page:
    """A window of its own. What the pages' scripts complain of fails the walk."""
    page = await browser.new_page(viewport=size, base_url=address)
    page.on("pageerror", lambda error: errors.append(str(error)))
    return page


async def test_a_booking_is_seated_billed_and_comes_home_with_its_points(walk: Walk) -> None:
    await walk.evening.settings(deposit_method_id="502")
    rosa = await walk.venue.enrol("Rosa Kettle", email="rosa@example.test", points=340)
    await walk.open_diary()
    await take_rosas_booking(walk)
    await ask_and_record_a_deposit(walk, "50.00", "T-881")
    await walk.set("Seated")
    await walk.heard()
    await expect(walk.on_the_till).to_contain_text("Waiting for staff at the till")

    banners = walk.till.get_by_role("region", name="Notifications")
    await expect(banners).to_contain_text("New party: Rosa Kettle, 4 at table 4")
    for told in ("Rosa Kettle", "4 guests", "High chair", "$50.00 Card"):
        await expect(walk.waiting).to_contain_text(told)
    await walk.accept()
    for told in ("Rosa Kettle", "4 guests", "High chair", "340 Beans"):
        await expect(walk.sale).to_contain_text(told)
    await walk.heard()
    await expect(walk.on_the_till).to_contain_text("Open on the till")

    await walk.ring_up("Mains", "Mushroom risotto", times=4)
    await redeem(walk, "$5 off")
    await walk.venue.sweep()
    await expect(walk.status).to_contain_text("Ordered")
    await expect(walk.on_the_till).to_contain_text("$49.00")
    await walk.pay()
    await walk.heard()

    await expect(walk.status).to_contain_text("Finished")
    await expect(walk.on_the_till).to_contain_text("Paid on the till")
    sale = await walk.evening.sale()
    assert (sale.member, sale.covers, sale.points_earned) == (rosa.id, 4, 99)
    assert await walk.venue.points(rosa) == (340 - 100 + 99, 0)
    await walk.diary.goto("/console/visits")
    visit = walk.diary.get_by_role("main")
    for told in ("Rosa Kettle", "$99.00"):
        await expect(visit).to_contain_text(told)


async def test_a_walk_in_whose_order_was_rejected_is_sent_again_and_pays(walk: Walk) -> None:
    await walk.open_diary()
    await walk.diary.get_by_role("button", name="Walk-in").click()
    await expect(walk.panel).not_to_have_attribute("aria-busy", "true")
    await walk.press("2")
    await walk.panel.get_by_role("button", name="Seat at").first.click()
    await expect(walk.status).to_contain_text("Seated")
    await walk.heard()
    await expect(walk.waiting).to_contain_text("2 guests")
    await walk.waiting.get_by_role("button", name="Reject").click()
    await expect(walk.waiting).to_have_count(0)
    await walk.heard()
    await expect(walk.on_the_till).to_contain_text("Not taken at the till")

    await walk.press("Send again")
    await expect(walk.on_the_till).not_to_contain_text("Not taken at the till")
    await walk.heard()
    await expect(walk.on_the_till).to_contain_text("Waiting for staff at the till")
    await walk.accept()
    await walk.ring_up("Coffee", "Flat white")
    await walk.pay("Cash")
    await walk.heard()
    await expect(walk.status).to_contain_text("Finished")
    assert (await walk.evening.sale()).covers == 2
    await walk.diary.goto("/console/visits")
    for told in ("Walk-in", "$5.00"):
        await expect(walk.diary.get_by_role("main")).to_contain_text(told)


async def test_a_slip_is_undone_and_the_party_is_seated_again(walk: Walk) -> None:
    booking = await walk.evening.book("Nakou", 4, "12")
    await walk.open_diary()
    await walk.open_booking("Nakou")
    await walk.set("Seated")
    await walk.heard()
    await expect(walk.waiting).to_contain_text("Eleni Nakou")
    await walk.press("Undo: not seated")
    await expect(walk.status).to_contain_text("Confirmed")
    await walk.heard()
    await expect(walk.waiting).to_have_count(0)
    await expect(walk.on_the_till).to_contain_text("Taken back from the till")
    assert walk.evening.orders == []

    await walk.set("Seated")
    await walk.heard()
    await walk.accept()
    await walk.ring_up("Coffee", "Flat white")
    await walk.press("Undo: not seated")
    await expect(walk.status).to_contain_text("Confirmed")
    await walk.heard()
    await expect(walk.on_the_till.locator(".slip-problem")).to_be_visible()
    [order] = walk.evening.orders
    assert (order.status, len(order.lines)) == ("ACCEPTED", 1)
    assert await walk.evening.status(booking) == "confirmed"


async def take_rosas_booking(walk: Walk) -> None:
    """For four at seven, with what Rosa asks for; her table is proposed."""
    panel = walk.panel
    await walk.diary.get_by_role("button", name="New booking").click()
    times = await panel.locator("#times").element_handle()
    await pick(panel, "People", "4")
    await times.wait_for_element_state("hidden")  # other times come for four
    await pick(panel, "Dinner", "7:00 pm")
    await panel.get_by_label("Guest", exact=True).fill("rosa k")
    await choose(panel.get_by_role("radio", name="Rosa Kettle"))
    await panel.get_by_label("What the guest asks for").fill("High chair")
    await walk.press("Take booking")
    await expect(panel.get_by_role("heading", name="Rosa Kettle")).to_be_visible()


async def ask_and_record_a_deposit(walk: Walk, amount: str, transaction: str) -> None:
    await walk.panel.get_by_role("link", name="Ask for a deposit").click()
    await walk.panel.get_by_label("Amount").fill(amount)
    await walk.press("Save")
    await walk.panel.get_by_role("link", name="Record a payment").click()
    await walk.panel.get_by_label("Amount").fill(amount)
    await walk.panel.get_by_label("Transaction").fill(transaction)
    await walk.press("Record")
    await expect(walk.panel).to_contain_text(transaction)


async def redeem(walk: Walk, reward: str) -> None:
    """The member came with the order: nobody searched for her."""
    await walk.sale.get_by_role("button", name="Customer").first.click()
    sheet = walk.till.get_by_role("dialog", name="Customer")
    await sheet.get_by_role("button", name=f"Redeem: {reward}").click()
    await expect(sheet.get_by_role("list", name="Redeemed on this sale")).to_contain_text(reward)
    await sheet.get_by_role("button", name="Back to the sale").click()


async def pick(place: Locator, legend: str, label: str) -> None:
    """One of the tiles under `legend`."""
    await choose(place.get_by_role("group", name=legend).get_by_role("radio", name=label).first)


async def choose(tile: Locator) -> None:
    """By the keyboard, since what stays at the foot of the panel may lie over a tile."""
    await tile.press("Space")
    await expect(tile).to_be_checked()

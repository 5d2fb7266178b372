"""A manager draws the floor in a real browser, by mouse and keyboard, and finds it all again."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from tests.faces.console import NOON, console, open_business
from tests.journeys.window import DESK, PHONE, Window, open_window

from regulars.bookings.floor.model import Spot, Table
from regulars.bookings.floor.read import read_floor
from regulars.bookings.floor.starter import plant
from regulars.merchants.model import Merchant, Store
from regulars.merchants.stores import stores
from regulars.platform.db import Database

pytestmark = pytest.mark.journey


@dataclass
class Scene:
    """The owner of a venue, at the floor of its store."""

    db: Database
    merchant: Merchant
    store: Store
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

    async def open(self) -> None:
        await self.page.goto(f"/console/floor/{self.store.id}")

    async def tables(self) -> dict[str, Table]:
        floor = await read_floor(self.db, self.merchant.id, self.store.id)
        return {one.name: one for one in floor.tables}

    async def spot(self, name: str) -> Spot:
        return (await self.tables())[name].spot

    def table(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=re.compile(f"^Table {name},"))

    async def drag(self, name: str, across: int, down: int) -> None:
        """By mouse, so many squares."""
        drawing = self.page.locator("[data-plan]")
        # A drawing is as many units wide as it has squares, times twenty.
        square: float = await drawing.evaluate("svg => svg.getScreenCTM().a * 20")
        await self.table(name).hover()
        box = await self.table(name).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        await self.page.mouse.down()
        await self.page.mouse.move(x + across * square / 2, y + down * square / 2)
        await self.page.mouse.move(x + across * square, y + down * square)
        await self.page.mouse.up()

    async def drag_by_finger(self, name: str, squares: int) -> None:
        """To the right and down, as a tablet reports it."""
        touch = await self.page.context.new_cdp_session(self.page)
        await touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
        square: float = await self.page.locator("[data-plan]").evaluate(
            "svg => svg.getScreenCTM().a * 20"
        )
        await self.table(name).scroll_into_view_if_needed()
        box = await self.table(name).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        steps = [(step * squares * square / 8, step) for step in range(9)]
        for along, step in steps:
            kind = "touchMove" if step else "touchStart"
            point = {"x": x + along, "y": y + along}
            await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
        await touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    async def saved(self) -> None:
        """Wait for what was drawn to be kept."""
        await expect(self.page.locator("[data-said]")).to_have_text("Saved.")
        await self.page.locator("[data-said]").evaluate("said => { said.textContent = '' }")


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    async with open_window(console(db), "mia@example.test") as window:
        yield Scene(db, merchant, store, window)


async def test_a_manager_draws_a_floor_by_hand_and_finds_it_again(scene: Scene) -> None:
    page = scene.page
    await scene.open()
    await page.get_by_role("link", name="Draw my own").click()
    await page.get_by_label("Name").fill("Main room")
    await page.get_by_role("button", name="Save section").click()
    await expect(page.get_by_text("This section is empty.")).to_be_visible()

    await page.get_by_role("button", name="Add a table: Round").click()
    await scene.saved()
    await page.get_by_role("button", name="Add a table: Long").click()
    await scene.saved()
    await expect(page.get_by_role("heading", name="Table 2")).to_be_visible()
    await expect(page.locator("#list")).to_contain_text("3–6")

    before = await scene.spot("1")
    await scene.drag("1", 10, 6)
    await scene.saved()
    after = await scene.spot("1")
    assert (after.x, after.y) == (before.x + 10, before.y + 6)

    await scene.table("2").focus()
    for key in ("ArrowDown", "ArrowDown", "ArrowRight", "]", "]", "+"):
        await page.keyboard.press(key)
    await scene.saved()
    turned = await scene.spot("2")
    assert (turned.turned, turned.width, turned.height) == (90, 2, 5)

    await page.get_by_role("button", name="Undo").click()
    await scene.saved()
    assert (await scene.spot("2")).turned == 0
    await page.keyboard.press("Control+z")
    await scene.saved()
    assert await scene.spot("1") == before

    await scene.table("1").click()
    await expect(page.get_by_role("heading", name="Table 1")).to_be_visible()
    await page.get_by_label("At most").fill("5")
    await page.get_by_label("Name").fill("2")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("There is a table named 2 already.")).to_be_visible()
    await page.get_by_label("Name").fill("Window")
    await page.get_by_role("button", name="Save").click()
    await scene.saved()
    assert (await scene.tables())["Window"].most == 5

    await scene.table("2").click(modifiers=["Shift"])
    await expect(page.get_by_text("may be pushed together.")).to_be_visible()
    await page.get_by_label("For at least").fill("7")
    await page.get_by_role("button", name="Push together").click()
    await expect(page.locator("#together")).to_contain_text("7–11")

    await page.reload()
    await expect(scene.table("Window")).to_be_visible()
    await expect(page.locator("#together")).to_contain_text("7–11")
    await scene.table("2").click()
    await page.get_by_role("button", name="Remove").click()
    await page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    await expect(scene.table("2")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(scene.table("2")).to_be_visible()
    assert set(await scene.tables()) == {"Window", "2"}


async def test_a_finger_moves_a_table_and_not_the_page(scene: Scene) -> None:
    await plant(scene.db, scene.merchant.id, scene.store.id, at=NOON, actor="test")
    await scene.page.set_viewport_size({"width": 820, "height": 1180})
    await scene.open()
    before = await scene.spot("1")
    await scene.drag_by_finger("1", 3)
    await scene.saved()
    after = await scene.spot("1")
    assert (after.x, after.y) == (before.x + 3, before.y + 3)
    assert await scene.page.evaluate("scrollY") == 0


async def test_what_somebody_else_draws_is_shown_and_said(scene: Scene) -> None:
    page = scene.page
    await plant(scene.db, scene.merchant.id, scene.store.id, at=NOON, actor="test")
    await scene.open()
    await expect(scene.table("8")).to_be_visible()
    async with open_window(console(scene.db), "mia@example.test") as other:
        theirs = Scene(scene.db, scene.merchant, scene.store, other)
        await theirs.open()
        await theirs.drag("8", 3, 0)
        await theirs.saved()
    await page.evaluate(
        "store => document.dispatchEvent(new CustomEvent("
        "'diary.changed', { detail: { data: `diary:${store}` } }))",
        scene.store.id,
    )
    await expect(page.locator("[data-said]")).to_contain_text("Somebody else changed this floor.")
    assert (await scene.spot("8")).x == 5
    moved = await scene.table("8").locator("..").get_attribute("transform")
    assert moved == "translate(160 280)"


async def test_the_rooms_of_seating_are_accessible_and_fit_a_phone(scene: Scene) -> None:
    page, store = scene.page, scene.store.id
    await scene.open()
    await expect(page.get_by_text("No table yet")).to_be_visible()
    assert await scene.window.complaints() == []
    await plant(scene.db, scene.merchant.id, store, at=NOON, actor="test")
    await scene.open()
    await scene.table("4").click()
    await expect(page.get_by_role("heading", name="Table 4")).to_be_visible()
    await page.get_by_label("At most").fill("")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("At most how many?")).to_be_visible()
    assert await scene.window.complaints() == []
    for address in (
        f"/console/floor/{store}",
        f"/console/floor/{store}/several",
        f"/console/floor/{store}/combinations/new",
        f"/console/services/{store}",
        f"/console/services/{store}/new",
        f"/console/blockouts/{store}",
        "/console/statuses",
    ):
        await page.goto(address)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await scene.window.complaints() == [], address
        assert await scene.window.fits(PHONE), address
        assert await scene.window.fits(DESK), address

"""What is done at a demo that runs: on its pages by a person, and at its till by a program."""

import asyncio
import os
import re
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import httpx
from playwright.async_api import FrameLocator, Locator, Page, expect
from tests.journeys.running import HTTP, Demo, parts, points_of, within_time

from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.ground import POSTGRES

Place = Page | Locator | FrameLocator


def button(place: Place, name: str, *, exact: bool = False) -> Locator:
    return place.get_by_role("button", name=name, exact=exact)


def link(place: Place, name: str) -> Locator:
    return place.get_by_role("link", name=name)


async def ring_up(till: Page, category: str, product: str) -> None:
    await button(till, category, exact=True).click()
    await button(till.get_by_role("region", name="Products"), product).click()


async def choose_member(till: Page, typed: str, name: str) -> None:
    await button(till, "Customer", exact=True).click()
    dialog = till.get_by_role("dialog", name="Customer")
    await dialog.get_by_role("searchbox").fill(typed)
    await button(dialog, "Regulars").click()
    await button(till.get_by_role("list", name="Members found"), name).first.click()
    await expect(till.get_by_role("complementary", name="Member")).to_contain_text(name)


async def pay_with_points(till: Page, points: str) -> None:
    await button(till.get_by_role("list", name="Rewards"), "Pay with points").click()
    chooser = till.get_by_role("dialog", name="How many points?")
    await chooser.get_by_role("textbox").fill(points)
    await button(chooser, "Pay").click()


async def close_dialog(page: Page) -> None:
    """Leave a dialog by the keyboard, if one is open."""
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def connect(page: Page) -> None:
    """Enable Kounta, grant access at the till, choose the stores and save."""
    await page.goto("/console/apps")
    await button(page, "Enable").click()
    await page.get_by_role("link", name=re.compile("^Authorise (Regulars|again)")).click()
    await button(page, "Grant").click()
    await expect(page).to_have_url(re.compile("/console/apps/kounta"))
    await page.get_by_label("Harbour Kitchen").select_option(label="Harbour Kitchen")
    await button(page, "Save changes").click()


class Cashier:
    """Somebody at the first register, who presses faster than a person."""

    def __init__(self, till: httpx.Client) -> None:
        self.till = till
        self.register = self.till.get("/till").json()["registers"][0]["id"]

    def do(self, method: str, path: str, **body: Any) -> Any:
        answer = self.till.request(method, f"/till/{self.register}{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def seat(self, keyword: str) -> Any:
        """A dish is rung up and the member is on the sale; the till as it stands."""
        self.do("POST", "/sale/lines", product_id=9012)
        found = self.do("POST", "/search", keyword=keyword)
        [member] = found["search"]["members"]
        return self.do("PUT", "/sale/customer", member_id=member["id"])

    def slow_down(self) -> None:
        """The till's cloud takes long over the next change of an order."""
        fault = {"kind": "slow_answer", "method": "PUT", "path": "*/orders/*", "seconds": 5}
        assert self.till.post("/simulator/faults", json=fault).is_success


def sell_to(facts: dict[str, Any], keyword: str) -> None:
    """Ring something up for a member and pay."""
    with httpx.Client(base_url=facts["till"], timeout=30) as till:
        cashier = Cashier(till)
        assert cashier.seat(keyword)["rewards"]["error"] is None
        paid = cashier.do("POST", "/sale/payments", method_id=501)
        assert paid["message"]["level"] == "info", paid["message"]


def redeem_while_the_hub_dies(demo: Demo, cashier: Cashier) -> None:
    facts = demo.facts
    before = points_of(facts, "Poppy")
    shown = cashier.seat("Poppy")
    [pay] = [one for one in shown["rewards"]["rewards"] if one["title"] == "Pay with points"]
    cashier.slow_down()

    with ThreadPoolExecutor(1) as second_hand:
        pressed = second_hand.submit(
            cashier.do, "POST", "/sale/redemptions", reward_id=pay["id"], quantity=20
        )
        within_time(lambda: points_of(facts, "Poppy") == before - 20)
        for hub in parts(demo, "serve"):
            os.kill(hub, signal.SIGKILL)
        assert pressed.result()["redemptions"][-1]["success"] is not True

    within_time(lambda: answers(f"{facts['hub']}/readyz"))
    paid = cashier.do("POST", "/sale/payments", method_id=501)
    total = float(paid["last_order"]["total"])
    spent = 20 if total < float(shown["sale"]["total"]) else 0
    earned = points_of_sale(demo, paid["last_order"]["id"])
    assert earned >= int(total)  # more where her tier, or the hour, gives more
    within_time(lambda: points_of(facts, "Poppy") == before + earned - spent)


def answers(url: str) -> bool:
    """Whether somebody is there again."""
    try:
        return HTTP.get(url).is_success
    except httpx.TransportError:
        return False


def points_of_sale(demo: Demo, order: str) -> int:
    """The points that an order of the till earned, once it is a sale."""

    async def read(url: str) -> list[int]:
        database = await asyncpg.connect(url)
        try:
            sql = "select points_earned from sales where order_ref = $1"
            return [row["points_earned"] for row in await database.fetch(sql, str(order))]
        finally:
            await database.close()

    with EmbeddedPostgres.start(demo.folder / POSTGRES) as postgres:
        within_time(lambda: asyncio.run(read(postgres.url)))
        [points] = asyncio.run(read(postgres.url))
    return points

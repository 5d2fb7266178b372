"""An owner makes a voucher and follows it, in a real browser whose requests go into the console."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, async_playwright, expect
from tests.browser import COMPLAIN, find
from tests.faces.console import BASE, NOON, PASSWORD, console, open_business

from regulars.kernel.errors import NotFound
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.model import Merchant
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Program
from regulars.sales.exceptions import list_exceptions, record_failure
from regulars.sales.external import take_order
from regulars.sales.model import ExternalOrder
from regulars.vouchers.model import Filter, Voucher, WalletScheme
from regulars.vouchers.read import list_vouchers

pytestmark = pytest.mark.journey

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
PHONE, DESK = 390, 1280


@dataclass
class Scene:
    """A merchant with two stores, a wallet scheme and a guest; its owner is signed in."""

    db: Database
    merchant: Merchant
    rosa: Member
    page: Page

    async def voucher(self) -> Voucher:
        found = await list_vouchers(self.db, self.merchant.id, Filter(), limit=1)
        return found.vouchers[0]

    async def order(self, number: str, code: str | None, total: str) -> None:
        """A till reports an order of Rosa's."""
        [store, *_] = await stores(self.db, self.merchant.id)
        order = ExternalOrder(
            id=number,
            voucher_code=code,
            member_code=self.rosa.code,
            total=Money.of(total, "AUD"),
        )
        await take_order(self.db, self.merchant.id, store.id, order, at=NOON, actor="test")

    async def refused(self) -> str:
        """A till's order was refused; the page about it."""
        [store, *_] = await stores(self.db, self.merchant.id)
        order = ExternalOrder(id="A-9", voucher_code="GONE", total=Money(900, "AUD"))
        refusal = NotFound("No voucher has the code “GONE”.")
        await record_failure(self.db, self.merchant.id, store.id, order, refusal, at=NOON)
        [one] = await list_exceptions(self.db, self.merchant.id)
        return f"/console/exceptions/{one.id}"

    async def complaints(self) -> list[str]:
        """What axe has against the page as it stands."""
        await self.page.evaluate(AXE.read_text())
        found = await self.page.evaluate(COMPLAIN)
        return [f"{each['id']}: {each['nodes'][0]['html']}" for each in found["violations"]]

    async def fits(self, width: int) -> bool:
        """Whether the page needs no more than `width`."""
        await self.page.set_viewport_size({"width": width, "height": 844})
        wide: int = await self.page.evaluate("document.documentElement.scrollWidth")
        return wide <= width


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    merchant = await open_business(db)
    await add_store(db, merchant, "Garden bar", at=NOON)
    scheme = WalletScheme(Money(5_000, "AUD"), Money(500, "AUD"))
    program = Program(
        merchant.id, "Regulars", "Beans", one_for_each(Money(100, "AUD")), wallet=scheme
    )
    await set_program(db, program, at=NOON, actor="test")
    rosa = await join(db, merchant.id, NewMember("Rosa"), at=NOON, actor="test")
    # Litestar spells the types of ASGI out, httpx does not.
    transport = httpx.ASGITransport(console(db))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport) as http, async_playwright() as playwright:

        async def answer(route: Route) -> None:
            asked = route.request
            if asked.url.endswith("/console/live"):
                await route.abort()  # it never ends
                return
            given = await http.request(
                asked.method,
                asked.url,
                headers=await asked.all_headers(),
                content=asked.post_data_buffer,
            )
            headers = {name: value for name, value in given.headers.items() if name != "set-cookie"}
            await remember(page, given)
            await route.fulfill(status=given.status_code, headers=headers, body=given.content)

        browser = await playwright.chromium.launch(
            executable_path=find(), args=["--no-sandbox", "--disable-gpu"]
        )
        page = await browser.new_page(viewport={"width": DESK, "height": 900}, base_url=BASE)
        complaints: list[str] = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.route("**/*", answer)
        await page.goto("/console/sign-in")
        await page.get_by_label("E-mail").fill("mia@example.test")
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await expect(page).to_have_url(re.compile("/console$"))
        yield Scene(db, merchant, rosa, page)
        await browser.close()
        assert complaints == []


async def remember(page: Page, given: httpx.Response) -> None:
    """Keep the cookies of an answer: one that is fulfilled may set only one by itself."""
    kept = [
        {"name": cookie.name, "value": cookie.value or "", "url": BASE}
        for cookie in given.cookies.jar
    ]
    if kept:
        await page.context.add_cookies(kept)  # type: ignore[arg-type] # plain dicts do


async def test_an_owner_makes_a_voucher_sees_what_it_did_and_switches_it_off(scene: Scene) -> None:
    page = scene.page
    await page.get_by_role("link", name="Vouchers").first.click()
    await page.get_by_role("link", name="Make a voucher").click()
    await page.get_by_label("What is on it").fill("25")
    await page.get_by_role("textbox", name="Code").fill("SORRY-25")
    await page.get_by_label("Description").fill("For the long wait")
    await page.get_by_text("For one member").click()
    await page.get_by_role("searchbox", name="Look for a member").press_sequentially("ros")
    await page.get_by_text("Rosa").click()
    await page.get_by_label("Bill", exact=True).fill("18")
    await expect(page.locator("#example")).to_contain_text("$7.00 stays on the voucher")
    await page.get_by_role("button", name="Make voucher").click()
    await expect(page.get_by_role("heading", name="SORRY-25")).to_be_visible()
    await expect(page.get_by_role("img", name="Voucher SORRY-25")).to_be_visible()

    await scene.order("A-1", "SORRY-25", "18")
    await page.reload()
    await expect(page.get_by_text("$7.00 left")).to_be_visible()
    await page.get_by_role("link", name="Used").click()
    await expect(page.get_by_role("heading", name="Sale")).to_be_visible()
    await page.go_back()

    await page.get_by_role("button", name="Switch off").click()
    await page.get_by_role("dialog").get_by_role("button", name="Switch off").click()
    await expect(page.get_by_text("SORRY-25 is off")).to_be_visible()
    voucher = await scene.voucher()
    assert not voucher.terms.active
    assert voucher.terms.member == scene.rosa.id


async def test_the_pages_of_vouchers_are_accessible_and_fit_a_phone(scene: Scene) -> None:
    page = scene.page
    await page.goto("/console/vouchers/new")
    await page.get_by_role("button", name="Make voucher").click()
    await expect(page.get_by_text("How much comes off?")).to_be_visible()
    assert await scene.complaints() == []
    await page.get_by_text("Per cent off, every time").click()
    await page.get_by_label("Per cent off", exact=True).fill("10")
    await page.get_by_role("button", name="Make voucher").click()
    await expect(page.get_by_role("heading", name="Story")).to_be_visible()
    voucher = await scene.voucher()
    await scene.order("A-1", voucher.code, "82")
    addresses = [
        "/console/vouchers",
        "/console/vouchers?of=wallets",
        "/console/vouchers/new",
        f"/console/vouchers/{voucher.id}",
        f"/console/vouchers/{voucher.id}/edit",
        "/console/vouchers/report",
        f"/console/members/{scene.rosa.id}",
        f"/console/members/{scene.rosa.id}/wallet",
        "/console/program",
        "/console/exceptions",
        await scene.refused(),
        "/console/exceptions",
    ]
    for address in addresses:
        await page.goto(address)
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert await scene.complaints() == [], address
        assert await scene.fits(PHONE), address
        assert await scene.fits(DESK), address

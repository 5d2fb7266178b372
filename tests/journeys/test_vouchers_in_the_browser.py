"""An owner makes a voucher and follows it, in a real browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from tests.faces.console import NOON, console, open_business
from tests.journeys.window import DESK, PHONE, Window, open_window

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


@dataclass
class Scene:
    """A merchant with two stores, a wallet scheme and a guest; its owner is signed in."""

    db: Database
    merchant: Merchant
    rosa: Member
    window: Window

    @property
    def page(self) -> Page:
        return self.window.page

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
    async with open_window(console(db), "mia@example.test") as window:
        yield Scene(db, merchant, rosa, window)


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
    assert await scene.window.complaints() == []
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
        assert await scene.window.complaints() == [], address
        assert await scene.window.fits(PHONE), address
        assert await scene.window.fits(DESK), address

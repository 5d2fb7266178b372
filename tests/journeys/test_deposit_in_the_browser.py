"""A guest pays a deposit at the provider's own page, on a telephone, and has it back."""

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from tests.browser import complaints, open_browser
from tests.faces.booking import Scene, open_venue
from tests.faces.command_line import KEY
from tests.journeys.served import served
from tests.journeys.street import PHONE, book, fill_in

from regulars.bookings.deposits.model import DepositRule
from regulars.platform.db import Database
from regulars.platform.jobs import Worker
from regulars.platform.settings import Settings
from regulars.simulator import Account, Addon, Simulator, SimulatorConfig, create_simulator
from regulars.wiring import Hub, Outside, open_hub, register, web_app

pytestmark = pytest.mark.journey

LARGE_PARTIES = DepositRule(name="Large parties", least_covers=4, amount_minor=2000)
ACCOUNT = Account("a-key", "a-secret")


@dataclass
class Counter:
    """A guest's telephone, the venue with its hub, and the provider that the guest pays at."""

    page: Page
    scene: Scene
    hub: Hub
    provider: Simulator

    async def work(self) -> None:
        worker = await Worker.connect(self.hub.settings.database_url)
        register(self.hub, worker)
        await worker.drain()
        await worker.close()


@asynccontextmanager
async def provider_of(scene: Scene) -> AsyncIterator[Simulator]:
    async with httpx.AsyncClient() as outside:
        addon = Addon(client_id="regulars", client_secret="secret", name="Hub", signature_token="")
        provider = create_simulator(
            SimulatorConfig(addon=addon, testpay=ACCOUNT),
            clock=scene.passing,
            random=random.Random(7),  # noqa: S311 - a provider that can be repeated
            http=outside,
        )
        yield provider
        await provider.aclose()


@pytest_asyncio.fixture
async def counter(db: Database, database_url: str) -> AsyncIterator[Counter]:
    scene = await open_venue(db, tables=[(1, 4)])
    await scene.change(place="12 Quay Street, Sydney", deposits=(LARGE_PARTIES,))
    async with (
        provider_of(scene) as provider,
        served(lambda _: provider) as there,
        open_hub(settings_of(database_url, there), Outside(clock=scene.passing)) as opened,
    ):
        hubs: list[Hub] = []

        def at_home(address: str) -> object:
            """The guest comes back to where the hub is reached."""
            hubs.append(replace(opened, settings=replace(opened.settings, base_url=address)))
            return web_app(hubs[0])

        async with served(at_home) as address, open_browser() as browser:
            page = await browser.new_page(viewport=PHONE, base_url=address)
            yield Counter(page, scene, hubs[0], provider)


def settings_of(database_url: str, provider: str) -> Settings:
    return Settings.read(
        {
            "DATABASE_URL": database_url,
            "REGULARS_SECRET_KEY": KEY,
            "REGULARS_PAYMENTS_URL": f"{provider}/payments",
            "REGULARS_PAYMENTS_KEY": ACCOUNT.key,
            "REGULARS_PAYMENTS_SECRET": ACCOUNT.secret,
        }
    )


async def test_a_guest_pays_a_deposit_on_a_telephone_and_has_it_back(counter: Counter) -> None:
    page = counter.page
    await book(page, counter.scene.slug)
    await expect(page.get_by_text("A deposit of $80.00 is asked for.")).to_be_visible()
    await fill_in(page)
    await page.get_by_role("button", name="Book this table").click()
    await expect(page.get_by_role("heading", name="One more step: the deposit")).to_be_visible()
    assert await complaints(page) == []
    counter.provider.testpay.desk.faults.append("server_error")
    await page.get_by_role("link", name="Pay the deposit").click()
    await expect(page.get_by_role("heading", name="One moment")).to_be_visible()
    assert await complaints(page) == []
    await page.get_by_role("link", name="Try again").click()
    await expect(page.get_by_role("heading", name="80.00")).to_be_visible()
    assert await complaints(page) == []
    await page.get_by_role("link", name="Go back without paying").click()
    await expect(page.get_by_role("heading", name="One more step: the deposit")).to_be_visible()
    await page.get_by_role("link", name="Pay the deposit").click()
    await page.get_by_label("A card that is declined").check()
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_role("alert")).to_have_text("The card was declined. Try another one.")
    await page.get_by_role("button", name="Pay").click()
    await expect(page.get_by_role("heading", name="Your table is booked")).to_be_visible()
    await expect(page.get_by_text("You have paid a deposit of $80.00.")).to_be_visible()

    await page.get_by_role("link", name="Cancel this booking").click()
    await page.get_by_role("button", name="Yes, cancel it").click()
    await expect(page.get_by_text("on its way back to you")).to_be_visible()
    await counter.work()
    await page.reload()
    await expect(page.get_by_text("Your deposit went back to you: $80.00")).to_be_visible()
    assert await complaints(page) == []

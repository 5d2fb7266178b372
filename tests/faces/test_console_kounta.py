"""The whole walk of connecting a till, against the till and by its real connector."""

import itertools
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest_asyncio
from tests.faces.console import BASE, NOON, RING, Browser, browsing, console, open_business

from regulars.connectors.kounta import Addresses, KountaTills, Shared
from regulars.faces.pos_loyalty.app import PosLoyalty
from regulars.kernel.clock import Clock
from regulars.merchants.connections import connection_for, save_mapping
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    ConnectionStatus,
    Credentials,
    Merchant,
    SiteMapping,
    ViaBill,
)
from regulars.merchants.stores import stores
from regulars.platform.db import Database
from regulars.simulator import Addon, Simulator, SimulatorConfig, Switches, create_simulator

TILL = "http://till.test"
ADD_ON = Credentials("regulars", "s3cret", "sign-here")
CALLBACK = f"{BASE}/console/apps/kounta/callback"


@dataclass
class Scene:
    """A browser at the console, the till's pages, and the till's clock."""

    db: Database
    simulator: Simulator
    merchant: Merchant
    browser: Browser
    till: httpx.AsyncClient

    async def authorise(self, *, decision: str = "grant") -> httpx.Response:
        """Press Authorise, decide on the till's consent page, and come back."""
        away = await self.browser.open("/console/apps/kounta/authorise", follow=False)
        consent = httpx.URL(away.headers["location"])
        assert (await self.till.get(consent)).status_code == 200
        form = dict(consent.params) | {"decision": decision}
        back = await self.till.post("/authorize", data=form)
        return await self.browser.open(back.headers["location"])

    def webhooks(self) -> set[str]:
        """Where the till will report to, whatever the topic."""
        hooks = self.simulator.cloud.state.webhooks.values()
        return {hook.address.partition("?")[0] for hook in hooks}

    async def save(self) -> httpx.Response:
        """Map the first site to the first store, the other one to a new store."""
        [front, *_] = await stores(self.db, self.merchant.id)
        sites = {"site-4201": str(front.id), "site-4202": "new"}
        return await self.browser.send("/console/apps/kounta/mapping", **sites)

    async def connection(self) -> Connection:
        found = await connection_for(self.db, self.merchant.id, "kounta")
        assert found is not None
        return found


def ticking() -> Clock:
    """A clock that is a second further each time, so that a budget of requests fills up again."""
    seconds = itertools.count()
    return lambda: NOON + timedelta(seconds=next(seconds))


@pytest_asyncio.fixture
async def scene(db: Database) -> AsyncIterator[Scene]:
    addon = Addon(
        client_id=ADD_ON.client_id,
        client_secret=ADD_ON.client_secret,
        name="Regulars",
        signature_token=ADD_ON.signature_token,
        redirect_uris=[CALLBACK],
    )
    config = SimulatorConfig(addon=addon, switches=Switches(webhook_delivery="manual"))
    clock = ticking()
    simulator = create_simulator(config, clock=clock, random=random.Random(7))  # noqa: S311
    transport = httpx.ASGITransport(simulator)
    async with httpx.AsyncClient(transport=transport, base_url=TILL) as till:
        addresses = Addresses(api=TILL, consent=TILL)
        shared = Shared(transport, db, RING, clock, installed=ADD_ON, addresses=addresses)
        tills = KountaTills(shared)
        loyalty = PosLoyalty(db, RING, tills, clock, BASE)
        # The hub's own address, as a till reaches it.
        # httpx spells the types of ASGI out, our own handlers do not.
        outward = httpx.ASGITransport(loyalty)  # type: ignore[arg-type]
        app = console(db, tills=tills, clock=clock, add_on=ADD_ON, outward=outward)
        async with browsing(app) as browser:
            merchant = await open_business(db)
            await browser.sign_in("mia@example.test")
            await browser.send("/console/apps/kounta/enable")
            yield Scene(db, simulator, merchant, browser, till)
    await simulator.aclose()


async def test_a_merchant_connects_a_till_by_its_own_consent_page(scene: Scene) -> None:
    page = await scene.authorise()
    assert page.url.path == "/console/apps/kounta"
    assert "Connected with Harbour Kitchen Group." in page.text

    page = await scene.save()
    assert "Changes saved." in page.text

    connection = await scene.connection()
    assert connection.status is ConnectionStatus.AUTHORISED
    assert {site.site_id for site in connection.sites} == {"4201", "4202"}
    [address] = scene.webhooks()
    assert address.startswith(f"{BASE}/hooks/kounta/")
    assert address in page.text


async def test_who_says_no_on_the_consent_page_stays_unconnected(scene: Scene) -> None:
    page = await scene.authorise(decision="deny")

    assert "Access was not granted" in page.text
    assert (await scene.connection()).status is ConnectionStatus.ENABLED


async def test_a_code_is_good_once(scene: Scene) -> None:
    page = await scene.authorise()
    again = await scene.browser.open(str(page.history[0].url))

    assert "Connected with" not in again.text
    assert (await scene.connection()).status is ConnectionStatus.AUTHORISED


async def test_disabled_and_authorised_again_it_works_as_before(scene: Scene) -> None:
    await scene.authorise()
    await scene.save()
    before = scene.webhooks()

    await scene.browser.send("/console/apps/kounta/disable")
    assert scene.webhooks() == set()

    await scene.browser.send("/console/apps/kounta/enable")
    page = await scene.authorise()
    assert "Connected with" in page.text
    assert scene.webhooks() == before
    assert len((await scene.connection()).sites) == 2


async def test_new_urls_are_told_to_the_till(scene: Scene) -> None:
    await scene.authorise()
    await scene.save()
    before = scene.webhooks()

    await scene.browser.send("/console/apps/kounta/urls")

    [address] = scene.webhooks()
    assert {address} != before


async def test_wrong_credentials_are_a_sentence(scene: Scene) -> None:
    wrong = {"client_id": ADD_ON.client_id, "client_secret": "wrong", "signature_token": ""}
    await scene.browser.send("/console/apps/kounta/credentials", **wrong)

    page = await scene.authorise()

    assert page.status_code == 200
    assert "Connected with" not in page.text
    assert 'role="alert"' in page.text
    assert (await scene.connection()).status is ConnectionStatus.ENABLED


async def test_a_connection_that_is_right_is_said_to_be_right(scene: Scene) -> None:
    await scene.authorise()
    await scene.save()
    page = (await scene.browser.open("/console/apps/kounta/check")).text
    for words in (
        "lets Regulars in",
        "Both count in AUD",
        "2 of the till&#39;s sites are stores of yours",
        "The till reports finished and deleted orders here",
        "The search address answers as the till expects, and knows no member yet",
    ):
        assert words in page
    assert "Wrong" not in page


async def test_the_check_names_what_is_wrong_and_how_to_mend_it(scene: Scene) -> None:
    page = (await scene.browser.open("/console/apps/kounta/check")).text
    assert "Regulars is not authorised at the till yet." in page
    assert 'href="/console/apps/kounta/authorise"' in page

    await scene.authorise()
    await scene.save()
    scene.simulator.cloud.state.webhooks.clear()
    connection = await scene.connection()
    [front, *_] = await stores(scene.db, scene.merchant.id)
    sites = (SiteMapping("4299", "Rooftop", front.id),)
    settings = ConnectionSettings(via=ViaBill.PRODUCT, discount_product_id="31")
    await save_mapping(scene.db, scene.merchant.id, connection.id, sites, settings, at=NOON)
    page = (await scene.browser.open("/console/apps/kounta/check")).text
    for words in (
        "The till has no site “Rooftop” any more.",
        "has no site: nothing is earned or redeemed there",
        "The product that carries rewards is not at the till any more.",
        "The till does not report finished sales",
        "things are worth a look",
    ):
        assert words in page


async def test_the_check_says_when_the_till_no_longer_lets_us_in(scene: Scene) -> None:
    await scene.authorise()
    await scene.save()
    for _ in range(12):
        scene.simulator.cloud.faults.add("unauthorized", times=1)
    page = (await scene.browser.open("/console/apps/kounta/check")).text
    assert "Authorise the app again" in page
    assert "Both count in" not in page

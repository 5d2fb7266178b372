"""Promises of Settings › Apps: enable, authorise, map stores, copy URLs, disable again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.faces.console import (
    BASE,
    NOON,
    RING,
    Browser,
    browsing,
    console,
    hire,
    open_business,
)

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, MerchantId, uuid7
from regulars.merchants.connections import connection_for, credentials
from regulars.merchants.consent import write_state
from regulars.merchants.keys import read_key
from regulars.merchants.model import (
    Connection,
    ConnectionStatus,
    Consent,
    Credentials,
    Role,
    ViaBill,
)
from regulars.merchants.stores import stores
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.pos.errors import NotAuthorised, PosRefused, PosUnavailable
from regulars.pos.model import Choice, Company, Reported, Site

ADD_ON = Credentials("installed-id", "installed-secret")
KITCHEN, KIOSK = Site("4201", "Harbour Kitchen"), Site("4202", "Harbour Kiosk")


class Till:
    """The till of one company, as far as setting up a connection is concerned."""

    def __init__(self, *, currency: str = "AUD", sites: Sequence[Site] = (KITCHEN, KIOSK)) -> None:
        self.answer = Company(
            "5801",
            "Harbour Group",
            currency,
            tuple(sites),
            products=(Choice("77", "Loyalty discount"),),
            payment_methods=(Choice("9", "Points"),),
        )
        self.subscribed = ""
        self.fails: dict[str, RegularsError] = {}

    def at(self, *_: object, **__: object) -> Any:
        raise AssertionError("setting up asks for no order")

    def link(self, merchant: MerchantId, connection: ConnectionId) -> "Till":
        return self

    async def consent_url(self, *, state: str, redirect_uri: str) -> str:
        self._fail("consent_url")
        return f"https://till.test/authorize?state={state}&redirect_uri={redirect_uri}"

    async def authorise(self, *, code: str, redirect_uri: str) -> Company:
        self._fail("authorise")
        if code != "good-code":
            raise PosRefused("The code is not good any more.")
        return self.answer

    async def company(self) -> Company:
        self._fail("company")
        return self.answer

    async def subscribe(self, address: str) -> None:
        self._fail("subscribe")
        self.subscribed = address

    async def reported(self, address: str) -> Reported:
        self._fail("reported")
        return Reported(finished=self.subscribed == address, deleted=self.subscribed == address)

    async def unsubscribe(self) -> None:
        self._fail("unsubscribe")
        self.subscribed = ""

    def _fail(self, call: str) -> None:
        if call in self.fails:
            raise self.fails[call]


def walk(db: Database, till: Till, **kwargs: Any) -> Any:
    """A browser at the console of a hub that brings an add-on."""
    return browsing(console(db, tills=till, **{"add_on": ADD_ON} | kwargs))


async def authorise(browser: Browser, *, code: str = "good-code") -> Any:
    """Go to the consent page and come back with `code`."""
    away = await browser.open("/console/apps/kounta/authorise", follow=False)
    asked = parse_qs(urlsplit(away.headers["location"]).query)
    [state], [back] = asked["state"], asked["redirect_uri"]
    return await browser.open(back, params={"code": code, "state": state})


async def enabled(browser: Browser) -> None:
    await browser.sign_in("mia@example.test")
    await browser.send("/console/apps/kounta/enable")


async def the_connection(db: Database) -> Connection:
    merchant = MerchantId(await db.value("select merchant_id from merchants order by created_at"))
    found = await connection_for(db, merchant, "kounta")
    assert found is not None
    return found


async def test_a_till_is_connected_step_by_step(db: Database) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    till = Till()
    async with walk(db, till) as browser:
        await browser.sign_in("mia@example.test")
        page = await browser.send("/console/apps/kounta/enable")
        assert page.url.path == "/console/apps/kounta"
        assert "Authorise Regulars" in page.text

        page = await authorise(browser)
        assert "Connected with Harbour Group." in page.text
        assert "Harbour Kiosk" in page.text

        page = await browser.send(
            "/console/apps/kounta/mapping", **{"site-4201": str(store.id), "site-4202": "new"}
        )
        assert "Changes saved." in page.text

    connection = await the_connection(db)
    assert connection.status is ConnectionStatus.AUTHORISED
    assert connection.store_of("4201") == store.id
    names = {one.id: one.name for one in await stores(db, merchant.id)}
    assert names[connection.store_of("4202") or 0] == "Harbour Kiosk"  # type: ignore[index]
    assert till.subscribed.startswith(f"{BASE}/hooks/kounta/")
    assert till.subscribed in page.text
    key = read_key(RING, till.subscribed.rsplit("/", 1)[1])
    assert key == (merchant.id, connection.id, connection.key_version)


async def test_facts_say_who_set_the_connection_up(db: Database) -> None:
    merchant = await open_business(db)
    async with walk(db, Till()) as browser:
        await enabled(browser)
        await authorise(browser)

    facts = await journal.newest(db, merchant.id)
    actors = {fact.kind: fact.actor for fact in facts if fact.kind.startswith("connection.")}
    assert actors.keys() == {"connection.enabled", "connection.authorised"}
    assert all(actor.startswith("user:") for actor in actors.values())


async def test_disabling_takes_the_webhooks_away_and_keeps_the_mapping(db: Database) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    till = Till()
    async with walk(db, till) as browser:
        await enabled(browser)
        await authorise(browser)
        await browser.send("/console/apps/kounta/mapping", **{"site-4201": str(store.id)})

        page = await browser.send("/console/apps/kounta/disable")
        assert "Enable" in page.text
        assert till.subscribed == ""
        page = await browser.open("/console/apps/kounta")
        assert page.url.path == "/console/apps"

        await browser.send("/console/apps/kounta/enable")
        await authorise(browser)

    assert (await the_connection(db)).store_of("4201") == store.id
    assert till.subscribed


async def test_an_app_is_disabled_even_when_the_till_is_silent(db: Database) -> None:
    await open_business(db)
    till = Till()
    till.fails["unsubscribe"] = PosUnavailable("Kounta does not answer.")
    async with walk(db, till) as browser:
        await enabled(browser)
        await authorise(browser)
        page = await browser.send("/console/apps/kounta/disable")

    assert "Kounta does not answer." in page.text
    assert (await the_connection(db)).status is ConnectionStatus.DISABLED


async def test_a_no_on_the_consent_page_changes_nothing(db: Database) -> None:
    await open_business(db)
    async with walk(db, Till()) as browser:
        await enabled(browser)
        away = await browser.open("/console/apps/kounta/authorise", follow=False)
        [state] = parse_qs(urlsplit(away.headers["location"]).query)["state"]
        page = await browser.open(
            "/console/apps/kounta/callback", params={"error": "access_denied", "state": state}
        )

    assert "Access was not granted" in page.text
    assert (await the_connection(db)).status is ConnectionStatus.ENABLED


@pytest.mark.parametrize("state", ["", "nonsense", "A" * 200])
async def test_a_consent_that_nobody_asked_for_is_refused(db: Database, state: str) -> None:
    await open_business(db)
    async with walk(db, Till()) as browser:
        await enabled(browser)
        page = await browser.open(
            "/console/apps/kounta/callback", params={"code": "good-code", "state": state}
        )

    assert "Please authorise again." in page.text
    assert (await the_connection(db)).status is ConnectionStatus.ENABLED


async def test_a_consent_of_another_browser_or_too_long_ago_is_refused(db: Database) -> None:
    merchant = await open_business(db)
    await hire(db, merchant, Role.OWNER, "ada@example.test")
    times = [NOON]
    app = console(db, tills=Till(), add_on=ADD_ON, clock=lambda: times[0])
    async with browsing(app) as mia, browsing(app) as ada:
        await enabled(mia)
        await ada.sign_in("ada@example.test")
        away = await mia.open("/console/apps/kounta/authorise", follow=False)
        [state] = parse_qs(urlsplit(away.headers["location"]).query)["state"]
        asked = {"code": "good-code", "state": state}

        page = await ada.open("/console/apps/kounta/callback", params=asked)
        assert "Please authorise again." in page.text
        times[0] += timedelta(minutes=11)
        page = await mia.open("/console/apps/kounta/callback", params=asked)
        assert "Please authorise again." in page.text

    assert (await the_connection(db)).status is ConnectionStatus.ENABLED


async def test_a_consent_for_another_connection_is_refused(db: Database) -> None:
    merchant = await open_business(db)
    async with walk(db, Till()) as browser:
        await enabled(browser)
        session = browser.client.cookies["regulars_session"]
        other = Consent(merchant.id, ConnectionId(uuid7(NOON)))
        state = write_state(RING, other, session=session, at=NOON)
        page = await browser.open(
            "/console/apps/kounta/callback", params={"code": "good-code", "state": state}
        )

    assert "Please authorise again." in page.text
    assert (await the_connection(db)).status is ConnectionStatus.ENABLED


async def test_a_refused_code_and_a_silent_till_are_sentences_on_the_page(db: Database) -> None:
    await open_business(db)
    till = Till()
    async with walk(db, till) as browser:
        await enabled(browser)
        assert "The code is not good" in (await authorise(browser, code="old-code")).text

        till.fails["authorise"] = PosUnavailable("Kounta does not answer.")
        assert "Kounta does not answer." in (await authorise(browser)).text

        till.fails["consent_url"] = PosUnavailable("Kounta is closed.")
        page = await browser.open("/console/apps/kounta/authorise")
        assert "Kounta is closed." in page.text


@pytest.mark.parametrize(
    "refusal",
    [PosUnavailable("Kounta does not answer."), NotAuthorised("Authorise the connection again.")],
)
async def test_the_urls_are_there_while_the_till_is_silent(
    db: Database, refusal: RegularsError
) -> None:
    await open_business(db)
    till = Till()
    async with walk(db, till) as browser:
        await enabled(browser)
        await authorise(browser)
        till.fails["company"] = refusal

        page = await browser.open("/console/apps/kounta")
        assert page.status_code == 200
        assert refusal.sentence in page.text
        assert "/pos/kounta/" in page.text

        page = await browser.send("/console/apps/kounta/mapping", **{"site-4201": "1"})
        assert page.status_code == 422


async def test_a_saved_mapping_says_when_the_till_was_not_told(db: Database) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    till = Till()
    till.fails["subscribe"] = PosUnavailable("Kounta does not answer.")
    async with walk(db, till) as browser:
        await enabled(browser)
        await authorise(browser)
        page = await browser.send("/console/apps/kounta/mapping", **{"site-4201": str(store.id)})

    assert "Save once more." in page.text
    assert (await the_connection(db)).store_of("4201") == store.id


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Give at least one site a store."),
        ({"site-4201": ""}, "Give at least one site a store."),
        ({"site-9": "{store}"}, "The till has no site 9."),
        ({"site-4201": "7"}, "That store does not exist."),
        ({"site-4201": "{foreign}"}, "That store does not exist."),
        ({"site-4201": "-1"}, "That store does not exist."),
        ({"site-4201": "9" * 40}, "That store does not exist."),
        ({"site-4201": "{store}", "site-4202": "{store}"}, "Another site has this store"),
        ({"site-4201": "{store}", "via": "magic"}, "Choose one of these."),
        ({"site-4201": "{store}", "via": "product"}, "Choose the product that carries"),
        ({"site-4201": "{store}", "via": "payment"}, "Choose the payment that carries"),
        ({"site-4201": "{store}", "payment_method_id": "8"}, "does not have this any more"),
        ({"site-4201": "{store}", "patience_seconds": "soon"}, "A whole number, please."),
        ({"site-4201": "{store}", "patience_seconds": "99999"}, "Between 2 and 60"),
        ({"site-4201": "new", "site-4202": "7"}, "That store does not exist."),
        ({"site-4201": "new", "via": "product"}, "Choose the product that carries"),
    ],
)
async def test_a_mapping_that_cannot_be_is_refused_and_changes_nothing(
    db: Database, fields: dict[str, str], sentence: str
) -> None:
    merchant = await open_business(db)
    other = await open_business(db, "ada@example.test")
    [store], [foreign] = await stores(db, merchant.id), await stores(db, other.id)
    typed = {
        name: value.format(store=store.id, foreign=foreign.id) for name, value in fields.items()
    }
    async with walk(db, Till()) as browser:
        await enabled(browser)
        await authorise(browser)
        page = await browser.send("/console/apps/kounta/mapping", **typed)

    assert page.status_code == 422
    assert sentence in page.text
    assert (await the_connection(db)).sites == ()
    assert len(await stores(db, merchant.id)) == 1


async def test_a_till_in_another_currency_is_not_mapped(db: Database) -> None:
    await open_business(db)
    async with walk(db, Till(currency="NZD")) as browser:
        await enabled(browser)
        await authorise(browser)
        page = await browser.send("/console/apps/kounta/mapping", **{"site-4201": "new"})

    assert "counts in NZD" in page.text
    assert (await the_connection(db)).sites == ()


async def test_the_open_points_of_the_protocol_are_kept_as_chosen(db: Database) -> None:
    await open_business(db)
    chosen = {
        "site-4201": "new",
        "via": "product",
        "discount_product_id": "77",
        "payment_method_id": "9",
        "lookup_shape": "members",
        "rewards_as_map": "on",
        "match_by_contact": "on",
        "patience_seconds": "12",
    }
    async with walk(db, Till()) as browser:
        await enabled(browser)
        await authorise(browser)
        await browser.send("/console/apps/kounta/mapping", **chosen)

    settings = (await the_connection(db)).settings
    assert (settings.via, settings.discount_product_id) == (ViaBill.PRODUCT, "77")
    assert (settings.lookup_shape.value, settings.patience_seconds) == ("members", 12)
    assert settings.rewards_as_map
    assert settings.match_by_contact
    assert not settings.points_as_text


async def test_how_parties_go_to_the_till_is_kept_as_chosen(db: Database) -> None:
    await open_business(db)
    chosen = {
        "site-4201": "new",
        "via": "variation",
        "patience_seconds": "8",
        "send_bookings": "on",
        "order_type": " Dine in ",
        "deposit_method_id": "9",
        "seat_product_id": "77",
    }
    async with walk(db, Till()) as browser:
        await enabled(browser)
        await authorise(browser)
        page = await browser.open("/console/apps/kounta")
        assert "Make an order when a party is seated" in page.text
        before = (await the_connection(db)).settings
        assert before.send_bookings
        assert before.notify_bookings
        await browser.send("/console/apps/kounta/mapping", **chosen)
        gone = {**chosen, "deposit_method_id": "404", "order_type": "x" * 41}
        page = await browser.send("/console/apps/kounta/mapping", **gone)
        assert "The till does not have this any more" in page.text
        assert "At most 40 characters" in page.text

    settings = (await the_connection(db)).settings
    assert settings.send_bookings
    assert not settings.notify_bookings
    assert settings.order_type == "Dine in"
    assert (settings.deposit_method_id, settings.seat_product_id) == ("9", "77")


async def test_new_urls_end_the_old_ones(db: Database) -> None:
    await open_business(db)
    till = Till()
    async with walk(db, till) as browser:
        await enabled(browser)
        await authorise(browser)
        await browser.send("/console/apps/kounta/mapping", **{"site-4201": "new"})
        before = till.subscribed
        page = await browser.send("/console/apps/kounta/urls")

    assert before not in page.text
    assert till.subscribed in page.text
    assert (await the_connection(db)).key_version == 2


async def test_an_own_add_on_takes_the_place_of_the_installations(db: Database) -> None:
    merchant = await open_business(db)
    own = {"client_id": "our-id", "client_secret": "our-s3cret", "signature_token": "sign-me"}
    async with walk(db, Till()) as browser:
        await enabled(browser)
        page = await browser.send("/console/apps/kounta/credentials", **own)
        assert "our-id" in page.text
        assert "our-s3cret" not in page.text

        await browser.send("/console/apps/kounta/credentials", client_id="our-id")
        ids = merchant.id, (await the_connection(db)).id
        found = await credentials(db, RING, *ids, installed=ADD_ON)
        assert found == Credentials("our-id", "our-s3cret", "sign-me")

        page = await browser.send("/console/apps/kounta/credentials", client_id="another-id")
        assert page.status_code == 422

        await browser.send("/console/apps/kounta/credentials/end")
        assert await credentials(db, RING, *ids, installed=ADD_ON) == ADD_ON


async def test_without_any_add_on_its_credentials_come_first(db: Database) -> None:
    await open_business(db)
    async with walk(db, Till(), add_on=None) as browser:
        await enabled(browser)
        page = await browser.open("/console/apps/kounta")

        assert "Enter the credentials" in page.text
        assert "/console/apps/kounta/authorise" not in page.text


async def test_another_merchants_connection_is_out_of_reach(db: Database) -> None:
    await open_business(db)
    await open_business(db, "ada@example.test")
    till = Till()
    async with walk(db, till) as mia, walk(db, till) as ada:
        await enabled(mia)
        await authorise(mia)
        await ada.sign_in("ada@example.test")

        assert (await ada.open("/console/apps/kounta")).url.path == "/console/apps"
        for path in ("disable", "mapping", "urls", "credentials", "credentials/end"):
            page = await ada.send(f"/console/apps/kounta/{path}", **{"site-4201": "new"})
            assert page.status_code == 404, path

    assert (await the_connection(db)).status is ConnectionStatus.AUTHORISED

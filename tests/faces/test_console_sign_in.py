"""Promises of signing in, setting up, and of what guards every page of the console."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import pytest
from litestar import get
from tests.faces.console import (
    BASE,
    NOON,
    PASSWORD,
    browsing,
    console,
    hire,
    open_business,
)

from regulars.faces.console import app as console_app
from regulars.faces.console.set_up.places import countries, place
from regulars.merchants.model import NewMerchant, Role
from regulars.merchants.rules import checked_merchant
from regulars.merchants.users import disable_user
from regulars.platform.db import Database

SET_UP = {
    "name": "Harbour Kitchen",
    "store_name": "Harbour Street",
    "country": "AU",
    "currency": "AUD",
    "locale": "en_AU",
    "time_zone": "Australia/Sydney",
    "owner_name": "Mia Tran",
    "email": "mia@example.test",
    "password": PASSWORD,
}


async def test_an_empty_hub_is_set_up_from_its_first_page(db: Database) -> None:
    async with browsing(console(db)) as browser:
        page = await browser.open("/")
        assert page.url.path == "/console/set-up"

        page = await browser.send("/console/set-up", **SET_UP)

        assert page.url.path == "/console"
        assert "Good afternoon, Mia" in page.text
        assert "Harbour Kitchen" in page.text


async def test_set_up_is_gone_once_there_is_a_merchant(db: Database) -> None:
    async with browsing(console(db)) as browser:
        await browser.open("/console/set-up")
        await open_business(db)

        assert (await browser.open("/console/set-up")).status_code == 404
        assert (await browser.open("/console/set-up/place?country=AU")).status_code == 404
        assert (await browser.send("/console/set-up", **SET_UP)).status_code == 404

    assert await db.value("select count(*) from merchants") == 1


async def test_two_browsers_that_set_up_at_once_make_one_business(db: Database) -> None:
    app = console(db)
    async with browsing(app) as one, browsing(app) as two:
        for browser in (one, two):
            await browser.open("/console/set-up")
        await asyncio.gather(
            one.send("/console/set-up", **SET_UP),
            two.send("/console/set-up", **SET_UP | {"email": "ada@example.test"}),
        )

    assert await db.value("select count(*) from merchants") == 1
    assert await db.value("select count(*) from users") == 1


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "", "What is your business called?"),
        ("store_name", " ", "What is your first store called?"),
        ("owner_name", "", "What is your name?"),
        ("email", "mia", "That is not an e-mail address."),
        ("password", "short", "A password has at least 10 characters."),
        ("country", "Oz", "Choose the country."),
        ("time_zone", "Mars/Olympus", "Choose the time zone."),
        ("name", "x" * 201, "At most 200 characters."),
        ("name", "a\x00b", "This has characters that cannot be used."),
    ],
)
async def test_what_is_wrong_with_the_set_up_is_said_beside_the_field(
    db: Database, field: str, typed: str, sentence: str
) -> None:
    async with browsing(console(db)) as browser:
        await browser.open("/console/set-up")
        page = await browser.send("/console/set-up", **SET_UP | {field: typed})

    assert page.status_code == 422
    assert sentence in page.text
    assert PASSWORD not in page.text
    assert await db.value("select count(*) from merchants") == 0


async def test_a_country_brings_its_currency_language_and_time_zone(db: Database) -> None:
    async with browsing(console(db)) as browser:
        page = await browser.open("/console/set-up", headers={"Accept-Language": "el-GR,el"})
        assert '<option value="GR" selected>' in page.text

        part = await browser.open("/console/set-up/place?country=NZ")

    assert all(word in part.text for word in ("NZD", "en_NZ", "Pacific/Auckland"))


async def test_who_signs_in_gets_where_they_wanted_to_go(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        page = await browser.open("/console/apps")
        assert page.url.path == "/console/sign-in"

        page = await browser.send(
            "/console/sign-in", email="mia@example.test", password=PASSWORD, next="/console/apps"
        )

        assert page.url.path == "/console/apps"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.test", "//evil.test", "/console//../..\\evil", "/consoleevil", ""]
)
async def test_signing_in_never_leads_to_another_site(db: Database, elsewhere: str) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.open("/console/sign-in")
        answer = await browser.post(
            "/console/sign-in",
            email="mia@example.test",
            password=PASSWORD,
            next=elsewhere,
        )

    assert answer.headers["location"] == "/console"


async def test_a_wrong_password_and_an_unknown_email_look_the_same(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.open("/console/sign-in")
        typed = {"email": "mia@example.test", "password": "black coffee"}
        wrong = await browser.send("/console/sign-in", **typed)
        unknown = await browser.send("/console/sign-in", **typed | {"email": "mio@example.test"})

    assert wrong.status_code == unknown.status_code == 422
    assert "do not match" in wrong.text
    assert wrong.text == unknown.text.replace("mio@", "mia@")


async def test_the_right_password_waits_after_five_wrong_ones(db: Database) -> None:
    await open_business(db)
    times = [NOON]
    async with browsing(console(db, clock=lambda: times[0])) as browser:
        await browser.open("/console/sign-in")
        email = "mia@example.test"
        for _ in range(5):
            await browser.send("/console/sign-in", email=email, password="black coffee")

        refused = await browser.send("/console/sign-in", email=email, password=PASSWORD)
        times[0] += timedelta(seconds=31)
        page = await browser.send("/console/sign-in", email=email, password=PASSWORD)

    assert refused.status_code == 422
    assert page.url.path == "/console"


async def test_signing_out_ends_the_session_not_only_the_cookie(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        stolen = browser.client.cookies["regulars_session"]
        await browser.send("/console/sign-out")

        browser.client.cookies.set("regulars_session", stolen, path="/console")
        page = await browser.open("/console")

    assert page.url.path == "/console/sign-in"


async def test_a_disabled_user_is_out_with_the_next_click(db: Database) -> None:
    merchant = await open_business(db)
    await hire(db, merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("jo@example.test")
        await disable_user(db, "jo@example.test", at=NOON)

        assert (await browser.open("/console")).url.path == "/console/sign-in"


async def test_no_form_is_taken_without_its_token(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.open("/console/sign-in")
        for token in ("", "nonsense", "ü"):
            browser.token = token
            page = await browser.send(
                "/console/sign-in", email="mia@example.test", password=PASSWORD
            )
            assert page.status_code == 403

        await browser.sign_in("mia@example.test")
        browser.token = "nonsense"
        assert (await browser.send("/console/apps/kounta/enable")).status_code == 403

    assert await db.value("select count(*) from connections") == 0


async def test_a_token_of_one_browser_is_worth_nothing_in_another(db: Database) -> None:
    await open_business(db)
    app = console(db)
    async with browsing(app) as one, browsing(app) as two:
        await one.open("/console/sign-in")
        await two.open("/console/sign-in")
        two.token = one.token

        page = await two.send("/console/sign-in", email="mia@example.test", password=PASSWORD)

    assert page.status_code == 403


async def test_a_picture_that_is_not_there_leaves_the_open_form_alone(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.open("/console/sign-in")
        token = browser.token
        assert (await browser.open("/favicon.ico")).status_code == 404
        browser.token = token

        page = await browser.send("/console/sign-in", email="mia@example.test", password=PASSWORD)

        assert page.url.path == "/console"


async def test_htmx_sends_the_token_as_a_header(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        await browser.open("/console/apps")
        answer = await browser.client.post(
            "/console/apps/kounta/enable", headers={"X-CSRFToken": browser.token}
        )

    assert answer.status_code == 303


async def test_staff_may_look_at_home_and_not_change_settings(db: Database) -> None:
    merchant = await open_business(db)
    await hire(db, merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("jo@example.test")

        assert (await browser.open("/console")).status_code == 200
        assert (await browser.open("/console/apps")).status_code == 403
        assert (await browser.send("/console/apps/kounta/enable")).status_code == 403

    assert await db.value("select count(*) from connections") == 0


async def test_every_route_but_the_named_ones_needs_a_session(db: Database) -> None:
    await open_business(db)
    open_to_all = {
        "/",
        "/static/{file_path:path}",
        "/console/sign-in",
        "/console/set-up",
        "/console/set-up/place",
        # Of rewards, for guests to see.
        "/console/pictures/{merchant_id:uuid}/{picture_id:uuid}",
    }
    routes = console_app.site().routes
    async with browsing(console(db)) as browser:
        closed = [(r.path, m) for r in routes for m in r.methods if r.path not in open_to_all]
        for pattern, method in closed:
            path = filled_in(pattern)
            if method == "OPTIONS":
                continue
            answer = await browser.client.request(method, path)
            assert answer.status_code in (303, 403), (method, path)
            assert answer.headers.get("location", "").startswith("/console/sign-in"), path


async def test_every_answer_forbids_frames_and_foreign_content(db: Database) -> None:
    async with browsing(console(db)) as browser:
        for path in ("/", "/console/sign-in", "/nothing/here"):
            headers = (await browser.open(path, follow=False)).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert headers["x-content-type-options"] == "nosniff"


async def test_cookies_are_not_for_scripts_and_over_tls_for_tls_only(db: Database) -> None:
    await open_business(db)
    for base_url in (BASE, "https://hub.test"):
        app = console(db, base_url=base_url)
        async with browsing(app, base_url=base_url) as browser:
            await browser.open("/console/sign-in")
            answer = await browser.post(
                "/console/sign-in", email="mia@example.test", password=PASSWORD
            )
            [cookie] = [
                value
                for value in answer.headers.get_list("set-cookie")
                if value.startswith("regulars_session=") and "Max-Age=0" not in value
            ]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) == base_url.startswith("https")


async def test_what_cannot_be_read_is_refused_and_not_an_accident(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.open("/console/sign-in")
        for body in (b"\xff\xfe=%ff", b"a=" + b"b" * 2_000_000, b"&".join([b"x=1"] * 600)):
            answer = await browser.client.post(
                "/console/sign-in",
                content=body,
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
            assert answer.status_code in (403, 413, 422)
        for value in ("%00", "%ff", "x" * 5000):
            browser.client.cookies.set("regulars_flashes", value, path="/console")
            browser.client.cookies.set("regulars_session", value, path="/console")
            assert (await browser.open(f"/console/sign-in?next={value}")).status_code == 200


async def test_an_accident_says_its_name_and_nothing_else(
    db: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @get("/console/accident", public=True)
    async def accident() -> None:
        raise RuntimeError("the secret sauce")

    monkeypatch.setattr(console_app, "ROOMS", [accident])
    monkeypatch.setattr(console_app, "site", console_app.site.__wrapped__)
    async with browsing(console(db)) as browser:
        page = await browser.open("/console/accident")

    assert page.status_code == 500
    assert "secret sauce" not in page.text
    assert "tell your operator" in page.text


async def test_a_message_is_shown_once_and_never_as_markup(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        page = await browser.send("/console/apps/kounta/enable")
        assert "Kounta is enabled" in page.text

        assert "Kounta is enabled" not in (await browser.open("/console/apps")).text


def filled_in(pattern: str) -> str:
    """An address that a route's pattern matches."""
    for kind, value in (("uuid", str(UUID(int=7))), ("int", "7"), ("str", "x"), ("path", "x")):
        pattern = re.sub(rf"\{{\w+:{kind}\}}", value, pattern)
    return pattern


def test_a_business_can_be_set_up_in_every_country() -> None:
    assert len(countries()) > 200
    for country, _ in countries():
        offered = place(country)
        for currency, _ in offered.currencies:
            for locale, _ in offered.locales:
                for zone, _ in offered.time_zones:
                    checked_merchant(NewMerchant("Café", country, currency, locale, zone))


async def test_staff_are_not_led_to_the_settings(db: Database) -> None:
    merchant = await open_business(db)
    await hire(db, merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("jo@example.test")
        home = (await browser.open("/console")).text

    assert "Settings" not in home
    assert "First steps" not in home
    assert "Members" in home


async def test_a_part_of_a_page_leads_the_whole_page_to_the_sign_in(db: Database) -> None:
    await open_business(db)
    async with browsing(console(db)) as browser:
        answer = await browser.open("/console/today", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/console/sign-in"

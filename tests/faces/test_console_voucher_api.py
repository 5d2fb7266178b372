"""Settings › Apps › Voucher API: accounts and tokens of tills, made and ended by the merchant."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from tests.faces.any_till import BASE as API
from tests.faces.any_till import Clock, Till
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.faces.voucher_api.app import VoucherApi
from regulars.merchants.api_accounts import accounts
from regulars.merchants.model import Merchant, Role
from regulars.merchants.stores import stores
from regulars.platform.db import Database

PAGE = "/console/apps/voucher-api"
COPIED = re.compile(r'id="copy-(password|token)" type="text" value="([^"]+)"')


@asynccontextmanager
async def signed_in(
    db: Database, email: str = "mia@example.test"
) -> AsyncIterator[tuple[Merchant, Browser]]:
    merchant = await open_business(db, email)
    async with browsing(console(db)) as browser:
        await browser.sign_in(email)
        yield merchant, browser


async def make(browser: Browser, username: str = "bar-till", **fields: str) -> str:
    """Make an account and answer the password that the page shows."""
    await browser.open(f"{PAGE}/new")
    page = await browser.send(PAGE, name="Bar till", username=username, **fields)
    assert page.status_code == 200, page.text
    found = COPIED.search(page.text)
    assert found
    return found[2]


async def till_of(db: Database, merchant: Merchant, http: httpx.AsyncClient) -> Till:
    [account] = await accounts(db, merchant.id)
    [store] = await stores(db, merchant.id)
    return Till(db, Clock(), http, merchant, store, account)


@asynccontextmanager
async def calling(db: Database) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(VoucherApi(db, lambda: NOON, API))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=API) as http:
        yield http


async def test_an_account_that_is_made_here_logs_in_and_is_cut_off_here(db: Database) -> None:
    async with signed_in(db) as (merchant, browser), calling(db) as http:
        assert "No till calls yet" in (await browser.open(PAGE)).text
        password = await make(browser)
        till = await till_of(db, merchant, http)
        assert (await till.log_in(password=password)).status_code == 200
        assert (await till.get("customer-voucher")).status_code == 200
        assert password not in (await browser.open(PAGE)).text

        page = await browser.open(f"{PAGE}/{till.account.id}")
        assert "<h1>Bar till</h1>" in page.text
        page = await browser.send(f"{PAGE}/{till.account.id}/disable")
        assert "Enable again" in page.text
        assert (await till.get("customer-voucher")).status_code == 401
        assert (await till.log_in(password=password)).status_code == 401

        await browser.send(f"{PAGE}/{till.account.id}/enable")
        assert (await till.get("customer-voucher")).status_code == 401
        assert (await till.log_in(password=password)).status_code == 200


async def test_a_token_is_shown_once_and_ends_here(db: Database) -> None:
    async with signed_in(db) as (merchant, browser), calling(db) as http:
        await make(browser)
        till = await till_of(db, merchant, http)
        page = f"{PAGE}/{till.account.id}"
        await browser.open(page)
        made = await browser.send(f"{page}/tokens", token_name="Till at the bar")
        found = COPIED.search(made.text)
        assert found
        till.headers["Authorization"] = f"Bearer {found[2]}"
        assert (await till.get("customer-voucher")).status_code == 200
        assert (await till.post("/api/v1/auth/logout")).status_code == 204
        assert (await till.get("customer-voucher")).status_code == 200

        again = (await browser.open(page)).text
        assert found[2] not in again
        assert f"…{found[2][-4:]}" in again
        [kept] = re.findall(r'name="token" value="([0-9a-f]+)"', again)
        await browser.send(f"{page}/tokens/end", token=kept)
        assert (await till.get("customer-voucher")).status_code == 401


async def test_a_new_password_logs_the_till_out(db: Database) -> None:
    async with signed_in(db) as (merchant, browser), calling(db) as http:
        old = await make(browser, password="a password of ours")
        till = await till_of(db, merchant, http)
        await till.log_in(password=old)
        await browser.open(f"{PAGE}/{till.account.id}")
        page = await browser.send(f"{PAGE}/{till.account.id}/password", password="")
        found = COPIED.search(page.text)
        assert found
        assert (await till.get("customer-voucher")).status_code == 401
        assert (await till.log_in(password=old)).status_code == 401
        assert (await till.log_in(password=found[2])).status_code == 200


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "", "username": "bar-till"}, "What the till is called, please."),
        ({"name": "Bar", "username": ""}, "A user name for the till, please."),
        ({"name": "Bar", "username": "b"}, "Three to sixty small letters"),
        ({"name": "Bar", "username": "bar till"}, "Three to sixty small letters"),
        ({"name": "x" * 81, "username": "bar-till"}, "At most 80 characters."),
        ({"name": "Bar", "username": "bar-till", "password": "short"}, "at least 10 characters"),
        ({"name": "Bar", "username": "taken"}, "This user name is taken."),
    ],
)
async def test_what_makes_no_account_is_said_beside_it(
    db: Database, fields: dict[str, str], sentence: str
) -> None:
    async with signed_in(db, "theirs@example.test") as (_, theirs):
        await make(theirs, "taken")
    async with signed_in(db) as (merchant, browser):
        await browser.open(f"{PAGE}/new")
        page = await browser.post(PAGE, **fields)
        assert page.status_code == 422
        assert sentence in page.text
        assert await accounts(db, merchant.id) == []


async def test_an_account_of_another_merchant_is_not_there(db: Database) -> None:
    async with signed_in(db, "theirs@example.test") as (merchant, theirs):
        await make(theirs)
        [account] = await accounts(db, merchant.id)
    async with signed_in(db) as (_, browser):
        page = f"{PAGE}/{account.id}"
        await browser.open("/console")
        assert (await browser.open(page)).status_code == 404
        assert (await browser.post(page, name="Mine")).status_code == 404
        for deed in ("disable", "enable", "password", "tokens/end"):
            assert (await browser.post(f"{page}/{deed}", token="00")).status_code == 404
        assert (await browser.post(f"{page}/tokens", token_name="x")).status_code == 404
    [after] = await accounts(db, merchant.id)
    assert after == account


async def test_staff_may_not_make_accounts(db: Database) -> None:
    merchant = await open_business(db)
    await hire(db, merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as browser:
        await browser.sign_in("jo@example.test")
        assert (await browser.open(PAGE)).status_code == 403
        page = await browser.post(PAGE, name="Bar", username="bar-till")
        assert page.status_code == 403
    assert await accounts(db, merchant.id) == []

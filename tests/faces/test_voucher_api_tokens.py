"""Logging in to the voucher API: short tokens, used once to renew, ended at once, never guessed."""

import base64
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest_asyncio
from tests.faces.any_till import PASSWORD, Till, open_till

from regulars.merchants.api_accounts import change_account, create_account, disable_account
from regulars.merchants.model import NewApiAccount
from regulars.merchants.stores import add_store
from regulars.platform.db import Database

REFRESH = "/api/v1/auth/token/refresh"
LOGIN = "/api/v1/auth/login"


@pytest_asyncio.fixture
async def till(db: Database) -> AsyncIterator[Till]:
    async with open_till(db) as till:
        yield till


async def may_call(till: Till) -> bool:
    return (await till.get("customer-voucher")).status_code == 200


async def renew(till: Till, token: str) -> httpx.Response:
    return await till.http.post(REFRESH, content=token)


async def test_a_token_is_good_for_ten_minutes(till: Till) -> None:
    assert not await may_call(till)
    told = (await till.log_in()).json()
    assert told["expiresAt"] == "2026-05-04T09:10:00Z"
    assert told["expiresIn"] == 600
    assert await may_call(till)
    till.clock.wind(timedelta(minutes=9, seconds=59))
    assert await may_call(till)
    till.clock.wind(timedelta(seconds=1))
    assert not await may_call(till)


async def test_a_refresh_token_gets_the_next_pair(till: Till) -> None:
    for form in ("{}", '"{}"', '{{"refreshToken": "{}"}}', " {}\n"):
        first = (await till.log_in()).json()["tokens"]
        answer = await renew(till, form.format(first["refreshToken"]))
        assert answer.status_code == 200
        assert answer.json()["tokens"]["jwt"] != first["jwt"]
        till.headers["Authorization"] = answer.headers["Authorization"]
        assert await may_call(till)


async def test_a_refresh_token_that_comes_twice_ends_its_login(till: Till) -> None:
    first = (await till.log_in()).json()["tokens"]
    second = (await renew(till, first["refreshToken"])).json()["tokens"]
    till.headers["Authorization"] = f"Bearer {second['jwt']}"
    assert await may_call(till)
    assert (await renew(till, first["refreshToken"])).status_code == 401
    assert not await may_call(till)
    assert (await renew(till, second["refreshToken"])).status_code == 401


async def test_a_refresh_token_is_no_token_to_call_with_and_the_other_way_round(till: Till) -> None:
    tokens = (await till.log_in()).json()["tokens"]
    assert (await renew(till, tokens["jwt"])).status_code == 401
    till.headers["Authorization"] = f"Bearer {tokens['refreshToken']}"
    assert not await may_call(till)


async def test_a_refresh_token_is_good_for_thirty_days(till: Till) -> None:
    token = (await till.log_in()).json()["tokens"]["refreshToken"]
    till.clock.wind(timedelta(days=30))
    assert (await renew(till, token)).status_code == 401


async def test_logging_out_ends_this_login_and_no_other(till: Till) -> None:
    await till.log_in()
    other = dict(till.headers)
    again = (await till.log_in()).json()["tokens"]["refreshToken"]
    assert (await till.post("/api/v1/auth/logout")).status_code == 204
    assert not await may_call(till)
    assert (await renew(till, again)).status_code == 401
    till.headers = other
    assert await may_call(till)


async def test_a_wrong_password_and_an_unknown_user_are_answered_alike(till: Till) -> None:
    wrong = await till.post(LOGIN, {"username": "front-till", "password": "not this one"})
    unknown = await till.post(LOGIN, {"username": "nobody", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["errors"][0]["code"] == "sign_in_refused"


async def test_after_five_wrong_tries_nobody_logs_in_for_a_while(till: Till) -> None:
    for _ in range(5):
        await till.log_in(password="not this one")
    assert (await till.log_in()).status_code == 401
    till.clock.wind(timedelta(seconds=30))
    assert (await till.log_in()).status_code == 200


async def test_a_user_name_is_read_without_regard_to_case(till: Till) -> None:
    assert (await till.log_in(" Front-Till ")).status_code == 200


async def test_who_is_cut_off_is_cut_off_at_once(till: Till) -> None:
    token = (await till.log_in()).json()["tokens"]["refreshToken"]
    await disable_account(till.db, till.merchant.id, till.account.id, at=till.clock())
    assert not await may_call(till)
    assert (await renew(till, token)).status_code == 401
    assert (await till.log_in()).status_code == 401


NO_TOKENS = ["", "Bearer", "Bearer ", "Basic {}", "Bearer {}x", "Bearer x", "Bearer ☕", "{}"]


async def test_what_is_no_token_lets_nobody_in(till: Till) -> None:
    token = (await till.log_in()).json()["tokens"]["jwt"]
    for written in NO_TOKENS:
        sent = [(b"Authorization", written.format(token).encode())]
        answer = await till.http.get(f"{till.path}/customer-voucher", headers=sent)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["errors"][0]["code"] == "unauthorised"


async def test_a_token_with_another_merchants_name_in_it_lets_nobody_in(till: Till) -> None:
    async with open_till(till.db, username="theirs") as theirs:
        token = (await till.log_in()).json()["tokens"]["jwt"]
        raw = base64.urlsafe_b64decode(token)
        forged = base64.urlsafe_b64encode(theirs.merchant.id.bytes + raw[16:]).decode()
        theirs.headers["Authorization"] = f"Bearer {forged}"
        assert not await may_call(theirs)


async def test_an_account_reaches_its_own_stores_alone(till: Till) -> None:
    terrace = await add_store(till.db, till.merchant, "Terrace", at=till.clock())
    await till.log_in()
    for store in (till.store, terrace):
        answer = await till.get(f"/api/v1/stores/{store.id}/customer-voucher")
        assert answer.status_code == 200
    await change_account(
        till.db, till.merchant.id, till.account.id, "Terrace", (terrace.id,), at=till.clock()
    )
    assert (await till.get("customer-voucher")).status_code == 404
    assert (await till.get(f"/api/v1/stores/{terrace.id}/customer-voucher")).status_code == 200


async def test_an_account_makes_and_changes_vouchers_of_its_own_stores_alone(till: Till) -> None:
    terrace = await add_store(till.db, till.merchant, "Terrace", at=till.clock())
    new = NewApiAccount("terrace", "Terrace", PASSWORD, (terrace.id,))
    await create_account(till.db, till.merchant.id, new, at=till.clock())
    everywhere = await till.issue("5")
    await till.log_in("terrace")
    base = f"/api/v1/stores/{terrace.id}/customer-voucher"
    made = await till.post(base, {"discount": 5})
    assert made.json()["stores"] == [terrace.id]
    assert (await till.post(base, {"discount": 5, "stores": []})).status_code == 403
    assert (await till.post(base, {"discount": 5, "stores": [till.store.id]})).status_code == 403
    assert (await till.put(f"{base}/{everywhere.id}", {"isActive": False})).status_code == 403
    assert (await till.put(f"{base}/{made.json()['id']}", {"stores": None})).status_code == 403
    assert (await till.put(f"{base}/{made.json()['id']}", {"isActive": False})).status_code == 201

"""Consent, and one refresh for however many meet an expired token."""

import asyncio
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from tests.connectors.kounta.world import (
    CREDENTIALS,
    REDIRECT,
    RING,
    World,
    aud,
    shared_for,
)

from regulars.connectors.kounta import KountaTills
from regulars.merchants.connections import disable
from regulars.merchants.tokens import LEASE, keep_tokens, lease_refresh, read_tokens
from regulars.platform.db import Database
from regulars.pos.errors import NotAuthorised, PosRefused, PosUnavailable
from regulars.pos.model import Site
from regulars.pos.port import Haste


async def test_the_consent_page_is_asked_with_all_that_it_needs(new_world: World) -> None:
    address = await new_world.link().consent_url(state="a&b", redirect_uri=REDIRECT)
    assert address.startswith("https://my.till.test/authorize?")
    assert parse_qs(urlsplit(address).query) == {
        "client_id": [CREDENTIALS.client_id],
        "redirect_uri": [REDIRECT],
        "response_type": ["code"],
        "state": ["a&b"],
    }


async def test_a_granted_consent_answers_whose_company_it_is(new_world: World) -> None:
    link = new_world.link()
    company = await link.authorise(code=new_world.code(), redirect_uri=REDIRECT)
    assert (company.name, company.currency) == ("Harbour Kitchen Group", "AUD")
    assert company.sites == (Site("4201", "Harbour Kitchen"), Site("4202", "Garden Bar"))
    assert "Loyalty discount" in [product.name for product in company.products]
    assert "Regulars" in [method.name for method in company.payment_methods]


async def test_a_code_is_good_once(new_world: World) -> None:
    code = new_world.code()
    await new_world.link().authorise(code=code, redirect_uri=REDIRECT)
    with pytest.raises(PosRefused, match="unknown, used or expired"):
        await new_world.link().authorise(code=code, redirect_uri=REDIRECT)


async def test_tokens_are_kept_encrypted_and_bound_to_their_connection(world: World) -> None:
    tokens = await read_tokens(world.db, RING, world.merchant, world.connection)
    row = await world.db.one("select access_token, refresh_token from connection_tokens")
    assert tokens is not None
    assert tokens.access_token.encode() not in row["access_token"]
    assert tokens.refresh_token.encode() not in row["refresh_token"]
    assert RING.open(row["access_token"], place=f"connection:{world.connection}:access")
    assert tokens.access_token not in repr(tokens)


async def test_without_authorisation_nothing_is_asked(new_world: World) -> None:
    with pytest.raises(NotAuthorised):
        await new_world.till().read("1")
    assert new_world.calls() == []


async def test_an_app_that_is_switched_off_asks_nothing(world: World) -> None:
    await disable(world.db, world.merchant, world.connection, at=world.watch())
    with pytest.raises(NotAuthorised):
        await world.till().read("1")
    assert world.calls() == []


@pytest.mark.parametrize("status", [401, 400])
async def test_a_token_that_expires_in_the_middle_is_refreshed_unseen(
    world: World, status: int
) -> None:
    world.simulator.turn(expired_token_status=status)
    order, till = await world.held_sale(), world.till()
    await till.read(order)
    world.simulator.cloud.state.access_tokens.clear()
    assert (await till.read(order)).total == aud("26.00")
    assert len(world.calls(part="/token")) == 1


async def test_a_token_is_refreshed_before_it_ends(world: World) -> None:
    order = await world.held_sale()
    world.watch.forward(3600 - 20)
    await world.till().read(order)
    assert [(call.kind, call.status) for call in world.calls()] == [("token", 200), ("api", 200)]


async def test_an_answer_without_a_refresh_token_keeps_the_one_before(world: World) -> None:
    before = await read_tokens(world.db, RING, world.merchant, world.connection)
    for _ in range(2):
        world.simulator.cloud.state.access_tokens.clear()
        await world.link().company()
    after = await read_tokens(world.db, RING, world.merchant, world.connection)
    assert before is not None
    assert after is not None
    assert after.refresh_token == before.refresh_token
    assert (before.generation, after.generation) == (1, 3)


async def test_a_refresh_token_that_changes_each_time_is_kept_each_time(world: World) -> None:
    world.simulator.turn(refresh_token_rotates=True)
    for _ in range(3):
        world.simulator.cloud.state.access_tokens.clear()
        await world.link().company()
    assert len(world.calls(part="/token")) == 3


async def test_many_in_one_process_refresh_once(world: World) -> None:
    world.simulator.turn(refresh_token_rotates=True)
    order = await world.held_sale()
    world.simulator.cloud.state.access_tokens.clear()
    await asyncio.gather(*(world.till().read(order) for _ in range(8)))
    assert len(world.calls(part="/token")) == 1
    assert world.watch.slept == []


async def test_many_processes_refresh_once(world: World, database_url: str) -> None:
    world.simulator.turn(refresh_token_rotates=True)
    order = await world.held_sale()
    world.simulator.cloud.state.access_tokens.clear()
    pools = [await Database.open(database_url, connections=2) for _ in range(3)]
    way = httpx.ASGITransport(world.simulator)
    tills = [
        KountaTills(shared_for(pool, way, world.watch, sleep=lambda _: asyncio.sleep(0.001)))
        for pool in pools
    ]
    reads = [each.at(world.merchant, world.connection).read(order) for each in tills * 3]
    assert {read.total for read in await asyncio.gather(*reads)} == {aud("26.00")}
    assert len(world.calls(part="/token")) == 1
    await asyncio.gather(*(pool.close() for pool in pools))


async def test_a_process_that_died_while_refreshing_delays_the_others_by_its_lease(
    world: World,
) -> None:
    order = await world.held_sale()
    world.simulator.cloud.state.access_tokens.clear()
    assert await lease_refresh(world.db, world.merchant, world.connection, 1, at=world.watch())
    await world.till(Haste.NOBODY).read(order)
    assert sum(world.watch.slept) == pytest.approx(LEASE.total_seconds(), abs=0.2)


class SlowTokens(httpx.AsyncBaseTransport):
    """A till that has given new tokens, and whose answer is on its way until `arrive` is set."""

    def __init__(self, till: httpx.AsyncBaseTransport) -> None:
        self.till = till
        self.given, self.arrive = asyncio.Event(), asyncio.Event()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await self.till.handle_async_request(request)
        if "/token" in request.url.path:
            self.given.set()
            await self.arrive.wait()
        return answer


async def test_a_refresh_goes_on_when_the_cashier_no_longer_waits(world: World) -> None:
    world.simulator.turn(refresh_token_rotates=True)
    world.simulator.cloud.state.access_tokens.clear()
    order = await world.held_sale()
    slow = SlowTokens(httpx.ASGITransport(world.simulator))
    tills = KountaTills(shared_for(world.db, slow, world.watch))
    till = tills.at(world.merchant, world.connection)
    impatient = asyncio.create_task(till.read(order))
    await slow.given.wait()
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    slow.arrive.set()
    assert (await till.read(order)).total == aud("26.00")
    assert len(world.calls(part="/token")) == 1


async def test_an_ended_authorisation_is_said_to_be_ended_and_asked_for_once(
    world: World,
) -> None:
    world.simulator.cloud.state.access_tokens.clear()
    world.simulator.cloud.state.refresh_tokens.clear()
    with pytest.raises(NotAuthorised, match="Authorise the app again"):
        await world.link().company()
    assert len(world.calls(part="/token")) == 1


async def test_an_add_on_that_was_taken_away_is_an_ended_authorisation(world: World) -> None:
    world.simulator.cloud.state.access_tokens.clear()
    tills = KountaTills(replace(world.shared, installed=None))
    with pytest.raises(NotAuthorised):
        await tills.link(world.merchant, world.connection).company()


async def test_a_new_token_that_is_refused_as_well_ends_in_not_authorised(world: World) -> None:
    order = await world.held_sale()
    world.simulator.faults.add("unauthorized", times=None)
    with pytest.raises(NotAuthorised):
        await world.till().read(order)
    assert [call.kind for call in world.calls()] == ["api", "token", "api"]


async def test_a_refresh_that_got_no_answer_lets_the_next_one_try(world: World) -> None:
    world.simulator.cloud.state.access_tokens.clear()
    world.simulator.faults.add("request_lost", path="/v1/token*")
    with pytest.raises(PosUnavailable):
        await world.tills._grants.after(world.merchant, world.connection, 1)
    assert (await world.link().company()).name == "Harbour Kitchen Group"
    assert world.watch.slept == []


async def test_a_new_consent_wins_over_a_refresh_of_the_old_one(world: World) -> None:
    world.simulator.cloud.state.access_tokens.clear()
    assert await lease_refresh(world.db, world.merchant, world.connection, 1, at=world.watch())
    await keep_tokens(
        world.db,
        RING,
        world.merchant,
        world.connection,
        access_token="from-the-new-consent",
        refresh_token="also-new",
        expires_at=world.watch(),
    )
    renewed = await world.tills._grants.after(world.merchant, world.connection, 1)
    assert (renewed.access_token, renewed.generation) == ("from-the-new-consent", 2)
    assert world.calls() == []

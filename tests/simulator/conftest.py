"""A till, a clock that stands still until told, and a small stranger as its add-on."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from tests.simulator.scene import ADDON, COMPANY, TILL, Cashier, Clock, Stranger, grant

from regulars.simulator import Addon, Simulator, SimulatorConfig, Switches, create_simulator


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stranger() -> Stranger:
    return Stranger()


@pytest.fixture
def config() -> SimulatorConfig:
    return SimulatorConfig(
        addon=Addon(
            client_id="loyal",
            client_secret="s3cret",
            name="Loyal",
            signature_token="sign-here",
            redirect_uris=[f"{ADDON}/callback"],
            loyalty_enabled=True,
            search_url=f"{ADDON}/search?key=k1",
            lookup_url=f"{ADDON}/lookup",
        ),
        switches=Switches(webhook_delivery="manual"),
    )


Start = Callable[..., Simulator]


@pytest.fixture
def start(clock: Clock, stranger: Stranger) -> Start:
    async def sleep(seconds: float) -> None:
        clock.pass_(seconds)
        await asyncio.sleep(0)

    def start(config: SimulatorConfig) -> Simulator:
        return create_simulator(
            config,
            clock=clock,
            random=random.Random(7),  # noqa: S311 the same till in each run
            http=httpx.ASGITransport(app=stranger),
            sleep=sleep,
        )

    return start


@pytest.fixture
def till(start: Start, config: SimulatorConfig) -> Simulator:
    return start(config)


@pytest.fixture
async def http(till: Simulator, stranger: Stranger) -> AsyncIterator[httpx.AsyncClient]:
    """The outside of the till, without credentials."""
    transport = httpx.ASGITransport(app=till)
    async with httpx.AsyncClient(transport=transport, base_url=TILL) as client:
        stranger.api = client
        yield client


@pytest.fixture
async def api(
    till: Simulator, http: httpx.AsyncClient, stranger: Stranger
) -> AsyncIterator[httpx.AsyncClient]:
    """The API as an authorised application reaches it."""
    token = (await grant(http))["access_token"]
    stranger.token = token
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=till),
        base_url=f"{TILL}/v1/companies/{COMPANY}",
        headers={"Authorization": f"Bearer {token}", "Accept": "application/json"},
    ) as client:
        yield client


@pytest.fixture
def cashier(http: httpx.AsyncClient) -> Cashier:
    return Cashier(http)


@pytest.fixture
def state_path(tmp_path: Path) -> Path:
    return tmp_path / "till.json"

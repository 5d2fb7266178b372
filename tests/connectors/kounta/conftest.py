"""The connector against the simulated till, mounted as an HTTP transport."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from tests.connectors.kounta.world import (
    API,
    Watch,
    World,
    authorise,
    merchant_with_connection,
    shared_for,
    simulator_for,
)

from regulars.connectors.kounta import KountaTills
from regulars.platform.db import Database


@pytest_asyncio.fixture
async def new_world(db: Database) -> AsyncIterator[World]:
    """A merchant who has enabled the app and not yet authorised it."""
    watch = Watch()
    simulator = simulator_for(watch, watch.sleep)
    transport = httpx.ASGITransport(simulator)
    async with httpx.AsyncClient(transport=transport, base_url=API) as staff:
        shared = shared_for(db, transport, watch)
        merchant, connection = await merchant_with_connection(db)
        yield World(db, simulator, watch, shared, KountaTills(shared), merchant, connection, staff)
    await simulator.aclose()


@pytest_asyncio.fixture
async def world(new_world: World) -> World:
    """A merchant whose app is authorised and whose first site is mapped."""
    await authorise(new_world)
    return new_world

"""Walks through the whole: till, hub, worker and database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from tests.venue import Venue, open_venue

from regulars.platform.db import Database


@pytest.fixture(scope="session")
def demo_shelf(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """A folder that the workers of one run share."""
    own = tmp_path_factory.getbasetemp()
    return (own if worker_id == "master" else own.parent) / "demo-shelf"


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    """A venue on an ordinary evening. At the end of each walk the books balance."""
    async with open_venue(db, database_url) as venue:
        yield venue
        assert await venue.discrepancies() == []

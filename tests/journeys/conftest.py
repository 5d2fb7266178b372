"""Walks through the whole: till, hub, worker and database."""

from collections.abc import AsyncIterator

import pytest_asyncio
from tests.venue import Venue, open_venue

from regulars.platform.db import Database


@pytest_asyncio.fixture
async def venue(db: Database, database_url: str) -> AsyncIterator[Venue]:
    """A venue on an ordinary evening. At the end of each walk the books balance."""
    async with open_venue(db, database_url) as venue:
        yield venue
        assert await venue.discrepancies() == []

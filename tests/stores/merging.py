"""A merge that stops half way, for what happens in that very moment."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from regulars.kernel.ids import MerchantId
from regulars.members.merge import merge
from regulars.members.model import Member
from regulars.platform.db import Database, Transaction
from regulars.sales.merge_members import bring_along

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

SOMEBODY_WAITS = """
    select exists (select from pg_stat_activity
                    where datname = current_database() and wait_event_type = 'Lock')
"""


async def somebody_waits(db: Database) -> None:
    """Ask the server until one connection waits for another's lock."""
    while not await db.value(SOMEBODY_WAITS):
        pass


@asynccontextmanager
async def in_the_middle_of_merging(
    db: Database, merchant: MerchantId, gone: Member, into: Member
) -> AsyncIterator[None]:
    """Both members are locked, and nothing of theirs has moved; it goes on afterwards."""
    half_way, may_go_on = asyncio.Event(), asyncio.Event()

    async def work(tx: Transaction) -> None:
        both = await merge(tx, merchant, gone.id, into.id, at=AT, actor="test")
        assert both is not None
        half_way.set()
        await may_go_on.wait()
        await bring_along(tx, merchant, both, at=AT)

    merging = asyncio.create_task(db.tx(work))
    await half_way.wait()
    yield
    may_go_on.set()
    await merging

"""Days as they were last read: a day is built once for all who look at it, until something happens.

A host's page asks again after every fact, and on a full Friday many pages do. Whatever changes a
diary writes a fact in the same transaction; as long as no fact was committed that was not there
when a day was read, the day is as it was. A day is read anew after half a minute all the same,
since what a waiting party could have depends on the time.
"""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from hashlib import blake2b

import msgspec

from regulars.kernel.ids import FactId, MerchantId, StoreId, lowest_uuid7
from regulars.platform import journal
from regulars.platform.db import Database

KEPT_FOR = timedelta(seconds=30)
LOOKS_BACK = timedelta(seconds=30)
"""A fact is dated before it is committed, so a look goes back further than the reading."""
MOST = 100

Key = tuple[MerchantId, StoreId, date]


class KeptDay(msgspec.Struct, frozen=True):
    """A day as it is sent. `tag` is another one when its content is; `facts` were there before."""

    body: msgspec.Raw
    tag: str
    read_at: datetime
    since: FactId
    facts: frozenset[FactId]


class KeptDays:
    """The days that somebody looked at lately, of one process."""

    def __init__(self) -> None:
        self._days: dict[Key, KeptDay] = {}
        self._reading: dict[Key, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(
        self, db: Database, key: Key, *, at: datetime, read: Callable[[], Awaitable[object]]
    ) -> KeptDay:
        """The day as it is kept, or as `read` answers it. All who ask together wait for one."""
        async with self._reading[key]:
            kept = self._days.get(key)
            if kept is None or not await self._holds(db, key, kept, at):
                kept = self._days[key] = await self._read(db, key, at, read)
                self._forget_oldest()
            return kept

    async def _holds(self, db: Database, key: Key, kept: KeptDay, at: datetime) -> bool:
        if not timedelta(0) <= at - kept.read_at < KEPT_FOR:
            return False
        merchant, _, _ = key
        return not await journal.has_others(db, merchant, kept.since, kept.facts)

    async def _read(
        self, db: Database, key: Key, at: datetime, read: Callable[[], Awaitable[object]]
    ) -> KeptDay:
        since = FactId(lowest_uuid7(at - LOOKS_BACK))
        # What is committed between these two is read, and then looks new: that is the safe way.
        facts = await journal.ids_since(db, key[0], since)
        body = msgspec.json.encode(await read())
        tag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
        return KeptDay(msgspec.Raw(body), tag, at, since, facts)

    def _forget_oldest(self) -> None:
        while len(self._days) > MOST:
            oldest = next(iter(self._days))
            del self._days[oldest]
            self._reading.pop(oldest, None)

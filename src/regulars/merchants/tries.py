"""Tries to sign in, by a person or a till: counted, and slowed when many have failed."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol, TypeVar

from regulars.merchants import rules
from regulars.platform.db import Database, Transaction


class Tried(Protocol):
    """Whom a name signs in, and how often that failed in a row."""

    @property
    def failures(self) -> int: ...
    @property
    def locked_until(self) -> datetime | None: ...


class SaveTries(Protocol):
    async def __call__(
        self, tx: Transaction, name: str, /, *, failures: int, locked_until: datetime | None
    ) -> None: ...


T = TypeVar("T", bound=Tried)


async def begin_try(
    db: Database,
    lock: Callable[[Transaction, str], Awaitable[T | None]],
    save: SaveTries,
    name: str,
    *,
    at: datetime,
) -> T | None:
    """Count this try before its password is looked at, so that many at once are counted too.

    None for an unknown name and while nobody may try with it.
    """

    async def work(tx: Transaction) -> T | None:
        found = await lock(tx, name)
        if found is None or (found.locked_until and found.locked_until > at):
            return None
        tries = found.failures + 1
        wait = rules.wait_after(tries)
        await save(tx, name, failures=tries, locked_until=at + wait if wait else None)
        return found

    return await db.tx(work)

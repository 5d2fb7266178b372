"""Promises of a worker that runs for long."""

import asyncio

import msgspec
import pytest

from regulars.platform.db import Database
from regulars.platform.jobs import JobKind, enqueue
from regulars.workers import run as running


class Greeting(msgspec.Struct, frozen=True):
    name: str


GREET = JobKind("greet", Greeting)

END_OTHERS = """
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid()
"""


async def test_a_worker_goes_on_after_the_database_went_away(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "TRY_AGAIN", 0.05)
    greeted: asyncio.Queue[str] = asyncio.Queue()

    async def greet(job: Greeting) -> None:
        await greeted.put(job.name)

    stop = asyncio.Event()
    working = asyncio.create_task(
        running.run(database_url, lambda worker: worker.handle(GREET, greet), stop)
    )
    await ask(db, "Aroha")
    assert await asyncio.wait_for(greeted.get(), 30) == "Aroha"

    await db.value(END_OTHERS)
    await ask(db, "Tevita")

    assert await asyncio.wait_for(greeted.get(), 30) == "Tevita"
    stop.set()
    await asyncio.wait_for(working, 30)


async def ask(db: Database, name: str) -> None:
    await db.tx(lambda tx: enqueue(tx, GREET, Greeting(name)))

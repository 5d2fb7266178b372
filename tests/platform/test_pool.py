"""Connections to the database: shared fairly, never shared broken."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import asyncpg
import pytest
import pytest_asyncio

from regulars.platform.db import Database, DatabaseUnavailable, Transaction
from regulars.platform.pool import Pool

MOST = 2


@pytest_asyncio.fixture
async def few(database_url: str) -> AsyncIterator[Database]:
    """A database with two connections and a table."""
    database = await Database.open(database_url, connections=MOST)
    await database.pool.execute("create table if not exists marks (mark text); delete from marks")
    yield database
    await database.pool.execute("drop table marks")
    await database.close()


async def marks(db: Database) -> list[str]:
    return [row["mark"] for row in await db.all("select mark from marks order by mark")]


def marking(
    mark: str, marked: asyncio.Event | None = None
) -> Callable[[Transaction], Awaitable[None]]:
    """Work that writes a mark, and waits for ever once it has if `marked` is given."""

    async def work(tx: Transaction) -> None:
        await tx.run("insert into marks values ($1)", mark)
        if marked:
            marked.set()
            await asyncio.Event().wait()

    return work


async def test_many_share_a_few_connections(few: Database) -> None:
    asked = "select pg_backend_pid() from (select pg_sleep(0.001)) slept"
    backends = await asyncio.gather(*(few.value(asked) for _ in range(40)))
    assert len(set(backends)) == few.pool.size == MOST
    assert len(few.pool.idle) == MOST


async def test_who_waits_the_longest_is_next(few: Database) -> None:
    taken = [await few.pool.take() for _ in range(MOST)]
    came: list[int] = []

    async def come(number: int) -> None:
        async with few.pool.acquire():
            came.append(number)

    waiting = [asyncio.create_task(come(number)) for number in range(5)]
    await asyncio.sleep(0)
    few.pool.give_back(taken[0])
    await asyncio.gather(*waiting)
    few.pool.give_back(taken[1])
    assert came == [0, 1, 2, 3, 4]


async def test_a_turn_that_comes_to_who_gives_up_goes_to_the_next(few: Database) -> None:
    taken = [await few.pool.take() for _ in range(MOST)]
    gives_up, patient = (asyncio.create_task(few.value("select 1")) for _ in range(2))
    await asyncio.sleep(0)
    few.pool.give_back(taken[0])
    gives_up.cancel()
    assert await patient == 1
    few.pool.give_back(taken[1])
    assert len(few.pool.idle) == few.pool.size == MOST


async def test_connections_that_the_server_ended_are_replaced(few: Database) -> None:
    connection = await few.pool.take()
    few.pool.give_back(connection)
    await connection.close()
    assert await few.value("select 1") == 1


async def test_who_cannot_connect_leaves_room_for_the_next() -> None:
    async def refused() -> "asyncpg.Connection[asyncpg.Record]":
        raise ConnectionRefusedError

    nowhere = Database(Pool(refused, MOST))
    for _ in range(MOST + 1):
        with pytest.raises(DatabaseUnavailable):
            await nowhere.one("select 1")
    assert nowhere.pool.size == 0


async def test_a_transaction_that_is_cancelled_leaves_nothing_behind(few: Database) -> None:
    for mark in "abc":
        marked = asyncio.Event()
        working = asyncio.create_task(few.tx(marking(mark, marked)))
        await marked.wait()
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
    await few.tx(marking("d"))
    assert await marks(few) == ["d"]
    assert len(few.pool.idle) == few.pool.size


async def test_a_statement_that_is_cancelled_leaves_its_connection_of_use(few: Database) -> None:
    slow = [asyncio.create_task(few.value("select pg_sleep(60)")) for _ in range(MOST)]
    await asyncio.sleep(0.05)
    for each in slow:
        each.cancel()
    await asyncio.gather(*slow, return_exceptions=True)
    assert await asyncio.gather(*(few.value("select 1") for _ in range(6))) == [1] * 6


async def test_a_connection_left_inside_a_transaction_is_nobodys_next(few: Database) -> None:
    async with few.pool.acquire() as careless:
        await careless.execute("begin; insert into marks values ('x')")
    assert await few.value("select pg_current_xact_id_if_assigned() is null")
    assert await marks(few) == []


async def test_closing_lets_finish_what_is_under_way_and_turns_the_others_away(
    database_url: str,
) -> None:
    db = await Database.open(database_url, connections=1)
    connection = await db.pool.take()
    waiting = asyncio.create_task(db.value("select 1"))
    await asyncio.sleep(0)
    closing = asyncio.create_task(db.close())
    await asyncio.sleep(0)
    with pytest.raises(DatabaseUnavailable):
        await waiting
    assert await connection.fetchval("select 2") == 2
    db.pool.give_back(connection)
    await closing
    with pytest.raises(DatabaseUnavailable):
        await db.value("select 3")


async def test_a_part_of_a_transaction_may_fail_on_its_own(few: Database) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run("insert into marks values ('kept')")
        with suppress(asyncpg.DivisionByZeroError):
            async with tx.savepoint():
                await tx.run("insert into marks values ('lost')")
                await tx.value("select 1 / 0")
        async with tx.savepoint():
            await tx.run("insert into marks values ('kept too')")

    await few.tx(work)
    assert await marks(few) == ["kept", "kept too"]

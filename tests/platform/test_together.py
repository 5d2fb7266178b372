"""Promises of reads that many share."""

import asyncio

import pytest

from regulars.platform.db import Database, Transaction


class Board:
    """What is written on it in the database, read slowly."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.reads = 0
        self.was_read = asyncio.Event()
        self.may_end = asyncio.Event()

    async def write(self, says: str) -> None:
        async def work(tx: Transaction) -> None:
            await tx.run("create table if not exists board (says text)")
            await tx.run("delete from board")
            await tx.run("insert into board values ($1)", says)

        await self.db.tx(work)

    async def look(self) -> str:
        return await self.db.together(Board, self._read)

    async def _read(self) -> str:
        self.reads += 1
        says: str = await self.db.value("select says from board")
        self.was_read.set()
        await self.may_end.wait()
        if says == "torn":
            raise LookupError(says)
        return says


@pytest.fixture
def board(db: Database) -> Board:
    return Board(db)


async def test_who_asks_after_a_change_is_not_given_what_was_read_before_it(board: Board) -> None:
    await board.write("open")
    early = [asyncio.create_task(board.look()) for _ in range(3)]
    await board.was_read.wait()
    await board.write("closed")
    late = [asyncio.create_task(board.look()) for _ in range(3)]
    await asyncio.sleep(0)
    board.may_end.set()

    assert await asyncio.gather(*early) == ["open"] * 3
    assert await asyncio.gather(*late) == ["closed"] * 3
    assert board.reads == 2


async def test_who_goes_away_takes_nothing_from_the_others_and_a_failure_is_everybodys(
    board: Board,
) -> None:
    await board.write("open")
    gone, stays = (asyncio.create_task(board.look()) for _ in range(2))
    await board.was_read.wait()
    gone.cancel()
    board.may_end.set()
    assert await stays == "open"

    await board.write("torn")
    for one in [asyncio.create_task(board.look()) for _ in range(2)]:
        with pytest.raises(LookupError):
            await one
    await board.write("mended")
    assert await board.look() == "mended"
    assert board.reads == 3

"""Promises of reads that many share."""

import asyncio

import pytest

from regulars.platform.together import Together


class Board:
    """What is written on it can change while somebody reads."""

    def __init__(self) -> None:
        self.says = "open"
        self.reads = 0
        self.begun = asyncio.Event()
        self.may_end = asyncio.Event()

    async def read(self) -> str:
        self.reads += 1
        seen = self.says
        self.begun.set()
        await self.may_end.wait()
        if seen == "torn":
            raise LookupError(seen)
        return seen


async def test_who_asks_is_never_given_what_was_read_before_they_asked() -> None:
    board, together = Board(), Together()
    early = [asyncio.create_task(together.read("board", board.read)) for _ in range(3)]
    await board.begun.wait()
    board.says = "closed"
    late = [asyncio.create_task(together.read("board", board.read)) for _ in range(3)]
    other = asyncio.create_task(together.read("another", board.read))
    await asyncio.sleep(0)
    board.may_end.set()

    assert await asyncio.gather(*early) == ["open"] * 3
    assert await asyncio.gather(*late) == ["closed"] * 3
    assert await other == "closed"
    assert board.reads == 3  # before, after, and the other one


async def test_who_goes_away_takes_nothing_from_the_others_and_a_failure_is_everybodys() -> None:
    board, together = Board(), Together()
    gone, stays = (asyncio.create_task(together.read("board", board.read)) for _ in range(2))
    await board.begun.wait()
    gone.cancel()
    board.says = "torn"
    unlucky = [asyncio.create_task(together.read("board", board.read)) for _ in range(2)]
    await asyncio.sleep(0)
    board.may_end.set()

    assert await stays == "open"
    for one in unlucky:
        with pytest.raises(LookupError):
            await one
    board.says = "mended"
    assert await together.read("board", board.read) == "mended"

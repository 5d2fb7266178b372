"""What many ask for in the same moment is read once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Turn:
    """A read for all who asked before it began. It begins when the one before it is over."""

    def __init__(self, read: Callable[[], Awaitable[Any]], before: "Turn | None") -> None:
        self.has_begun = False
        self.reading = asyncio.ensure_future(self._read(read, before))

    async def _read(self, read: Callable[[], Awaitable[Any]], before: "Turn | None") -> Any:
        if before is not None:
            await asyncio.wait([before.reading])
        self.has_begun = True
        return await read()


class Together:
    """The reads of this process, by what they are about."""

    def __init__(self) -> None:
        self._last: dict[Hashable, Turn] = {}

    async def read(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers, once for all who ask `about` the same before it begins.

        Who asks while somebody else's read is under way waits for the next one, so that nobody
        misses what they did themselves a moment ago. Who goes away takes nothing from the others.
        """
        turn = self._last.get(about)
        if turn is None or turn.has_begun:
            turn = self._last[about] = Turn(read, turn)
            turn.reading.add_done_callback(lambda _: self._is_over(about, turn))
        done: T = await asyncio.shield(turn.reading)
        return done

    def _is_over(self, about: Hashable, turn: Turn) -> None:
        if self._last[about] is turn:
            del self._last[about]
        with suppress(asyncio.CancelledError):
            # Whoever still waits is told; that all have gone is nothing to complain of.
            turn.reading.exception()

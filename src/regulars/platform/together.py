"""What many ask for in the same moment is read once."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class Together:
    """Reads that are under way in this process, by what they are about."""

    def __init__(self) -> None:
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}

    async def read(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers, or what it is about to answer somebody who asked `about` the same.

        Who goes away takes nothing from the others.
        """
        reading = self._under_way.get(about)
        if reading is None:
            reading = asyncio.ensure_future(read())
            self._under_way[about] = reading
            reading.add_done_callback(lambda over: self._is_over(about, over))
        done: T = await asyncio.shield(reading)
        return done

    def begin_anew(self) -> None:
        """Have nobody join what is being read now: it may not know of what has just changed."""
        self._under_way.clear()

    def _is_over(self, about: Hashable, reading: asyncio.Future[Any]) -> None:
        if self._under_way.get(about) is reading:
            del self._under_way[about]
        with suppress(asyncio.CancelledError):
            # Whoever still waits is told; that all have gone is nothing to complain of.
            reading.exception()

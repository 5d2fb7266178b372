"""A pool of connections to PostgreSQL. The one that was used last is the next one taken.

The driver has a pool too, but each use of it costs as much as a small statement.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

if TYPE_CHECKING:
    Connection: TypeAlias = asyncpg.Connection[Any]
else:
    Connection = asyncpg.Connection

LONGEST_IDLE = 300.0
"""Seconds. A connection that was idle for longer may have been forgotten on the way."""


class Pool:
    """At most `most` connections, each made by `connect` when there is no idle one."""

    def __init__(self, connect: Callable[[], Awaitable[Connection]], most: int) -> None:
        self._connect = connect
        self._most = most
        self._idle: list[tuple[Connection, float]] = []
        self._waiting: deque[asyncio.Future[Connection | None]] = deque()
        self._busy = 0
        self._closed = False
        self._unused = asyncio.Event()

    @property
    def idle(self) -> Sequence[Connection]:
        """Those that nobody uses at this moment."""
        return [connection for connection, _ in self._idle]

    @property
    def size(self) -> int:
        """How many connections there are, in use or idle."""
        return len(self._idle) + self._busy

    def acquire(self) -> "Use":
        """A connection for an `async with`."""
        return Use(self)

    async def execute(self, sql: str) -> None:
        """Execute statements that answer nothing."""
        async with self.acquire() as connection:
            await connection.execute(sql)

    async def take(self) -> Connection:
        """A connection that was alive when it was last seen. Who takes it gives it back.

        Raises what `connect` raises, and `asyncpg.InterfaceError` once the pool is closed.
        """
        if self._closed:
            raise asyncpg.InterfaceError("the pool is closed")
        if self._busy >= self._most or self._waiting:
            if connection := await self._wait():
                return connection
        else:
            self._busy += 1
        try:
            return self._pop() or await self._connect()
        except BaseException:
            self._free(None)
            raise

    def give_back(self, connection: Connection) -> None:
        """Have the next one use `connection`, unless it broke or was left inside a transaction."""
        if self._closed or connection.is_closed() or connection.is_in_transaction():
            connection.terminate()
            self._free(None)
        else:
            self._free(connection)

    async def close(self) -> None:
        """Turn away who comes or waits, let finish what is under way, and disconnect."""
        self._closed = True
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_exception(asyncpg.InterfaceError("the pool is closed"))
        while self._idle:
            connection, _ = self._idle.pop()
            with suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await connection.close()
        if self._busy:
            await self._unused.wait()

    def _pop(self) -> Connection | None:
        """The idle connection that was used last, if it is still good."""
        while self._idle:
            connection, since = self._idle.pop()
            if not connection.is_closed() and monotonic() - since < LONGEST_IDLE:
                return connection
            connection.terminate()
        return None

    async def _wait(self) -> Connection | None:
        """Wait for a turn: with a connection, or with room to open one."""
        turn: asyncio.Future[Connection | None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and not turn.exception():
                self._free(turn.result())  # the turn came at the very moment of giving up
            raise

    def _free(self, connection: Connection | None) -> None:
        """Hand a place, with its connection if there is one, to who waits the longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(connection)
                return
        self._busy -= 1
        if connection:
            self._idle.append((connection, monotonic()))
        if self._closed and not self._busy:
            self._unused.set()


class Use:
    """One use of a connection."""

    __slots__ = ("_connection", "_pool")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def __aenter__(self) -> Connection:
        self._connection = await self._pool.take()
        return self._connection

    async def __aexit__(
        self, _type: type[BaseException] | None, _: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._pool.give_back(self._connection)

"""Where the hub or its database dies: at the n-th thing that the hub does with the outside."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Any, TypeVar

import httpx

from regulars.platform.pool import Connection

T = TypeVar("T")


class Crash(BaseException):
    """The hub's process is gone: nothing that it was about to do will happen."""


class Dies(StrEnum):
    HUB = "hub"
    DATABASE = "database"


class Fuse:
    """Stands before and after each statement and each call of a till.

    Before a commit and after it, before a call and once the till has done what was asked: each is
    a moment of its own. Once the hub is dead, nothing of it goes on until it is `mended`.
    """

    def __init__(self, kill_connections: Callable[[], Awaitable[object]]) -> None:
        self._kill_connections = kill_connections
        self._left = 0
        self._dies: Dies | None = None
        self.is_blown = False
        self.struck = 0

    def arm(self, dies: Dies, *, after: int) -> None:
        """Have `dies` die at the moment number `after` from now, one or more."""
        self._dies, self._left = dies, after

    def mend(self) -> None:
        """The process is started again, or nothing is to happen any more."""
        self._dies, self.is_blown = None, False

    async def moment(self) -> None:
        """One more moment at which something could die."""
        if self.is_blown:
            raise Crash
        if self._dies is None:
            return
        self._left -= 1
        if self._left > 0:
            return
        dies, self._dies = self._dies, None
        self.struck += 1
        if dies is Dies.DATABASE:
            await self._kill_connections()
        else:
            self.is_blown = True
            raise Crash

    def around(self, connection: Connection) -> Connection:
        """The connection with the fuse in it."""
        fused: Any = FusedConnection(connection, self)
        return fused  # type: ignore[no-any-return]  # it passes on all that a connection can do


class FusedConnection:
    """A connection to the database. What asks or changes something passes the fuse."""

    def __init__(self, connection: Connection, fuse: Fuse) -> None:
        self._connection = connection
        self._fuse = fuse

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    async def fetch(self, *args: Any, **options: Any) -> Any:
        return await self._passing(self._connection.fetch, args, options)

    async def fetchrow(self, *args: Any, **options: Any) -> Any:
        return await self._passing(self._connection.fetchrow, args, options)

    async def fetchval(self, *args: Any, **options: Any) -> Any:
        return await self._passing(self._connection.fetchval, args, options)

    async def execute(self, *args: Any, **options: Any) -> Any:
        return await self._passing(self._connection.execute, args, options)

    async def executemany(self, *args: Any, **options: Any) -> Any:
        return await self._passing(self._connection.executemany, args, options)

    async def _passing(
        self, ask: Callable[..., Awaitable[T]], args: tuple[Any, ...], options: dict[str, Any]
    ) -> T:
        await self._fuse.moment()
        answer = await ask(*args, **options)
        await self._fuse.moment()
        return answer


class Line(httpx.AsyncBaseTransport):
    """The way between till and hub, to whatever stands `at` its end now.

    From the till's side a hub that died is a connection that broke. From the hub's side each call
    passes the fuse.
    """

    def __init__(self, fuse: Fuse | None = None) -> None:
        self._fuse = fuse
        self.at: httpx.AsyncBaseTransport | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.at is None:
            raise httpx.ConnectError("Nobody answers.", request=request)
        if self._fuse is not None:
            await self._fuse.moment()
            answer = await self.at.handle_async_request(request)
            await self._fuse.moment()
            return answer
        try:
            return await self.at.handle_async_request(request)
        except Crash as crash:
            raise httpx.ReadError("The connection was broken.", request=request) from crash

"""The way to PostgreSQL: one pool, plain SQL, and transactions that may run again."""

import asyncio
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Hashable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, Protocol, Self, TypeVar
from urllib.parse import urlsplit

import asyncpg

from regulars.kernel.errors import Unavailable
from regulars.platform.json_columns import speak_json
from regulars.platform.pool import Connection, Pool
from regulars.platform.together import Together

T = TypeVar("T")
Row = Mapping[str, Any]

CheckRefused = asyncpg.CheckViolationError
"""The database refused a row by a CHECK: a limit was reached."""

ReferenceRefused = asyncpg.ForeignKeyViolationError
"""The database refused a row that points at nothing, or at another merchant's row."""

UniqueRefused = asyncpg.UniqueViolationError
"""The database refused a row by a unique key: somebody was first."""

OverlapRefused = asyncpg.ExclusionViolationError
"""The database refused a row whose time overlaps another one's: somebody has it then."""


class RunAgain(Exception):
    """A step found that it lost a race. The transaction runs again from its start."""


AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError, RunAgain)
"""What says that a transaction lost to another one and simply has to run again."""

GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InterfaceError,
    # Said of a connection that was told it ends, and is used before it has.
    asyncpg.InternalClientError,
    ConnectionError,
    FileNotFoundError,
)


class DatabaseUnavailable(Unavailable):
    """The database cannot be reached, or went away in the middle."""

    code = "database_unavailable"


class Reads(Protocol):
    """What both a pool and a transaction can be asked."""

    async def one(self, sql: str, *args: object) -> Row: ...
    async def one_or_none(self, sql: str, *args: object) -> Row | None: ...
    async def all(self, sql: str, *args: object) -> Sequence[Row]: ...
    async def value(self, sql: str, *args: object) -> Any: ...

    async def together(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers. Outside of a transaction it reads once for all who ask `about` the
        same while it does. Who has written something asks for a read that knows of it.
        """
        ...


class Transaction:
    """Statements inside one transaction. Who is given one does a step of somebody's work."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    async def one(self, sql: str, *args: object) -> Row:
        row = await self.one_or_none(sql, *args)
        if row is None:
            raise LookupError("the statement was expected to answer a row")
        return row

    async def one_or_none(self, sql: str, *args: object) -> Row | None:
        row: Row | None = await self.connection.fetchrow(sql, *args)
        return row

    async def all(self, sql: str, *args: object) -> Sequence[Row]:
        rows: Sequence[Row] = await self.connection.fetch(sql, *args)
        return rows

    async def value(self, sql: str, *args: object) -> Any:
        return await self.connection.fetchval(sql, *args)

    async def together(
        self,
        about: Hashable,  # noqa: ARG002 - shared with nobody
        read: Callable[[], Awaitable[T]],
    ) -> T:
        """What `read` answers: a transaction sees what others do not."""
        return await read()

    async def run(self, sql: str, *args: object) -> int:
        """Execute and answer how many rows were touched."""
        tag = await self.connection.execute(sql, *args)
        last = tag.rsplit(" ", 1)[-1]
        return int(last) if last.isdigit() else 0

    async def run_many(self, sql: str, rows: Sequence[Sequence[object]]) -> None:
        await self.connection.executemany(sql, rows)

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """A part that may fail on its own without failing the whole."""
        await self.connection.execute("savepoint part")
        try:
            yield
        except Exception:
            await self.connection.execute("rollback to part; release part")
            raise
        await self.connection.execute("release part")


class Database:
    """A pool of connections. `tx` is the one way to write.

    Nothing is reset between two uses: only settings of one transaction are ever made (`set local`).
    """

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._together = Together()

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        connections: int = 10,
        prepared_statements: bool = True,
        around: Callable[[Connection], Connection] | None = None,
    ) -> Self:
        """Connect to `url`. Turn `prepared_statements` off behind an old transaction pooler.

        What `around` makes of a connection is used in its place: it can stand in the way of each
        statement. Raises `DatabaseUnavailable` when nothing answers there.
        """

        async def connected() -> Connection:
            connection: Connection = await asyncpg.connect(
                url,
                statement_cache_size=200 if prepared_statements else 0,
                command_timeout=60,
            )
            try:
                await speak_json(connection)
            except BaseException:
                connection.terminate()
                raise
            return around(connection) if around else connection

        pool = Pool(connected, connections)
        with reaching(url):
            pool.give_back(await pool.take())
        return cls(pool)

    async def close(self) -> None:
        """Finish what is under way and disconnect."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self.pool.close(), timeout=10)

    async def tx(self, work: Callable[[Transaction], Awaitable[T]], *, attempts: int = 8) -> T:
        """Run `work` in one transaction and commit it; again from its start if it lost a race.

        `work` may therefore run several times and must have no effect outside the transaction.
        """
        for attempt in range(1, attempts + 1):
            try:
                with _translated():
                    return await self._once(work)
            except AGAIN:
                if attempt == attempts:
                    raise
                await asyncio.sleep(0.005 * attempt)
        raise AssertionError("the last attempt either returned or raised")

    async def _once(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        connection = await self.pool.take()
        try:
            await connection.execute("begin")
            done = await work(Transaction(connection))
            await connection.execute("commit")
            self._together.begin_anew()
        except BaseException:
            await _undo(connection)
            raise
        finally:
            self.pool.give_back(connection)
        return done

    async def one(self, sql: str, *args: object) -> Row:
        row = await self.one_or_none(sql, *args)
        if row is None:
            raise LookupError("the statement was expected to answer a row")
        return row

    async def one_or_none(self, sql: str, *args: object) -> Row | None:
        with _translated():
            async with self.pool.acquire() as connection:
                row: Row | None = await connection.fetchrow(sql, *args)
                return row

    async def all(self, sql: str, *args: object) -> Sequence[Row]:
        with _translated():
            async with self.pool.acquire() as connection:
                rows: Sequence[Row] = await connection.fetch(sql, *args)
                return rows

    async def value(self, sql: str, *args: object) -> Any:
        with _translated():
            async with self.pool.acquire() as connection:
                return await connection.fetchval(sql, *args)

    async def together(self, about: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """What `read` answers, once for all who ask `about` the same in that moment.

        What another process has written just now may be missing.
        """
        return await self._together.read(about, read)

    async def answers(self) -> bool:
        """Whether a statement gets through right now."""
        try:
            return bool(await self.value("select true"))
        except DatabaseUnavailable:
            return False


async def connect(url: str) -> Connection:
    """One connection outside of any pool. Raises `DatabaseUnavailable`."""
    with reaching(url):
        return await asyncpg.connect(url)


@contextmanager
def reaching(url: str) -> Iterator[None]:
    """Say where the database was looked for, and what was met there, but never the password."""
    try:
        yield
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        parts = urlsplit(url)
        where = parts.hostname or "this machine"
        raise DatabaseUnavailable(
            f"The database {parts.path.strip('/') or 'of that name'} on {where} cannot be reached: "
            f"{str(error) or type(error).__name__}."
        ) from error


async def _undo(connection: Connection) -> None:
    """Roll back. A connection that does not even do that is of no more use."""
    try:
        await connection.execute("rollback")
    except BaseException as error:
        connection.terminate()
        if not isinstance(error, Exception):
            raise


@contextmanager
def _translated() -> Iterator[None]:
    """The one place where the driver's ways of saying “gone” become ours."""
    try:
        yield
    except GONE as error:
        raise DatabaseUnavailable("The database does not answer.") from error

"""PostgreSQL for the tests: one server a run, one schema a worker, a copy of it for each test.

The server is the embedded one, or that of `DATABASE_URL`, whose role must be allowed to make
databases. A copy of the schema takes about 20 ms, so tests neither share rows nor clean up.
"""

import asyncio
import gc
import itertools
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import settings

from regulars.platform.db import Database
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.migrate import migrate

# How long an example takes says nothing on a machine that is busy.
settings.register_profile("regulars", deadline=None)
settings.load_profile("regulars")

# A test's data need not survive a power cut.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # It would hold on to a test's database when that is dropped.
    "autovacuum": "off",
}
MEMORY = Path("/dev/shm")
ROOM = 2 << 30
PREFIX = "regulars-tests-"
LONG_AGO = timedelta(hours=3)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Walks in turn with the rest, since browsers and databases keep a machine busy each in its
    own way. Walks end first, so that no worker is left with a long one.
    """
    place: dict[str, float] = {}
    for walks, share in ((True, 0.8), (False, 1.0)):
        some = [item for item in items if ("journeys" in item.path.parts) is walks]
        for number, item in enumerate(some):
            place[item.nodeid] = share * number / len(some)
    items.sort(key=lambda item: place[item.nodeid])


def pytest_collection_finish() -> None:
    """What all tests share stays. To look through it for garbage again and again took a tenth of
    the time.
    """
    gc.collect()
    gc.freeze()


class Server:
    """The embedded server of one run. It belongs to the process that hands out the tests."""

    def __init__(self) -> None:
        roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
        shelf = MEMORY if roomy else Path(tempfile.gettempdir())
        remove_left_behind(shelf)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=shelf))
        self.folder.chmod(0o711)  # as root, the server's own user has to pass
        self.postgres = EmbeddedPostgres.start(self.folder / "postgres", settings=SETTINGS)
        asyncio.run(execute(self.postgres.owner_url, "alter role regulars createdb"))

    def stop(self) -> None:
        self.postgres.stop()
        shutil.rmtree(self.folder)


def remove_left_behind(shelf: Path) -> None:
    """Remove the folders of runs that were killed: they lie in memory."""
    for folder in shelf.glob(f"{PREFIX}*"):
        age = timedelta(seconds=time.time() - folder.stat().st_mtime)
        if folder.stat().st_uid == os.geteuid() and age > LONG_AGO:
            shutil.rmtree(folder, ignore_errors=True)


SERVER = pytest.StashKey[Server]()


def url_of_server(config: pytest.Config) -> str:
    if url := os.environ.get("DATABASE_URL"):
        return url
    if SERVER not in config.stash:
        config.stash[SERVER] = Server()
    return config.stash[SERVER].postgres.url


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the server is. All workers share it."""
    node.workerinput["server_url"] = url_of_server(node.config)


def pytest_unconfigure(config: pytest.Config) -> None:
    if SERVER in config.stash:
        config.stash[SERVER].stop()
        del config.stash[SERVER]


@pytest.fixture(scope="session")
def server_url(pytestconfig: pytest.Config) -> str:
    """A role that may make databases, on the server of this run."""
    told = getattr(pytestconfig, "workerinput", None)
    return told["server_url"] if told else url_of_server(pytestconfig)


@pytest.fixture(scope="session")
def database_names(worker_id: str, testrun_uid: str) -> Iterator[str]:
    """Names that no other worker and no other run uses on the same server."""
    return (f"test_{testrun_uid[:12]}_{worker_id}_{number}" for number in itertools.count())


class Clerk:
    """Makes databases and drops them, over one connection: opening one costs as much as a test."""

    def __init__(self, server_url: str) -> None:
        self._server_url = server_url
        self._loop = asyncio.new_event_loop()
        self._connection = self._loop.run_until_complete(asyncpg.connect(server_url))
        self._done_with: list[str] = []

    def make(self, name: str, *, template: str = "template1") -> str:
        """Copy `template`, and answer where the copy is."""
        self._do(f"create database {name} template {template} strategy file_copy")
        while self._done_with:
            self.drop(self._done_with.pop())
        return urlsplit(self._server_url)._replace(path=f"/{name}").geturl()

    def drop_later(self, name: str) -> None:
        """Drop it with the next one that is made. Its connections are just about to end, and
        PostgreSQL would wait a tenth of a second for them.
        """
        self._done_with.append(name)

    def drop(self, name: str) -> None:
        """The server itself may be cleaning it up right then, as somebody else."""
        for attempt in range(100):
            try:
                self._do(f"drop database {name} with (force)")
            except (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectInUseError):
                if attempt == 99:
                    raise
                time.sleep(0.1)
            else:
                return

    def close(self) -> None:
        while self._done_with:
            self.drop(self._done_with.pop())
        self._loop.run_until_complete(self._connection.close())
        self._loop.close()

    def _do(self, statement: str) -> None:
        self._loop.run_until_complete(self._connection.execute(statement))


@pytest.fixture(scope="session")
def clerk(server_url: str) -> Iterator[Clerk]:
    clerk = Clerk(server_url)
    yield clerk
    clerk.close()


@pytest.fixture(scope="session")
def template(clerk: Clerk, database_names: Iterator[str]) -> Iterator[str]:
    """The name of a database with the schema and no rows."""
    name = next(database_names)
    asyncio.run(migrate(clerk.make(name)))
    yield name
    clerk.drop(name)


@pytest.fixture
def empty_database_url(clerk: Clerk, database_names: Iterator[str]) -> Iterator[str]:
    """A database of the test's own without any schema."""
    name = next(database_names)
    yield clerk.make(name)
    clerk.drop_later(name)


@pytest.fixture
def database_url(clerk: Clerk, template: str, database_names: Iterator[str]) -> Iterator[str]:
    """A database of the test's own with the schema and no rows."""
    name = next(database_names)
    yield clerk.make(name, template=template)
    clerk.drop_later(name)


@pytest_asyncio.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The test's own database, opened as the hub opens it."""
    database = await Database.open(database_url)
    yield database
    await database.close()


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

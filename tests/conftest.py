"""PostgreSQL for the tests: one server a run, one schema a worker, a copy of it for each test.

The server is the embedded one, or that of `DATABASE_URL`, whose role must be allowed to make
databases. A copy of the schema takes about 20 ms, so tests neither share rows nor clean up.
"""

import asyncio
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


@pytest.fixture(scope="session")
def template(server_url: str, database_names: Iterator[str]) -> Iterator[str]:
    """The name of a database with the schema and no rows."""
    name = next(database_names)
    asyncio.run(execute(server_url, f"create database {name}"))
    asyncio.run(migrate(at(server_url, name)))
    yield name
    asyncio.run(drop(server_url, name))


@pytest_asyncio.fixture
async def empty_database_url(server_url: str, database_names: Iterator[str]) -> AsyncIterator[str]:
    """A database of the test's own without any schema."""
    name = next(database_names)
    await execute(server_url, f"create database {name} strategy file_copy")
    yield at(server_url, name)
    await drop(server_url, name)


@pytest_asyncio.fixture
async def database_url(
    server_url: str, template: str, database_names: Iterator[str]
) -> AsyncIterator[str]:
    """A database of the test's own with the schema and no rows."""
    name = next(database_names)
    await execute(server_url, f"create database {name} template {template} strategy file_copy")
    yield at(server_url, name)
    await drop(server_url, name)


@pytest_asyncio.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The test's own database, opened as the hub opens it."""
    database = await Database.open(database_url)
    yield database
    await database.close()


def at(server_url: str, database: str) -> str:
    return urlsplit(server_url)._replace(path=f"/{database}").geturl()


async def drop(server_url: str, database: str) -> None:
    """Drop a database. The server itself may be cleaning it up right then, as somebody else."""
    for attempt in range(100):
        try:
            await execute(server_url, f"drop database {database} with (force)")
        except (asyncpg.InsufficientPrivilegeError, asyncpg.ObjectInUseError):
            if attempt == 99:
                raise
            await asyncio.sleep(0.1)
        else:
            return


async def execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()

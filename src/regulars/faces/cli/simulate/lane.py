"""One seed after the other, on a server of databases: each seed has a database of its own."""

import asyncio
import logging
import os
import shutil
import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from secrets import token_hex

from regulars.faces.cli.deps import Stage
from regulars.faces.cli.simulate import business as places
from regulars.faces.cli.simulate.business import Business
from regulars.faces.cli.simulate.run import Outcome, Wish, simulate
from regulars.faces.cli.simulate.world import Power
from regulars.platform import spare_databases as spare
from regulars.platform.db import DatabaseUnavailable, connect
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.migrate import migrate

# It survives a dead server, which is simulated, but no power cut.
SETTINGS = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
MEMORY, ROOM = Path("/dev/shm"), 1 << 30  # noqa: S108  a folder of its own is made there
PREFIX = "regulars_simulation"
LOOK_AGAIN, PATIENCE = 0.05, 600


@dataclass(frozen=True, slots=True)
class Server:
    """Where databases are made. `postgres` is ours alone, if we run it."""

    url: str
    postgres: EmbeddedPostgres | None = None

    def power(self, url: str) -> Power:
        """What can go wrong with the database at `url`."""
        cut = partial(spare.disconnect, url)
        return Power(cut, partial(stop_dead, self.postgres) if self.postgres else None)


@contextmanager
def server(environment: Mapping[str, str]) -> Iterator[Server]:
    """The server of `DATABASE_URL`, or one of our own that is gone afterwards."""
    if url := environment.get("DATABASE_URL", "").strip():
        yield Server(url)
        return
    # That its server ends and is started again is what it is there for.
    logging.getLogger(EmbeddedPostgres.__module__).setLevel(logging.ERROR)
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}_", dir=MEMORY if roomy else None))
    folder.chmod(0o711)  # as root, the server's own user has to pass
    try:
        with EmbeddedPostgres.start(folder / "postgres", settings=SETTINGS) as postgres:
            asyncio.run(let_make_databases(postgres))
            yield Server(postgres.url, postgres)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def let_make_databases(postgres: EmbeddedPostgres) -> None:
    connection = await connect(postgres.owner_url)
    try:
        await connection.execute("alter role regulars createdb")
    finally:
        await connection.close()


async def stop_dead(postgres: EmbeddedPostgres) -> None:
    """The server ends without a word, and is up again a little later."""
    before = postgres.pid
    if before is None:
        return
    os.kill(before, signal.SIGQUIT)
    for _ in range(PATIENCE):
        await asyncio.sleep(LOOK_AGAIN)
        if postgres.pid not in (None, before) and await is_up(postgres.url):
            return
    raise DatabaseUnavailable("The simulation's database does not come back.")


async def is_up(url: str) -> bool:
    try:
        connection = await connect(url)
    except DatabaseUnavailable:
        return False
    await connection.close()
    return True


@dataclass(frozen=True, slots=True)
class Ground:
    """What every seed begins with: a business in a database to be copied."""

    server: Server
    name: str
    business: Business


@contextmanager
def ground(stage: Stage, server: Server) -> Iterator[Ground]:
    """Raises `MayNotMakeDatabases`, `DatabaseUnavailable`."""
    name = f"{PREFIX}_{token_hex(4)}"
    url = asyncio.run(spare.make(server.url, name))
    try:
        asyncio.run(migrate(url))
        yield Ground(server, name, asyncio.run(places.found(stage, url)))
    finally:
        asyncio.run(spare.drop(server.url, name))


def live(
    stage: Stage,
    ground: Ground,
    seeds: Iterable[int],
    wish: Wish,
    tell: Callable[[int, int, Counter[str]], None],
) -> Iterator[Outcome]:
    """What becomes of each seed. `tell` is told the seed, the day and what has happened so far."""
    for seed in seeds:
        yield asyncio.run(in_a_database(stage, ground, seed, wish, partial(tell, seed)))


async def in_a_database(
    stage: Stage, ground: Ground, seed: int, wish: Wish, tell: Callable[[int, Counter[str]], None]
) -> Outcome:
    server, name = ground.server, f"{ground.name}_{seed}"
    url = await spare.make(server.url, name, template=ground.name)
    try:
        power = server.power(url)
        return await simulate(stage, ground.business, url, seed, power, wish, tell)
    finally:
        await spare.drop(server.url, name)

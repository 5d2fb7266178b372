"""Brings a database to this program's schema: numbered SQL files, forward only, checksummed.

New code runs on the old schema and old code on the new one for one release, so files only add or,
a release later, take away what nothing uses any more.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

import asyncpg

from regulars.kernel.errors import Conflict, Invalid
from regulars.platform import jobs
from regulars.platform.db import Database, connect

BOOK = """
    create table if not exists schema_migrations (
        number     integer primary key,
        name       text not null,
        sha256     text not null,
        applied_at timestamptz not null default now()
    )
"""
OLDEST_SERVER = 150_000


class MigrationChanged(Conflict):
    """A file that was applied has other content now, or the database is from a newer program."""

    code = "migration_changed"


class ServerTooOld(Invalid):
    """The server is older than PostgreSQL 15."""

    code = "server_too_old"


@dataclass(frozen=True, slots=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


def migrations() -> list[Migration]:
    """Every migration of this program, in order."""
    files = resources.files("regulars.platform") / "migrations"
    found = [
        Migration(int(file.name.split("_", 1)[0]), file.name, file.read_text(encoding="utf-8"))
        for file in files.iterdir()
        if file.name.endswith(".sql")
    ]
    return sorted(found, key=lambda migration: migration.number)


async def migrate(url: str, *, on_progress: Callable[[str], None] | None = None) -> list[str]:
    """Apply what is missing and answer the names. Several programs may ask at once: one works.

    Raises `MigrationChanged` when an applied file differs from ours, `ServerTooOld` before 15.
    """
    connection = await connect(url)
    try:
        _refuse_old(connection)
        applied = []
        for migration in await pending(connection):
            if on_progress:
                on_progress(migration.name)
            if await _apply(connection, migration):
                applied.append(migration.name)
        await jobs.install(connection)
        return applied
    finally:
        await connection.close()


async def plan(url: str) -> list[str]:
    """The names of the files that `migrate` would apply, without applying any."""
    connection = await connect(url)
    try:
        _refuse_old(connection)
        return [migration.name for migration in await pending(connection)]
    finally:
        await connection.close()


async def waiting(db: Database) -> list[str]:
    """As `plan`, by a database that is open already."""
    async with db.pool.acquire() as connection:
        return [migration.name for migration in await pending(connection)]


async def pending(connection: "asyncpg.Connection[Any]") -> Sequence[Migration]:
    """Which of ours this database does not have. Reads only, but for the book of migrations."""
    if not await connection.fetchval("select to_regclass('schema_migrations') is not null"):
        return migrations()
    rows = await connection.fetch("select number, name, sha256 from schema_migrations")
    ours = {migration.number: migration for migration in migrations()}
    for row in rows:
        known = ours.get(row["number"])
        if known is None:
            raise MigrationChanged(
                f"The database has migration {row['name']}, which this program does not know. "
                "Run the newer program that applied it."
            )
        if known.sha256 != row["sha256"]:
            raise MigrationChanged(
                f"Migration {row['name']} was applied with other content than this program has."
            )
    done = {row["number"] for row in rows}
    return [migration for number, migration in ours.items() if number not in done]


async def _apply(connection: "asyncpg.Connection[Any]", migration: Migration) -> bool:
    """Apply one file in one transaction; False when another program was first."""
    async with connection.transaction():
        # The lock is held until commit, so that two programs that start together do not both work.
        await connection.execute("select pg_advisory_xact_lock(hashtext('regulars.migrate'))")
        await connection.execute(BOOK)
        taken = "select true from schema_migrations where number = $1"
        if await connection.fetchval(taken, migration.number):
            return False
        await connection.execute("set local lock_timeout = '5s'")
        await connection.execute(migration.sql)
        await connection.execute(
            "insert into schema_migrations (number, name, sha256) values ($1, $2, $3)",
            migration.number,
            migration.name,
            migration.sha256,
        )
        return True


def _refuse_old(connection: "asyncpg.Connection[Any]") -> None:
    version = connection.get_server_version()
    if version.major * 10_000 < OLDEST_SERVER:
        raise ServerTooOld(
            f"This database is PostgreSQL {version.major}; Regulars needs 15 or later."
        )

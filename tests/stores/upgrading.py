"""Databases of a release before, with what was in them, brought up to date."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from regulars.platform.db import Database, connect
from regulars.platform.migrate import BOOK, migrate, migrations

ID = """
    create function pg_temp.id(number integer) returns uuid language sql immutable as
    $$ select lpad(to_hex(number), 32, '0')::uuid $$
"""


@asynccontextmanager
async def upgraded(url: str, *, before: int, lived: str) -> AsyncIterator[Database]:
    """The empty database of `url` as the first `before` migrations left it, with the rows of
    `lived`, then upgraded.
    """
    connection = await connect(url)
    for migration in migrations()[:before]:
        await connection.execute(migration.sql)
    await connection.execute(BOOK)
    for migration in migrations()[:before]:
        await connection.execute(
            "insert into schema_migrations (number, name, sha256) values ($1, $2, $3)",
            migration.number, migration.name, migration.sha256,
        )  # fmt: skip
    await connection.execute(ID)
    await connection.execute(lived)
    await connection.close()
    await migrate(url)
    database = await Database.open(url)
    yield database
    await database.close()

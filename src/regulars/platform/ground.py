"""What a process stands on before it does anything: a database that answers, and keys."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from regulars.platform.db import connect
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.migrate import migrate
from regulars.platform.secret_key import kept_key
from regulars.platform.settings import Settings, with_database

Say = Callable[[str], None]

POSTGRES = "postgres"
"""The folder of the hub's own database within the data folder."""


@contextmanager
def database(settings: Settings, say: Say) -> Iterator[Settings]:
    """The settings with the address of a database that answers, and with keys.

    Without `DATABASE_URL` the hub's own server is started, or that of another process is used;
    it stops at the end unless another process needs it. Enter before there is an event loop.
    """
    if not settings.embedded:
        yield settings
        return
    with EmbeddedPostgres.start(settings.data_dir / POSTGRES, on_progress=say) as postgres:
        keys = settings.secret_keys or (kept_key(settings.data_dir),)
        yield with_database(settings, postgres.url, keys)


@contextmanager
def ground(settings: Settings, say: Say) -> Iterator[Settings]:
    """As `database`, with the schema brought up to date where the settings ask for it.

    Raises `DatabaseUnavailable` when nothing answers.
    """
    with database(settings, say) as settled:
        if settings.migrates_at_start:
            asyncio.run(
                migrate(settled.database_url, on_progress=lambda name: say(f"Applying {name} …"))
            )
        else:
            asyncio.run(_reach(settled.database_url))
        yield settled


async def _reach(url: str) -> None:
    connection = await connect(url)
    await connection.close()

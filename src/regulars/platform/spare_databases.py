"""Databases for a while, beside the one that is asked for: copied from a template, and dropped."""

from urllib.parse import urlsplit

import asyncpg

from regulars.kernel.errors import Invalid
from regulars.platform.db import connect


class MayNotMakeDatabases(Invalid):
    """The role that connects may not make databases on this server."""

    code = "may_not_make_databases"


def beside(url: str, name: str) -> str:
    """Where another database of the same server is."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def make(url: str, name: str, *, template: str = "template1") -> str:
    """Make a database on the server of `url`, and answer where it is.

    Raises `MayNotMakeDatabases`, and `DatabaseUnavailable` when nothing answers at `url`.
    """
    connection = await connect(url)
    try:
        await connection.execute(
            f'create database "{name}" template "{template}" strategy file_copy'
        )
    except asyncpg.InsufficientPrivilegeError as error:
        raise MayNotMakeDatabases(
            "The role of DATABASE_URL may not make databases, and each simulation is given one of "
            "its own. Let it (`alter role … createdb`), or unset DATABASE_URL."
        ) from error
    finally:
        await connection.close()
    return beside(url, name)


async def drop(url: str, name: str) -> None:
    """Drop a database with all that is in it, whoever is connected to it."""
    connection = await connect(url)
    try:
        await connection.execute(f'drop database if exists "{name}" with (force)')
    finally:
        await connection.close()


async def disconnect(url: str) -> int:
    """End every connection to the database of `url` as its restart would. How many there were."""
    connection = await connect(url)
    try:
        ended: int = await connection.fetchval(
            """
            select count(*) filter (where pg_terminate_backend(pid, 5000))
              from pg_stat_activity
             where datname = current_database() and pid <> pg_backend_pid()
            """
        )
    finally:
        await connection.close()
    return ended

"""Databases to measure on: loaded once, and used again where the folder is kept."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench.load import Say, load
from bench.till import Plan, simulator_for
from bench.venue import Facts, authorise, set_up
from regulars.ledger.check import check
from regulars.platform.db import Database
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.migrate import migrate

T = TypeVar("T")

SMALL, LARGE, VOUCHERS, DIARY, BOOKING_PAGE, REPORTS = (
    "regulars",
    "regulars_large",
    "regulars_vouchers",
    "regulars_diary",
    "regulars_booking_page",
    "regulars_reports",
)


def prepared(
    out: Console,
    postgres: EmbeddedPostgres,
    folder: Path,
    database: str,
    members: int,
    entries: int,
) -> Facts:
    """The facts of a loaded database: of one that is there already, or of a new one."""
    kept = folder / f"{database}.json"
    url = postgres.url_of(database)
    if kept.exists():
        facts = msgspec.json.decode(kept.read_bytes(), type=Facts)
        assert facts.members == members, f"{kept} has {facts.members} members"
        asyncio.run(migrate(url))
    else:
        out.print(f"Loading {members:,} members with {entries:,} entries …")
        facts = asyncio.run(fill(out, postgres, database, members, entries))
        say_check(out, url)
        kept.write_bytes(msgspec.json.encode(facts))
    asyncio.run(with_tokens(url, facts))
    return facts


async def fill(
    out: Console, postgres: EmbeddedPostgres, database: str, members: int, entries: int
) -> Facts:
    url = postgres.url_of(database)
    if database != SMALL:
        admin = await Database.open(postgres.owner_url, connections=1)
        await admin.pool.execute(f"drop database if exists {database}")
        await admin.pool.execute(f"create database {database} owner regulars")
        await admin.close()
    await migrate(url)
    db = await Database.open(url)
    company = simulator_for(Plan(1, 1, members)).cloud.state.company.id
    facts = await set_up(db, company_id=str(company), members=members)
    await db.close()
    with loading(out) as say:
        owner = postgres.url_of(database, role="postgres")
        await load(owner, facts.merchant, facts.store, members=members, entries=entries, say=say)
    return facts


def filled(
    out: Console,
    url: str,
    facts: Facts,
    kept: Path,
    kind: type[T],
    load: Callable[[Database, Facts, Say], Awaitable[T]],
    doing: str,
) -> T:
    """What `load` puts into a database, or has put before, as `kept` says. `doing` is said."""
    if kept.exists():
        return msgspec.json.decode(kept.read_bytes(), type=kind)
    out.print(doing)

    async def put() -> T:
        db = await Database.open(url)
        try:
            with loading(out) as say:
                return await load(db, facts, say)
        finally:
            await db.close()

    found = asyncio.run(put())
    kept.write_bytes(msgspec.json.encode(found))
    return found


@contextmanager
def loading(out: Console) -> Iterator[Say]:
    """Progress on the screen: a line for each thing that is done."""
    columns = (TextColumn("{task.description:>16}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=out) as progress:
        tasks: dict[str, TaskID] = {}

        def say(what: str, part: float) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=1)
            progress.update(tasks[what], completed=part)

        yield say


async def with_tokens(url: str, facts: Facts) -> None:
    db = await Database.open(url, connections=1)
    await authorise(db, facts)
    await db.close()


def say_check(out: Console, url: str) -> None:
    """The ledger's own check of every balance, lot and hold."""

    async def found() -> list[str]:
        db = await Database.open(url)
        try:
            return [one.sentence async for one in check(db)]
        finally:
            await db.close()

    sentences = asyncio.run(found())
    for sentence in sentences[:5]:
        out.print(f"[red]{sentence}[/]")
    out.print(f"Ledger check: {len(sentences) or 'nothing'} off.")

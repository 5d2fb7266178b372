"""`regulars doctor`: look at everything that has to be right, a line for each."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import typer
from rich.text import Text

from regulars.faces.cli.deps import CommandDeps, Hub
from regulars.faces.cli.run import begin
from regulars.faces.cli.terminal import out
from regulars.kernel.errors import RegularsError
from regulars.ledger.statement import overdue_holds
from regulars.merchants.connections import connections, own_credentials
from regulars.merchants.create_merchant import every_merchant
from regulars.merchants.model import Connection, ConnectionStatus
from regulars.merchants.tokens import read_tokens
from regulars.platform import jobs, migrate
from regulars.platform.ground import database
from regulars.platform.settings import Settings, SettingsWrong

ROOM = 1 << 30
DRIFT = timedelta(seconds=5)
EXTENSIONS = frozenset({"btree_gin", "pg_trgm"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at. Without `wrong` all is well there; else it says what to do."""

    what: str
    wrong: str = ""

    def line(self) -> Text:
        if not self.wrong:
            return Text.assemble(("✓ ", "green"), self.what)
        return Text.assemble(("✗ ", "red"), self.what, ": ", self.wrong)


def doctor(context: typer.Context) -> None:
    """Look whether everything is as it should be, and say what to do where it is not."""
    deps: CommandDeps = context.obj
    well = True
    for finding in examine(deps):
        out.print(finding.line(), soft_wrap=True)
        well = well and not finding.wrong
    if not well:
        raise typer.Exit(1)


def examine(deps: CommandDeps) -> Iterator[Finding]:
    """Each finding, in the order in which one rests on another."""
    try:
        settings = deps.settings()
    except SettingsWrong as wrong:
        yield from (Finding("Settings", sentence) for sentence in wrong.sentences)
        return
    begin(settings)
    yield Finding("Settings")
    yield disk(settings.data_dir)
    try:
        with database(settings, out.print) as settled:
            yield from asyncio.run(opened(deps, settled))
    except RegularsError as refusal:
        yield Finding("Database", refusal.sentence)


def disk(folder: Path) -> Finding:
    there = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(there).free
    if free < ROOM:
        return Finding("Disk", f"{free >> 20} MB are free at {there}. Make room before it is full.")
    return Finding(f"Disk: {free >> 30} GB free")


async def opened(deps: CommandDeps, settings: Settings) -> list[Finding]:
    async with deps.open_hub(settings) as hub:
        findings = [await server(hub), await extensions(hub), await clock(hub)]
        findings += [await mail(hub), await schema(hub)]
        if not findings[-1].wrong:
            findings += [await failed_jobs(hub), await holds(hub)]
            findings += [finding async for finding in apps(hub)]
        return findings


async def server(hub: Hub) -> Finding:
    version = int(await hub.db.value("select current_setting('server_version_num')"))
    what = f"Database: PostgreSQL {version // 10_000}.{version % 10_000}"
    old = version < migrate.OLDEST_SERVER
    return Finding(what, "Regulars needs 15 or later. Upgrade the server." if old else "")


async def extensions(hub: Hub) -> Finding:
    rows = await hub.db.all("select name from pg_available_extensions")
    missing = sorted(EXTENSIONS - {row["name"] for row in rows})
    if missing:
        names = ", ".join(missing)
        return Finding("Extensions", f"The server lacks {names}. Install PostgreSQL's contrib.")
    return Finding("Extensions")


async def clock(hub: Hub) -> Finding:
    drift = abs(await hub.db.value("select clock_timestamp()") - hub.clock())
    if drift > DRIFT:
        seconds = int(drift.total_seconds())
        return Finding("Clock", f"The database's differs by {seconds} seconds. Set both right.")
    return Finding("Clock")


async def mail(hub: Hub) -> Finding:
    if hub.mail_server is None:
        return Finding("Mail: kept in the console, as REGULARS_SMTP_URL is not set")
    try:
        await hub.mail_server.greet()
    except RegularsError as refusal:
        return Finding("Mail", refusal.sentence)
    return Finding("Mail")


async def schema(hub: Hub) -> Finding:
    try:
        waiting = await migrate.waiting(hub.db)
    except RegularsError as refusal:
        return Finding("Schema", refusal.sentence)
    wrong = f"{len(waiting)} migrations wait. Run `regulars migrate`." if waiting else ""
    return Finding("Schema", wrong)


async def failed_jobs(hub: Hub) -> Finding:
    failed = {one.kind: one.count for one in await jobs.figures(hub.db) if one.state == "failed"}
    if not failed:
        return Finding("Jobs")
    kinds = ", ".join(f"{count} × {kind}" for kind, count in failed.items())
    return Finding("Jobs", f"Given up after many tries: {kinds}. The worker's log says why.")


async def holds(hub: Hub) -> Finding:
    """Points that have been set aside for longer than any order stays open."""
    at = hub.clock()
    overdue = sum(
        [await overdue_holds(hub.db, merchant, at=at) for merchant in await every_merchant(hub.db)]
    )
    if not overdue:
        return Finding("Holds")
    return Finding(
        "Holds",
        f"{overdue} wait for longer than an order stays open. Regulars asks the till about them "
        "again and again; look whether the worker runs and the app is authorised.",
    )


async def apps(hub: Hub) -> AsyncIterator[Finding]:
    """Of each merchant's apps, whether their secrets can be read and the till knows us."""
    for merchant in await every_merchant(hub.db):
        for connection in await connections(hub.db, merchant):
            if connection.status is not ConnectionStatus.DISABLED:
                yield await app(hub, connection)


async def app(hub: Hub, connection: Connection) -> Finding:
    whose = connection.company_name or f"merchant {connection.merchant}"
    what = f"{connection.app.title()} of {whose}"
    try:
        await own_credentials(hub.db, hub.ring, connection.merchant, connection.id)
        await read_tokens(hub.db, hub.ring, connection.merchant, connection.id)
        if connection.status is ConnectionStatus.ENABLED:
            return Finding(what, "It waits to be authorised: Settings › Apps in the console.")
        await hub.tills.link(connection.merchant, connection.id).company()
    except RegularsError as refusal:
        return Finding(what, refusal.sentence)
    if not connection.sites:
        return Finding(what, "No site is mapped to a store: Settings › Apps in the console.")
    return Finding(what)

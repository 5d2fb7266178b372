"""`python -m bench`: load, measure, print. Everything it starts stops with it."""

import argparse
import asyncio
import shutil
import signal
import tempfile
from pathlib import Path

from rich.console import Console

from bench import capture, report
from bench.booking_page.run import measure_booking_page
from bench.diary.run import measure_diary
from bench.hub import plan_of, serving, settings_for
from bench.measure import Bench
from bench.prepare import LARGE, SMALL, prepared, say_check
from bench.program.run import measure_program
from bench.reports.run import measure_reports
from bench.statements import write_scripts
from bench.vouchers.run import measure_vouchers
from regulars.platform import log
from regulars.platform.db import Database
from regulars.platform.embedded_postgres import EmbeddedPostgres

ENTRIES_OF_MANY = 3
"""Entries of each member where there are many: search and lookup read none of them."""

out = Console()


def main() -> None:
    asked = arguments()
    log.configure(level="warning")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
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
    grown = "members of the larger database, 0 for none"
    parser.add_argument("--grown", type=int, default=2_000_000, help=grown)
    stock = "vouchers beside everybody's wallet"
    parser.add_argument("--vouchers", type=int, default=800_000, help=stock)
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
        asked.vouchers = 20_000
        asked.rounds, asked.seconds = 1, 2.0
    return asked


def measure_all(asked: argparse.Namespace, folder: Path, postgres: EmbeddedPostgres) -> None:
    for line in report.machine(server_version(postgres)):
        out.print(line)
    out.print(
        f"{asked.clients} tills, one process of the hub, {asked.rounds} rounds of "
        f"{asked.seconds:g} s of each, in turns with pgbench."
    )
    assert postgres.pid
    bench = Bench(asked.only, asked.rounds, asked.seconds, asked.clients, postgres.pid)
    if hot_path := bench.only(report.HOT_PATH):
        measure_hot_path(asked, folder, postgres, hot_path)
    if program := bench.only(report.PROGRAM):
        measure_many_rules(asked, folder, postgres, program)
    if voucher_api := bench.only(report.VOUCHER_API):
        measure_vouchers(
            out,
            voucher_api,
            postgres,
            folder,
            members=asked.members,
            vouchers=asked.vouchers,
            scripts_to=asked.scripts,
        )
    if diary := bench.only(report.DIARY):
        measure_diary(out, diary, postgres, folder)
    if booking_page := bench.only(report.BOOKING_PAGE):
        measure_booking_page(out, booking_page, postgres, folder)
    if reports := bench.only(report.REPORTS):
        measure_reports(out, reports, postgres, folder)


def measure_hot_path(
    asked: argparse.Namespace, folder: Path, postgres: EmbeddedPostgres, bench: Bench
) -> None:
    small = prepared(out, postgres, folder, SMALL, asked.members, asked.entries)
    if asked.grown:
        entries = asked.grown * ENTRIES_OF_MANY
        large = prepared(out, postgres, folder, LARGE, asked.grown, entries)
    with serving(small, postgres.url) as hub:
        scripts = asyncio.run(capture.scripts(settings_for(postgres.url), small, plan_of(small, 1)))
        if asked.scripts:
            write_scripts(asked.scripts, scripts)
        report.show(out, "The hot path", *bench.compare(hub, scripts))
        if asked.grown:
            with serving(large, postgres.url_of(LARGE)) as other:
                report.show_growth(out, *bench.grow(hub, other), (asked.members, asked.grown))
    say_check(out, postgres.url)


def measure_many_rules(
    asked: argparse.Namespace, folder: Path, postgres: EmbeddedPostgres, bench: Bench
) -> None:
    small = prepared(out, postgres, folder, SMALL, asked.members, asked.entries)
    with serving(small, postgres.url) as hub:
        measure_program(out, bench, hub)
    say_check(out, postgres.url)


def server_version(postgres: EmbeddedPostgres) -> str:
    async def asked() -> str:
        db = await Database.open(postgres.url, connections=1)
        try:
            return str(await db.value("show server_version"))
        finally:
            await db.close()

    return asyncio.run(asked())


if __name__ == "__main__":
    main()

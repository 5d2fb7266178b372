"""The diary's part of a run: its own database with a full Friday, its own served hub."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import report
from bench.capture import listening
from bench.diary.asked import DiaryRequests
from bench.diary.evening import BOOKINGS, TABLES, Evening, next_friday
from bench.diary.evening import prepare as prepare_evening
from bench.hub import Hub, plan_of, serving, settings_for
from bench.measure import Bench
from bench.prepare import DIARY, filled, prepared
from bench.report import Figures, marked
from bench.statements import AN_ID, Script, Sent, script_of
from bench.venue import Facts
from regulars.platform.embedded_postgres import EmbeddedPostgres

MEMBERS, ENTRIES = 20_000, 40_000
READS = ("diary", "diary_busy", "diary_page")
P99 = 50
"""Milliseconds that a page of the diary may take."""
A_MINUTE = 500
"""Seatings that a venue's worst minute brings, many times over."""


def measure_diary(out: Console, bench: Bench, postgres: EmbeddedPostgres, folder: Path) -> None:
    """Fill a Friday, look at it, and seat parties."""
    facts = prepared(out, postgres, folder, DIARY, MEMBERS, ENTRIES)
    url = postgres.url_of(DIARY)
    evening = filled(
        out,
        url,
        facts,
        folder / f"{DIARY}.evening.json",
        Evening,
        prepare_evening,
        f"Taking {BOOKINGS} bookings for {TABLES} tables …",
    )
    assert evening.day >= next_friday(datetime.now(UTC)), f"the evening in {folder} is over"
    with serving(facts, url) as hub:
        hub.requests = DiaryRequests(facts, evening)
        if reads := bench.only(READS):
            scripts = asyncio.run(heard(url, facts, evening))
            show_reads(out, *reads.compare(hub, scripts))
        if bench.only(["seating"]):
            show_seatings(out, *seated(bench, hub))


async def heard(url: str, facts: Facts, evening: Evening) -> Mapping[str, Sequence[Script]]:
    """The SQL of a look at the day: the first, and one at a day that is known."""
    requests = DiaryRequests(facts, evening)
    async with listening(settings_for(url), facts, plan_of(facts, 1)) as ask:
        await ask("diary_page", next(requests.diary_page()))
        page = await ask("diary_page", next(requests.diary_page()))
        whole = await ask("diary", next(requests.diary()))
        known = await ask("diary", next(requests.diary()))
    return {
        "diary": [script(known, "k")],
        "diary_busy": [script(whole, "w")],
        "diary_page": [script(page, "p")],
    }


def script(sent: Sequence[Sent], prefix: str) -> Script:
    """Nothing in these is another one each time."""
    same = {found for one in sent for value in one.values for found in AN_ID.findall(str(value))}
    return script_of(sent, {}, same, prefix)


def seated(bench: Bench, hub: Hub) -> tuple[Figures, Figures]:
    """Parties that sit down, and in turns with them what the till alone makes of the same."""
    ours, alone = Figures(), Figures()
    for _ in range(bench.rounds):
        bench.ask(hub, "seating", ours, seconds=bench.seconds)
        bench.ask(hub, "till_alone", alone, seconds=bench.seconds)
    return ours, alone


def show_reads(
    console: Console, ours: Mapping[str, Figures], pgbench: Mapping[str, Figures]
) -> None:
    table = Table(title=f"The diary: {BOOKINGS} bookings, {TABLES} tables, one day")
    table.add_column("")
    for name in ("requests/s", "p50 ms", "p99 ms", "CPU ms", "PostgreSQL ms", "of pgbench"):
        table.add_column(name, justify="right")
    for kind, figures in ours.items():
        slowest = figures.percentile(99)
        table.add_row(
            report.NAMES[kind],
            f"{figures.rate:,.0f}",
            f"{figures.percentile(50):.1f}",
            marked(slowest, f"under {P99}", "", reached=slowest < P99),
            f"{figures.each(figures.server):.2f}",
            f"{figures.each(figures.postgres):.2f}",
            f"{figures.rate / pgbench[kind].rate:.0%}",
        )
    console.print(table)


def show_seatings(console: Console, ours: Figures, alone: Figures) -> None:
    a_minute = ours.rate * 60
    reached = marked(a_minute, f"at least {A_MINUTE}", "", reached=a_minute >= A_MINUTE, digits=0)
    console.print(
        f"Seatings a minute, each with its order on the till and the party gone again: {reached}, "
        f"p99 {ours.percentile(99):.0f} ms. The till alone takes {alone.rate * 60:,.0f} orders a "
        f"minute: {ours.rate / alone.rate:.0%} of that."
    )

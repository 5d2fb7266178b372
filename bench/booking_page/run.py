"""The booking page's part of a run: its own database with a full month, its own served hub."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import report
from bench.booking_page.asked import PageRequests
from bench.booking_page.month import A_DAY, DAYS, Month, prepare
from bench.capture import listening
from bench.diary.evening import TABLES, next_friday
from bench.diary.run import script
from bench.hub import plan_of, serving, settings_for
from bench.measure import Bench
from bench.prepare import BOOKING_PAGE, filled, prepared
from bench.report import Figures, marked
from bench.statements import Script
from bench.venue import Facts
from regulars.platform.embedded_postgres import EmbeddedPostgres

MEMBERS, ENTRIES = 20_000, 40_000
P99 = 15
"""Milliseconds that the times of a day may take."""


def measure_booking_page(
    out: Console, bench: Bench, postgres: EmbeddedPostgres, folder: Path
) -> None:
    """Fill a month, and have guests look at a day and at the month."""
    facts = prepared(out, postgres, folder, BOOKING_PAGE, MEMBERS, ENTRIES)
    url = postgres.url_of(BOOKING_PAGE)
    month = filled(
        out,
        url,
        facts,
        folder / f"{BOOKING_PAGE}.month.json",
        Month,
        prepare,
        f"Taking {A_DAY} bookings for {TABLES} tables on each of {DAYS} days …",
    )
    assert month.day >= next_friday(datetime.now(UTC)), f"the days in {folder} are over"
    with serving(facts, url) as hub:
        hub.requests = PageRequests(month)
        scripts = asyncio.run(heard(url, facts, month))
        show(out, *bench.compare(hub, scripts))


async def heard(url: str, facts: Facts, month: Month) -> Mapping[str, Sequence[Script]]:
    """The SQL of a look at the day and at the month, of one guest alone."""
    requests = PageRequests(month)
    async with listening(settings_for(url), facts, plan_of(facts, 1)) as ask:
        return {
            kind: [script(await ask(kind, next(getattr(requests, kind)())), f"b{place}_")]
            for place, kind in enumerate(report.BOOKING_PAGE)
        }


def show(console: Console, ours: Mapping[str, Figures], pgbench: Mapping[str, Figures]) -> None:
    table = Table(
        title=f"The booking page: {TABLES} tables, {A_DAY} bookings on each of {DAYS} days"
    )
    table.add_column("")
    for name in ("requests/s", "p50 ms", "p99 ms", "CPU ms", "PostgreSQL ms", "of pgbench"):
        table.add_column(name, justify="right")
    for kind, figures in ours.items():
        slowest = figures.percentile(99)
        aim = f"under {P99}" if kind == "page_times" else ""
        table.add_row(
            report.NAMES[kind],
            f"{figures.rate:,.0f}",
            f"{figures.percentile(50):.1f}",
            marked(slowest, aim, "", reached=slowest < P99),
            f"{figures.each(figures.server):.2f}",
            f"{figures.each(figures.postgres):.2f}",
            f"{figures.rate / pgbench[kind].rate:.0%}",
        )
    console.print(table)

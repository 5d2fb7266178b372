"""The dashboard's part of a run: its own database with two years of two stores, its own hub."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import report
from bench.capture import listening
from bench.client import get
from bench.diary.run import script
from bench.hub import plan_of, serving, settings_for
from bench.measure import Bench
from bench.prepare import REPORTS, filled, prepared
from bench.report import Figures, marked
from bench.reports.years import DAYS, SALES, fill
from bench.statements import Script
from bench.venue import Facts
from regulars.platform.embedded_postgres import EmbeddedPostgres

MEMBERS, ENTRIES = 20_000, 40_000
MOST = 150
"""Milliseconds that the figures of a period may take."""
PERIODS = {"dashboard_month": 28, "dashboard_year": 365, "dashboard_years": DAYS}


class DashboardRequests:
    """The dashboard of the last days, as one page after the other asks for it."""

    def dashboard_month(self) -> Iterator[bytes]:
        return self._again("dashboard_month")

    def dashboard_year(self) -> Iterator[bytes]:
        return self._again("dashboard_year")

    def dashboard_years(self) -> Iterator[bytes]:
        return self._again("dashboard_years")

    def _again(self, kind: str) -> Iterator[bytes]:
        while True:
            yield get(f"/bench/dashboards/{PERIODS[kind]}")


def measure_reports(out: Console, bench: Bench, postgres: EmbeddedPostgres, folder: Path) -> None:
    """Load the years, and look at them: one manager, who waits for the page."""
    facts = prepared(out, postgres, folder, REPORTS, MEMBERS, ENTRIES)
    url = postgres.url_of(REPORTS)
    owner = postgres.url_of(REPORTS, role="postgres")
    doing = f"Loading {DAYS} days of {2 * SALES} sales …"
    filled(
        out, url, facts, folder / f"{REPORTS}.years.json", type(None), partial(fill, owner), doing
    )
    alone = replace(bench, clients=1)
    with serving(facts, url) as hub:
        hub.requests = DashboardRequests()
        scripts = asyncio.run(heard(url, facts))
        show(out, *alone.compare(hub, scripts))


async def heard(url: str, facts: Facts) -> Mapping[str, Sequence[Script]]:
    """The SQL of each period."""
    requests = DashboardRequests()
    async with listening(settings_for(url), facts, plan_of(facts, 1)) as ask:
        return {
            kind: [script(await ask(kind, next(getattr(requests, kind)())), f"d{place}_")]
            for place, kind in enumerate(PERIODS)
        }


def show(console: Console, ours: Mapping[str, Figures], pgbench: Mapping[str, Figures]) -> None:
    table = Table(title=f"The dashboard: {DAYS} days of {2 * SALES} sales in two stores")
    table.add_column("")
    for name in ("p50 ms", "p99 ms", "CPU ms", "PostgreSQL ms", "pgbench p50 ms", "of pgbench"):
        table.add_column(name, justify="right")
    for kind, figures in ours.items():
        slowest = figures.percentile(99)
        table.add_row(
            report.NAMES[kind],
            f"{figures.percentile(50):.1f}",
            marked(slowest, f"under {MOST}", "", reached=slowest < MOST),
            f"{figures.each(figures.server):.1f}",
            f"{figures.each(figures.postgres):.1f}",
            f"{pgbench[kind].percentile(50):.1f}",
            f"{figures.rate / pgbench[kind].rate:.0%}",
        )
    console.print(table)

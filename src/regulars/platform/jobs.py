"""Work that happens after a commit: jobs, written in the transaction of what causes them.

PgQueuer keeps and hands out the jobs; nothing else in the program knows its name. A job of a worker
that died is handed to another one. So every handler may run twice and must be safe to repeat.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import asyncpg
import msgspec
from pgqueuer import PgQueuer
from pgqueuer.errors import RetryRequested
from pgqueuer.models import Job, Schedule
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries
from pgqueuer.types import QueueEntrypoint

from regulars.kernel.errors import Unavailable
from regulars.platform import log
from regulars.platform.db import Database, Transaction, connect
from regulars.platform.pool import Connection

P = TypeVar("P", bound=msgspec.Struct)

TRIES = 12
"""A job that met an outside party's silence this often is kept as failed, for a person to see."""

SILENT = timedelta(seconds=30)
"""A worker that says nothing for so long is dead, and its job is handed to another one."""

SOON, LATER = 10, 0
"""Priorities: what somebody waits for, and what can wait."""


@dataclass(frozen=True, slots=True)
class JobKind(Generic[P]):
    """A kind of job: its name, which is kept in the database, and what it carries."""

    name: str
    payload: type[P]
    priority: int = SOON


async def enqueue(
    tx: Transaction,
    kind: JobKind[P],
    payload: P,
    *,
    after: timedelta | None = None,
    once: str | None = None,
) -> None:
    """Have `kind` done once `tx` has committed. With `once`, not again while that key waits."""
    queries = Queries.from_asyncpg_connection(tx.connection)
    await queries.enqueue(
        kind.name,
        msgspec.json.encode(payload),
        priority=kind.priority,
        execute_after=after,
        dedupe_key=None if once is None else f"{kind.name}:{once}",
        on_conflict="skip",
    )


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """How many jobs of one kind are in one state: queued, picked, failed, or lately done."""

    kind: str
    state: str
    count: int


MAKE_ALL_DUE = """
    update pgqueuer
       set execute_after = now(),
           heartbeat = case status when 'picked' then '-infinity' else heartbeat end
     where status in ('queued', 'picked')
"""

FORGET = """
    with logged as (delete from pgqueuer_log where created < $1)
    delete from pgqueuer_statistics where created < $1
"""


async def forget(db: Database, *, before: datetime) -> None:
    """Drop what the queue wrote about jobs that ended before then; it never does by itself."""
    await db.tx(lambda tx: tx.run(FORGET, before))


async def let_time_pass(db: Database) -> None:
    """Have every job be due, also those of workers that are gone: for who has a clock of another
    kind than the database.
    """
    await db.tx(lambda tx: tx.run(MAKE_ALL_DUE))


async def figures(db: Database) -> Sequence[QueueFigures]:
    """The queue as it stands, with what became of jobs in the last five minutes."""
    async with db.pool.acquire() as connection:
        queries = Queries.from_asyncpg_connection(connection)
        waiting = await queries.queue_size()
        lately = await queries.log_statistics(limit=None, last=timedelta(minutes=5))
    counts = Counter[tuple[str, str]]()
    for kept in waiting:
        counts[kept.entrypoint, kept.status] += kept.count
    for logged in lately:
        if logged.status == "successful":
            counts[logged.entrypoint, "lately_done"] += logged.count
    return [QueueFigures(kind, state, count) for (kind, state), count in sorted(counts.items())]


async def install(connection: "asyncpg.Connection[Any]") -> None:
    """Create or upgrade the tables that keep jobs. Safe to repeat."""
    queries = Queries.from_asyncpg_connection(connection)
    async with queries.schema_lock():
        installed = await queries.schema_is_installed()
        if not installed:
            await queries.install()
    if installed:
        await queries.upgrade()


class Worker:
    """Takes jobs and runs their handlers until it is told to stop."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue = PgQueuer.from_asyncpg_connection(connection)
        self._kinds: dict[str, Callable[[Job], Awaitable[None]]] = {}
        self._by_the_clock: dict[str, Callable[[], Awaitable[None]]] = {}

    @classmethod
    async def connect(
        cls, url: str, *, around: Callable[[Connection], Connection] | None = None
    ) -> "Worker":
        """A worker with a connection of its own: it listens, which a pooled one may not."""
        connection = await connect(url)
        return cls(around(connection) if around else connection)

    @property
    def by_the_clock(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """What happens by the clock, by name: for who has a clock of another kind."""
        return self._by_the_clock

    def handle(
        self,
        kind: JobKind[P],
        handler: Callable[[P], Awaitable[None]],
        *,
        given_up: Callable[[P, Unavailable], Awaitable[None]] | None = None,
    ) -> None:
        """Have `handler` do jobs of `kind`. `Unavailable` means: try again later, with patience.

        After the last try `given_up` is told what the job met with.
        """

        async def run(job: Job) -> None:
            payload = msgspec.json.decode(job.payload or b"{}", type=kind.payload)
            with log.about(job=kind.name, job_id=job.id):
                try:
                    await handler(payload)
                except Unavailable as reason:
                    if job.attempts + 1 >= TRIES:
                        if given_up is not None:
                            await given_up(payload, reason)
                        raise
                    delay = patience(job.attempts)
                    log.info("job waits", reason=reason.sentence, seconds=delay.total_seconds())
                    raise RetryRequested(delay=delay, reason=reason.sentence) from reason

        self._kinds[kind.name] = run
        self._queue.qm.entrypoint(kind.name, on_failure="hold", accepts_context=False)(run)

    def every(self, crontab: str, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Have `work` done by one of all workers at each time that `crontab` names."""

        async def run(_: Schedule) -> None:
            with log.about(schedule=name):
                await work()

        self._by_the_clock[name] = work
        self._queue.sm.schedule(name, crontab)(run)

    async def run(self) -> None:
        """Work until `stop`. What is under way is finished first."""
        async with asyncio.TaskGroup() as parts:
            parts.create_task(
                self._queue.qm.run(dequeue_timeout=timedelta(seconds=5), batch_size=10)
            )
            parts.create_task(self._queue.sm.run())

    async def drain(self) -> None:
        """Do every job that is due and return; those that wait for later are left."""
        working = asyncio.create_task(self._queue.qm.run(batch_size=10))
        while await self._is_busy() and not working.done():  # noqa: ASYNC110 - it is in the database
            await asyncio.sleep(0.01)
        self.stop()
        await working

    async def step(self) -> bool:
        """Do the one job that is due first, as `run` does many at a time; False if none is due."""
        queue = self._queue.qm
        free = EntrypointExecutionParameter(concurrency_limit=0)
        kinds = {QueueEntrypoint(name): free for name in self._kinds}
        found = await queue.queries.dequeue(1, kinds, queue.queue_manager_id, None, SILENT)
        for job in found:
            try:
                await self._kinds[job.entrypoint](job)
            except RetryRequested as again:
                await queue.queries.retry_job(job, again.delay, None)
            except Exception:  # noqa: BLE001 - kept as failed, for a person to see
                log.exception("job failed", job=job.entrypoint)
                await queue.queries.log_jobs([(job, "failed", None)])
            else:
                await queue.queries.log_jobs([(job, "successful", None)])
        return bool(found)

    async def _is_busy(self) -> bool:
        queue = self._queue.qm
        due = await queue.queries.eligible_queued_work(list(queue.entrypoint_registry))
        return bool(due or queue.job_context)

    async def close(self) -> None:
        """Give the connection back."""
        await self._connection.close()

    def stop(self) -> None:
        self._queue.shutdown.set()


def patience(attempts: int) -> timedelta:
    """How long to wait before the next try: 2 s, 4 s, 8 s … five minutes at most."""
    return timedelta(seconds=min(2 ** (attempts + 1), 300))

"""Batches are followed, worked on, and stopped.

A worker goes through a batch in pieces, each in its own transaction that also moves `done` on. So
whoever takes over from a worker that died goes on after what is done, and nothing happens twice.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import assert_never

from regulars.kernel.clock import Clock
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import BatchId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Database, Reads, Transaction
from regulars.vouchers.apply_file import apply_some
from regulars.vouchers.batch import (
    NOT_ENDED,
    WORK_ON_BATCH,
    Batch,
    BatchJob,
    BatchKind,
    BatchState,
    FileRead,
    FileRow,
    Outcome,
    Wish,
)
from regulars.vouchers.issue_by_number import issue_some
from regulars.vouchers.store import batches as store


async def read_batch(reads: Reads, merchant: MerchantId, batch: BatchId) -> Batch:
    """Raises `NotFound`, also for a batch of another merchant."""
    found = await store.read(reads, merchant, batch)
    if found is None:
        raise NotFound("There is no such batch of vouchers.")
    return found


async def newest_batches(
    reads: Reads,
    merchant: MerchantId,
    *,
    before: tuple[datetime, BatchId] | None = None,
    limit: int = 50,
) -> Sequence[Batch]:
    """Batches that are more than a preview, the newest first."""
    return await store.newest(reads, merchant, before=before, limit=limit)


async def wish_of(reads: Reads, batch: Batch) -> Wish:
    """What is issued in `batch`."""
    return await store.wish(reads, batch.merchant, batch.id, Wish)


async def file_of(reads: Reads, batch: Batch) -> FileRead:
    """How the file of `batch` was read."""
    return await store.wish(reads, batch.merchant, batch.id, FileRead)


async def outcomes(reads: Reads, batch: Batch) -> Mapping[Outcome, int]:
    """How many rows of a file have which outcome."""
    return await store.counts(reads, batch.merchant, batch.id)


async def file_rows(
    reads: Reads,
    batch: Batch,
    which: Collection[Outcome],
    *,
    after: int = 0,
    limit: int,
) -> Sequence[FileRow]:
    """Rows of a file with one of these outcomes, in its order."""
    return await store.rows(reads, batch.merchant, batch.id, which, after=after, limit=limit)


async def cancel(db: Database, merchant: MerchantId, batch: BatchId, *, at: datetime) -> Batch:
    """Stop a batch: what it has done stays, and nothing more is done. Raises `NotFound`."""

    async def work(tx: Transaction) -> Batch:
        found = await store.lock(tx, merchant, batch)
        if found is None:
            raise NotFound("There is no such batch of vouchers.")
        if found.state in NOT_ENDED:
            await store.move(tx, found, BatchState.CANCELLED, at=at)
        return await read_batch(tx, merchant, batch)

    return await db.tx(work)


async def work_on(db: Database, job: BatchJob, *, clock: Clock) -> None:
    """Take a batch to its end. Safe to repeat, and to be done by two workers at once."""
    while await db.tx(partial(_do_some, job=job, at=clock())):
        pass


async def _do_some(tx: Transaction, *, job: BatchJob, at: datetime) -> bool:
    """Do the next piece; whether there is more to do."""
    batch = await store.lock(tx, job.merchant, job.batch)
    if batch is None or not batch.is_under_way:
        return False
    match batch.kind:
        case BatchKind.ISSUE:
            done, failed = await issue_some(tx, batch, at=at)
        case BatchKind.IMPORT:
            done, failed = await apply_some(tx, batch, at=at)
        case other:
            assert_never(other)
    more = done > 0 and batch.done + done < batch.total
    state = BatchState.WORKING if more else BatchState.DONE
    await store.move(tx, batch, state, at=at, done=done, failed=failed)
    return more


async def hand_out_left(db: Database) -> None:
    """Have batches worked on whose job was lost or given up."""

    async def hand_out(tx: Transaction) -> None:
        for job in await store.left(tx):
            await jobs.enqueue(tx, WORK_ON_BATCH, job, once=str(job.batch))

    await db.tx(hand_out)


async def forget_previews(db: Database, *, before: datetime) -> None:
    """Drop the rows of files that nobody applied."""
    for job in await store.forgotten(db, before=before):
        await db.tx(partial(store.forget, merchant=job.merchant, batch=job.batch))

"""A file that was looked at is applied: its vouchers are made and changed, row by row."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeAlias

import msgspec

from regulars.kernel.errors import Conflict, NotFound, RegularsError
from regulars.kernel.ids import BatchId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Database, Transaction
from regulars.vouchers.batch import (
    WORK_ON_BATCH,
    Batch,
    BatchJob,
    BatchState,
    FileRead,
    FileRow,
    Outcome,
)
from regulars.vouchers.edit import edit_in
from regulars.vouchers.issue import issue_many
from regulars.vouchers.outcomes import Doing, Insert, Update, what_to_do
from regulars.vouchers.preview_file import TO_DO, known_for
from regulars.vouchers.rows import BadRow, folded_code
from regulars.vouchers.store import batches as store

AT_ONCE = 200
"""Rows in one transaction. A till that wants one of their vouchers waits for its end."""

Planned: TypeAlias = tuple[FileRow, Doing]


class AppliedAlready(Conflict):
    """The file is applied, or was put away."""

    code = "applied_already"


async def apply_file(db: Database, merchant: MerchantId, batch: BatchId) -> None:
    """Have a worker do what the preview says. Raises `NotFound`, `AppliedAlready`."""

    async def work(tx: Transaction) -> None:
        found = await store.lock(tx, merchant, batch)
        if found is None:
            raise NotFound("There is no such import.")
        if found.state is not BatchState.PREVIEW:
            raise AppliedAlready("This file is applied already, or was put away.")
        await store.move(tx, found, BatchState.WAITING, at=found.created_at)
        await jobs.enqueue(tx, WORK_ON_BATCH, BatchJob(merchant, batch), once=str(batch))

    await db.tx(work)


async def apply_some(tx: Transaction, batch: Batch, *, at: datetime) -> tuple[int, int]:
    """Do the next rows of `batch`; how many, and how many of them failed. A step.

    The vouchers are looked at again, since they may have changed after the preview.
    """
    rows = await store.rows(tx, batch.merchant, batch.id, TO_DO, limit=AT_ONCE)
    codes = [folded_code(row.cells) for row in rows]
    read = await store.wish(tx, batch.merchant, batch.id, FileRead)
    await store.lock_codes(tx, batch.merchant, codes)
    known = await known_for(tx, batch.merchant, read.habits, [row.cells for row in rows])
    there = await store.by_codes(tx, batch.merchant, codes)
    done, planned = list[FileRow](), list[Planned]()
    for row, code in zip(rows, codes, strict=True):
        try:
            planned.append((row, what_to_do(row.cells, known, there.get(code), batch.id)))
        except BadRow as refusal:
            done.append(_failed(row, refusal))
    done += await _inserted(tx, batch, planned, at=at)
    done += [await _changed(tx, batch, one, at=at) for one in planned if _is_there(one)]
    await store.set_outcomes(tx, batch.merchant, batch.id, done)
    return len(done), sum(row.outcome is Outcome.FAILED for row in done)


def _is_there(planned: Planned) -> bool:
    return not isinstance(planned[1], Insert)


async def _inserted(
    tx: Transaction, batch: Batch, planned: Sequence[Planned], *, at: datetime
) -> Sequence[FileRow]:
    """Make the new vouchers all at once; one by one if that is refused for some of them."""
    fresh = [(row, doing.new) for row, doing in planned if isinstance(doing, Insert)]
    actor = batch.created_by
    try:
        async with tx.savepoint():
            new = [new for _, new in fresh]
            await issue_many(tx, batch.merchant, new, at=at, actor=actor)
    except RegularsError as refusal:
        if len(fresh) == 1:
            return [_failed(fresh[0][0], refusal)]
        alone = [await _inserted(tx, batch, [(row, Insert(new))], at=at) for row, new in fresh]
        return [row for rows in alone for row in rows]
    return [_became(row, Outcome.INSERTED) for row, _ in fresh]


async def _changed(tx: Transaction, batch: Batch, planned: Planned, *, at: datetime) -> FileRow:
    row, doing = planned
    if not isinstance(doing, Update):
        return _became(row, Outcome.SAME)
    try:
        async with tx.savepoint():
            await edit_in(
                tx, batch.merchant, doing.voucher, doing.terms, at=at, actor=batch.created_by
            )
    except RegularsError as refusal:
        return _failed(row, refusal)
    return _became(row, Outcome.UPDATED)


def _became(row: FileRow, outcome: Outcome) -> FileRow:
    return msgspec.structs.replace(row, outcome=outcome)


def _failed(row: FileRow, refusal: RegularsError) -> FileRow:
    return msgspec.structs.replace(row, outcome=Outcome.FAILED, sentence=refusal.sentence)

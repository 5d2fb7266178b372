"""Batches of vouchers as rows, and the rows of files."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from regulars.kernel.ids import BatchId, MemberId, MerchantId
from regulars.platform.db import Reads, Row, Transaction
from regulars.vouchers.batch import (
    NOT_ENDED,
    Batch,
    BatchJob,
    BatchKind,
    BatchState,
    FileRow,
    Outcome,
)
from regulars.vouchers.model import Voucher
from regulars.vouchers.store.vouchers import COLUMNS as VOUCHER_COLUMNS
from regulars.vouchers.store.vouchers import JOINS as VOUCHER_JOINS
from regulars.vouchers.store.vouchers import voucher_of

W = TypeVar("W")

ROWS_AT_ONCE = 2_000

COLUMNS = """
    id, merchant_id, kind, name, state, total, done, failed, created_by, created_at, ended_at
"""

INSERT = """
    insert into voucher_batches (
        merchant_id, id, kind, name, wish, state, total, created_by, created_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""

INSERT_ROWS = """
    insert into voucher_batch_rows (merchant_id, batch_id, number, cells, outcome, sentence)
    select $1, $2, number, cells, outcome, sentence
      from unnest($3::integer[], $4::jsonb[], $5::text[], $6::text[])
           as row (number, cells, outcome, sentence)
"""

READ = f"select {COLUMNS} from voucher_batches where merchant_id = $1 and id = $2"
LOCK = READ + " for update"
WISH = "select wish from voucher_batches where merchant_id = $1 and id = $2"

NEWEST = f"""
    select {COLUMNS}
      from voucher_batches
     where merchant_id = $1 and state <> 'preview'
       and ($2::timestamptz is null or (created_at, id) < ($2, $3))
     order by created_at desc, id desc
     limit $4
"""

MOVE = """
    update voucher_batches
       set state = $3, done = done + $4, failed = failed + $5, ended_at = $6
     where merchant_id = $1 and id = $2
"""

LEFT = """
    select merchant_id, id from voucher_batches where state in ('waiting', 'working')
"""

COUNTS = """
    select outcome, count(*) as number
      from voucher_batch_rows
     where merchant_id = $1 and batch_id = $2
     group by outcome
"""

ROWS = """
    select number, cells, outcome, sentence
      from voucher_batch_rows
     where merchant_id = $1 and batch_id = $2 and outcome = any($3) and number > $4
     order by number
     limit $5
"""

SET_OUTCOMES = """
    update voucher_batch_rows as row
       set outcome = new.outcome, sentence = new.sentence
      from unnest($3::integer[], $4::text[], $5::text[]) as new (number, outcome, sentence)
     where row.merchant_id = $1 and row.batch_id = $2 and row.number = new.number
"""

# Many codes at once: joined, and not compared with a list, so that the plan does not rest on what
# is known of a table that is only now being filled.
LOCK_CODES = """
    select v.id
      from unnest($2::text[]) as wanted (code)
      join vouchers as v on v.merchant_id = $1 and v.folded_code = wanted.code
     order by v.id
       for no key update of v
"""

BY_CODES = f"""
    select {VOUCHER_COLUMNS}, wanted.code as wanted_code
      from unnest($2::text[]) as wanted (code)
      join vouchers as v on v.merchant_id = $1 and v.folded_code = wanted.code
      {VOUCHER_JOINS}
"""

# A member's code is the code of the member's wallet.
MEMBERS = """
    select v.code, v.member_id
      from unnest($2::text[]) as wanted (code)
      join vouchers as v on v.merchant_id = $1 and v.folded_code = wanted.code
     where v.source = 'LOYALTY'
"""

FORGOTTEN = """
    select merchant_id, id from voucher_batches where state = 'preview' and created_at < $1
"""
FORGET_ROWS = "delete from voucher_batch_rows where merchant_id = $1 and batch_id = $2"
FORGET = "delete from voucher_batches where merchant_id = $1 and id = $2 and state = 'preview'"


async def insert(tx: Transaction, batch: Batch, wish: msgspec.Struct) -> None:
    await tx.run(
        INSERT,
        batch.merchant,
        batch.id,
        batch.kind,
        batch.name,
        wish,
        batch.state,
        batch.total,
        batch.created_by,
        batch.created_at,
    )


async def insert_rows(
    tx: Transaction, merchant: MerchantId, batch: BatchId, rows: Sequence[FileRow]
) -> None:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        some = rows[start : start + ROWS_AT_ONCE]
        await tx.run(
            INSERT_ROWS,
            merchant,
            batch,
            [row.number for row in some],
            [row.cells for row in some],
            [row.outcome for row in some],
            [row.sentence for row in some],
        )


async def read(reads: Reads, merchant: MerchantId, batch: BatchId) -> Batch | None:
    row = await reads.one_or_none(READ, merchant, batch)
    return None if row is None else _batch(row)


async def lock(tx: Transaction, merchant: MerchantId, batch: BatchId) -> Batch | None:
    row = await tx.one_or_none(LOCK, merchant, batch)
    return None if row is None else _batch(row)


async def wish(reads: Reads, merchant: MerchantId, batch: BatchId, kind: type[W]) -> W:
    """What was asked for, when the batch was made."""
    return msgspec.convert(await reads.value(WISH, merchant, batch), kind)


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    before: tuple[datetime, BatchId] | None,
    limit: int,
) -> Sequence[Batch]:
    rows = await reads.all(NEWEST, merchant, *(before or (None, None)), limit)
    return [_batch(row) for row in rows]


async def move(
    tx: Transaction,
    batch: Batch,
    state: BatchState,
    *,
    at: datetime,
    done: int = 0,
    failed: int = 0,
) -> None:
    """Note `done` more, and the state that this leads to."""
    ended_at = None if state in NOT_ENDED else at
    await tx.run(MOVE, batch.merchant, batch.id, state, done, failed, ended_at)


async def left(reads: Reads) -> Sequence[BatchJob]:
    """The batches of all merchants that are not at their end."""
    return [_job(row) for row in await reads.all(LEFT)]


async def counts(reads: Reads, merchant: MerchantId, batch: BatchId) -> Mapping[Outcome, int]:
    found = await reads.all(COUNTS, merchant, batch)
    return dict.fromkeys(Outcome, 0) | {Outcome(row["outcome"]): row["number"] for row in found}


async def rows(
    reads: Reads,
    merchant: MerchantId,
    batch: BatchId,
    outcomes: Collection[Outcome],
    *,
    after: int = 0,
    limit: int,
) -> Sequence[FileRow]:
    """Rows with one of `outcomes`, in the order of the file."""
    found = await reads.all(ROWS, merchant, batch, list(outcomes), after, limit)
    return [msgspec.convert(dict(row), FileRow) for row in found]


async def set_outcomes(
    tx: Transaction, merchant: MerchantId, batch: BatchId, rows: Sequence[FileRow]
) -> None:
    await tx.run(
        SET_OUTCOMES,
        merchant,
        batch,
        [row.number for row in rows],
        [row.outcome for row in rows],
        [row.sentence for row in rows],
    )


async def lock_codes(tx: Transaction, merchant: MerchantId, folded: Sequence[str]) -> None:
    """Keep vouchers as they are until the end of `tx`, always taken in the same order."""
    await tx.all(LOCK_CODES, merchant, folded)


async def by_codes(
    reads: Reads, merchant: MerchantId, folded: Collection[str]
) -> Mapping[str, Voucher]:
    """The vouchers that have these codes, by their folded code."""
    found = await reads.all(BY_CODES, merchant, list(set(folded)))
    return {row["wanted_code"]: voucher_of(row) for row in found}


async def members(
    reads: Reads, merchant: MerchantId, codes: Collection[str]
) -> Mapping[str, MemberId]:
    """The members who have these codes."""
    found = await reads.all(MEMBERS, merchant, list(codes))
    return {row["code"]: MemberId(row["member_id"]) for row in found}


async def forgotten(reads: Reads, *, before: datetime) -> Sequence[BatchJob]:
    """Previews that nobody came back to."""
    return [_job(row) for row in await reads.all(FORGOTTEN, before)]


async def forget(tx: Transaction, merchant: MerchantId, batch: BatchId) -> None:
    await tx.run(FORGET_ROWS, merchant, batch)
    await tx.run(FORGET, merchant, batch)


def _batch(row: Row) -> Batch:
    return Batch(
        id=BatchId(row["id"]),
        merchant=MerchantId(row["merchant_id"]),
        kind=BatchKind(row["kind"]),
        name=row["name"],
        state=BatchState(row["state"]),
        total=row["total"],
        done=row["done"],
        failed=row["failed"],
        created_by=row["created_by"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
    )


def _job(row: Row) -> BatchJob:
    return BatchJob(MerchantId(row["merchant_id"]), BatchId(row["id"]))

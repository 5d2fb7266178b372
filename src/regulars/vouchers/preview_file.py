"""A file of vouchers is read and looked at. Nothing is made or changed by that."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import BatchId, MerchantId, uuid7
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.spreadsheets import Limits, Table, UnreadableFile, read_table
from regulars.vouchers.batch import Batch, BatchKind, BatchState, FileRead, FileRow, Outcome
from regulars.vouchers.cells import Habits
from regulars.vouchers.model import Voucher
from regulars.vouchers.outcomes import Insert, Same, Update, what_to_do
from regulars.vouchers.rows import (
    BadRow,
    Cells,
    Column,
    Known,
    cells_of,
    columns_of,
    folded_code,
    member_named,
)
from regulars.vouchers.store import batches as store

LIMITS = Limits()
LONGEST_NAME = 120
AT_ONCE = 500
TO_DO = (Outcome.INSERT, Outcome.UPDATE)


async def preview_file(
    db: Database,
    merchant: MerchantId,
    data: bytes,
    *,
    name: str,
    habits: Habits,
    at: datetime,
    actor: str,
) -> BatchId:
    """Keep what the file called `name` would do, row by row, for somebody to look at.

    Raises `UnreadableFile` for what is no table, and `Invalid` for one without the columns.
    """
    table = await asyncio.to_thread(read_table, data, LIMITS)
    columns, others = columns_of(table.headings)
    if not table.rows:
        raise UnreadableFile("There are no rows below the headings.")
    batch = BatchId(uuid7(at))
    rows = await _looked_at(db, merchant, batch, table, columns, habits)

    async def keep(tx: Transaction) -> None:
        read = FileRead(
            habits=habits,
            columns=tuple(column.value for column in columns if column),
            notes=(*table.notes, *_not_read(others)),
        )
        made = Batch(
            id=batch,
            merchant=merchant,
            kind=BatchKind.IMPORT,
            name=_shown(name),
            state=BatchState.PREVIEW,
            total=sum(row.outcome in TO_DO for row in rows),
            done=0,
            failed=0,
            created_by=actor,
            created_at=at,
            ended_at=None,
        )
        await store.insert(tx, made, read)
        await store.insert_rows(tx, merchant, batch, rows)

    await db.tx(keep)
    return batch


def _shown(name: str) -> str:
    """A file's name as it can be kept: its end says most."""
    return "".join(letter for letter in name if letter.isprintable())[-LONGEST_NAME:] or "File"


def _not_read(headings: Sequence[str]) -> Sequence[str]:
    if not headings:
        return ()
    named = ", ".join(f"“{heading[:40]}”" for heading in headings)
    return (f"These columns mean nothing here and are not read: {named}.",)


async def _looked_at(
    db: Database,
    merchant: MerchantId,
    batch: BatchId,
    table: Table,
    columns: Sequence[Column | None],
    habits: Habits,
) -> Sequence[FileRow]:
    looked_at: list[FileRow] = []
    firsts: dict[str, int] = {}
    for start in range(0, len(table.rows), AT_ONCE):
        some = [
            FileRow(number, cells_of(columns, row), Outcome.BAD, _too_long(columns, row))
            for number, row in table.rows[start : start + AT_ONCE]
        ]
        cells = [row.cells for row in some]
        known = await known_for(db, merchant, habits, cells)
        there = await store.by_codes(db, merchant, [folded_code(row) for row in cells])
        # A thread, so that nobody at a till waits for thousands of rows.
        looked_at += await asyncio.to_thread(_judge, some, known, there, firsts, batch)
    return looked_at


def _too_long(columns: Sequence[Column | None], row: Sequence[str]) -> str:
    if not any(row[len(columns) :]):
        return ""
    return "This row has more cells than there are headings. Look for a comma too many."


async def known_for(
    reads: Reads, merchant: MerchantId, habits: Habits, rows: Sequence[Cells]
) -> Known:
    """What `rows` are read with."""
    venues = await stores(reads, merchant)
    codes = {code for row in rows if (code := member_named(row))}
    return Known(
        habits=habits,
        stores={one.name.casefold(): one.id for one in venues}
        | {str(one.id): one.id for one in venues},
        members=await store.members(reads, merchant, codes) if codes else {},
    )


def _judge(
    rows: Sequence[FileRow],
    known: Known,
    there: Mapping[str, Voucher],
    firsts: dict[str, int],
    batch: BatchId,
) -> Sequence[FileRow]:
    """What each row would do; `firsts` has where in the file each code stands first."""
    judged = []
    for row in rows:
        code = folded_code(row.cells)
        sentence = row.sentence or _repeated(code, row.number, firsts)
        judged.append(
            msgspec.structs.replace(row, sentence=sentence)
            if sentence
            else judge(row, known, there.get(code), batch)
        )
    return judged


def _repeated(code: str, number: int, firsts: dict[str, int]) -> str:
    first = firsts.setdefault(code, number) if code else number
    return "" if first == number else f"Row {first} has this code already."


def judge(row: FileRow, known: Known, voucher: Voucher | None, batch: BatchId) -> FileRow:
    """`row` with what it would do to `voucher`, which has its code."""
    try:
        doing = what_to_do(row.cells, known, voucher, batch)
    except BadRow as refusal:
        return msgspec.structs.replace(row, outcome=Outcome.BAD, sentence=refusal.sentence)
    match doing:
        case Insert():
            outcome = Outcome.INSERT
        case Update():
            outcome = Outcome.UPDATE
        case Same():
            outcome = Outcome.SAME
    return msgspec.structs.replace(row, outcome=outcome)

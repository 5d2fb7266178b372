"""Exceptions as rows: one for each thing that goes wrong, counted while it is open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from regulars.kernel.ids import ConnectionId, ExceptionId, MerchantId, StoreId
from regulars.platform.db import Reads, Row, Transaction
from regulars.sales.model import ExceptionKind, ExceptionState, OrderException

COLUMNS = """
    e.id, e.kind, e.code, e.sentence, e.store_id, t.name as store_name, e.subject, e.request,
    e.times, e.state, e.created_at, e.last_at, e.ended_at, e.ended_by
"""

NOTE = """
    insert into exceptions (merchant_id, id, kind, code, sentence, store_id, subject, request,
                            state, created_at, last_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
    on conflict (merchant_id, kind, subject, code) where state in ('open', 'notice')
       do update set times = exceptions.times + 1, sentence = excluded.sentence,
                     request = excluded.request,
                     last_at = greatest(exceptions.last_at, excluded.last_at)
    returning id, times
"""

IS_KNOWN = """
    select exists (select from exceptions
                    where merchant_id = $1 and kind = $2 and subject = $3 and code = $4)
"""

END = """
    update exceptions set state = $3, ended_at = $4, ended_by = $5
     where merchant_id = $1 and id = $2 and state in ('open', 'notice')
"""

# Orders that could not be recorded are nobody's store's: which one, the till did not say.
END_UNREAD = """
    update exceptions set state = 'resolved', ended_at = $4
     where merchant_id = $1 and kind = 'till_order' and state = 'open'
       and subject = any($3) and request ->> 'connection' = $2
    returning id
"""

READ = f"""
    select {COLUMNS}
      from exceptions e
      left join stores t on (t.merchant_id, t.id) = (e.merchant_id, e.store_id)
     where e.merchant_id = $1 and e.id = $2
"""

LIST = f"""
    select {COLUMNS}
      from exceptions e
      left join stores t on (t.merchant_id, t.id) = (e.merchant_id, e.store_id)
     where e.merchant_id = $1 and ($2::text is null or e.state = $2)
       and ($3::timestamptz is null or (e.last_at, e.id) < ($3, $4::uuid))
       and ($6::integer is null or e.store_id = $6)
     order by e.last_at desc, e.id desc
     limit $5
"""

COUNT_OPEN = "select count(*) from exceptions where merchant_id = $1 and state = 'open'"


class Note(NamedTuple):
    """What is to be listed. `request` is what came, ready to be kept.

    What concerns no store of the merchant's names none.
    """

    kind: ExceptionKind
    code: str
    sentence: str
    store: StoreId | None
    order: str
    request: Any
    state: ExceptionState


def subject_of(store: StoreId | None, order: str) -> str:
    """What names an order of any store."""
    return f"{'' if store is None else store}:{order}"


async def note(
    tx: Transaction, merchant: MerchantId, exception: ExceptionId, note: Note, *, at: datetime
) -> tuple[ExceptionId, bool]:
    """List it, or count it once more. Answers which one it is, and whether it is new."""
    row = await tx.one(
        NOTE,
        merchant,
        exception,
        note.kind,
        note.code,
        note.sentence,
        note.store,
        subject_of(note.store, note.order),
        note.request,
        note.state,
        at,
    )
    return ExceptionId(row["id"]), row["times"] == 1


async def is_known(tx: Transaction, merchant: MerchantId, note: Note) -> bool:
    """Whether it was ever listed."""
    subject = subject_of(note.store, note.order)
    return bool(await tx.value(IS_KNOWN, merchant, note.kind, subject, note.code))


async def end(
    tx: Transaction,
    merchant: MerchantId,
    exception: ExceptionId,
    state: ExceptionState,
    *,
    by: str,
    at: datetime,
) -> bool:
    """Whether it was still standing."""
    return bool(await tx.run(END, merchant, exception, state, at, by))


async def end_unread(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    orders: Sequence[str],
    *,
    at: datetime,
) -> Sequence[ExceptionId]:
    """End what is listed about these orders of a connection; names what was still standing."""
    subjects = [subject_of(None, order) for order in orders]
    rows = await tx.all(END_UNREAD, merchant, str(connection), subjects, at)
    return [ExceptionId(row["id"]) for row in rows]


async def read(reads: Reads, merchant: MerchantId, exception: ExceptionId) -> OrderException | None:
    row = await reads.one_or_none(READ, merchant, exception)
    return None if row is None else _exception(row)


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    state: ExceptionState | None,
    at_store: StoreId | None,
    before: tuple[datetime, ExceptionId] | None,
    limit: int,
) -> Sequence[OrderException]:
    last_at, last = before or (None, None)
    rows = await reads.all(LIST, merchant, state, last_at, last, limit, at_store)
    return [_exception(row) for row in rows]


async def count_open(reads: Reads, merchant: MerchantId) -> int:
    return int(await reads.value(COUNT_OPEN, merchant))


def _exception(row: Row) -> OrderException:
    return OrderException(
        id=ExceptionId(row["id"]),
        kind=ExceptionKind(row["kind"]),
        code=row["code"],
        sentence=row["sentence"],
        store=None if row["store_id"] is None else StoreId(row["store_id"]),
        store_name=row["store_name"] or "",
        order=row["subject"].partition(":")[2],
        request=row["request"],
        times=row["times"],
        state=ExceptionState(row["state"]),
        created_at=row["created_at"],
        last_at=row["last_at"],
        ended_at=row["ended_at"],
        ended_by=row["ended_by"],
    )

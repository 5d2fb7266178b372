"""What could not be done as it was asked: listed, sent again, or put aside.

An order that is refused leaves nothing behind, so its failure is written down in a transaction of
its own, with all that came.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ConnectionId, ExceptionId, MerchantId, StoreId
from regulars.platform import jobs, journal
from regulars.platform.db import Database, Reads, Transaction
from regulars.platform.secrets import digest
from regulars.sales.errors import ExceptionOver, NoSuchException
from regulars.sales.external import take_order
from regulars.sales.facts import ExceptionEnded
from regulars.sales.model import ExceptionKind, ExceptionState, ExternalOrder, OrderException
from regulars.sales.note import as_request, from_request, keepable, note
from regulars.sales.store import exceptions as store
from regulars.sales.store.exceptions import Note
from regulars.sales.sweep import FOLLOW_SOON, OrderJob

LONGEST_BODY = 2_000
"""So much of what nobody could read is kept."""
FINGERPRINT = 12


class AskedAbout(msgspec.Struct, frozen=True):
    """Which order of which connection could not be recorded."""

    connection: ConnectionId
    order: str


async def record_failure(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    order: ExternalOrder,
    refusal: RegularsError,
    *,
    at: datetime,
) -> None:
    """List an order that was refused, so that somebody can look after it and send it again."""
    failed = Note(
        ExceptionKind.ORDER,
        refusal.code,
        refusal.sentence,
        store_id,
        keepable(order.id),
        as_request(order),
        ExceptionState.OPEN,
    )
    await db.tx(lambda tx: note(tx, merchant, failed, at=at))


async def record_unreadable(
    db: Database,
    merchant: MerchantId,
    store_id: StoreId,
    body: str,
    refusal: RegularsError,
    *,
    at: datetime,
) -> None:
    """List what a store's till sent and nobody could read: it can only be sent in another way.

    It has no id that can be told, so the same body is known again by its fingerprint.
    """
    readable = "".join(letter if letter.isprintable() else " " for letter in body[:LONGEST_BODY])
    failed = Note(
        ExceptionKind.UNREADABLE,
        refusal.code,
        refusal.sentence,
        store_id,
        digest(body).hex()[:FINGERPRINT],
        {"body": readable},
        ExceptionState.OPEN,
    )
    await db.tx(lambda tx: note(tx, merchant, failed, at=at))


async def list_exceptions(
    reads: Reads,
    merchant: MerchantId,
    *,
    state: ExceptionState | None = None,
    at_store: StoreId | None = None,
    before: tuple[datetime, ExceptionId] | None = None,
    limit: int = 50,
) -> Sequence[OrderException]:
    """Exceptions in a state or in any, at a store or at all, what happened last first.

    `before` is `last_at` and id of the last one of the page before.
    """
    return await store.newest(
        reads, merchant, state=state, at_store=at_store, before=before, limit=limit
    )


async def count_open(reads: Reads, merchant: MerchantId) -> int:
    """How many wait for somebody."""
    return await store.count_open(reads, merchant)


async def read_exception(
    reads: Reads, merchant: MerchantId, exception: ExceptionId
) -> OrderException:
    """One exception. Raises `NoSuchException`, also for one of another merchant."""
    found = await store.read(reads, merchant, exception)
    if found is None:
        raise NoSuchException("There is no such exception.")
    return found


async def resend(
    db: Database, merchant: MerchantId, exception: ExceptionId, *, at: datetime, actor: str
) -> None:
    """Take the order once more, as it came then; have the till asked again about one of its own.

    Raises what the order is refused with now, which is then listed in place of what was; also
    `NoSuchException`, and `ExceptionOver` when there is nothing to be sent. What the till answers
    is heard later: the exception ends by itself then.
    """
    failed = await read_exception(db, merchant, exception)
    if failed.state is not ExceptionState.OPEN:
        raise ExceptionOver("This has been settled already.")
    match failed.kind:
        case ExceptionKind.ORDER:
            await take_again(db, merchant, failed, at=at, actor=actor)
        case ExceptionKind.TILL_ORDER:
            await ask_again(db, merchant, failed)
        case _:
            raise ExceptionOver("There is nothing to be sent again.")


async def ask_again(db: Database, merchant: MerchantId, failed: OrderException) -> None:
    """Have the till asked about the order that could not be recorded, soon."""
    asked = msgspec.convert(failed.request, AskedAbout)
    job = OrderJob(merchant, asked.connection, asked.order)
    once = f"{asked.connection}:{asked.order}"
    await db.tx(lambda tx: jobs.enqueue(tx, FOLLOW_SOON, job, once=once))


async def take_again(
    db: Database, merchant: MerchantId, failed: OrderException, *, at: datetime, actor: str
) -> None:
    """Take an order that a till reported once more. Raises what it is refused with now."""
    exception = failed.id
    assert failed.store is not None
    order = from_request(failed.request)
    try:
        await take_order(db, merchant, failed.store, order, at=at, actor=actor)
    except RegularsError as refusal:
        await record_failure(db, merchant, failed.store, order, refusal, at=at)
        if refusal.code != failed.code:
            await over(db, merchant, exception, ExceptionState.RESOLVED, at=at, actor=actor)
        raise
    await over(db, merchant, exception, ExceptionState.RESOLVED, at=at, actor=actor)


async def put_aside(
    db: Database, merchant: MerchantId, exception: ExceptionId, *, at: datetime, actor: str
) -> None:
    """Nothing more is to be done about it. Raises `NoSuchException`, `ExceptionOver`."""
    await read_exception(db, merchant, exception)
    if not await over(db, merchant, exception, ExceptionState.PUT_ASIDE, at=at, actor=actor):
        raise ExceptionOver("This has been settled already.")


async def over(
    db: Database,
    merchant: MerchantId,
    exception: ExceptionId,
    state: ExceptionState,
    *,
    at: datetime,
    actor: str,
) -> bool:
    """End an exception. Whether it was still standing."""

    async def work(tx: Transaction) -> bool:
        ended = await store.end(tx, merchant, exception, state, by=actor, at=at)
        if ended:
            fact = ExceptionEnded(exception=str(exception), state=state.value)
            await journal.write(tx, merchant, fact, at=at, actor=actor)
        return ended

    return await db.tx(work)

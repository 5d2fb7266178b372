"""So many vouchers that are all alike are issued, each with a code of its own."""

from datetime import datetime

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import BatchId, MerchantId, draw_code, uuid7
from regulars.platform import jobs
from regulars.platform.db import Database, RunAgain, Transaction
from regulars.vouchers.batch import (
    WORK_ON_BATCH,
    Batch,
    BatchJob,
    BatchKind,
    BatchState,
    Wish,
)
from regulars.vouchers.errors import BadVoucher, CodeTaken
from regulars.vouchers.issue import issue_many
from regulars.vouchers.model import NewVoucher
from regulars.vouchers.rules import LONGEST_CODE, check_code, check_new
from regulars.vouchers.store import batches as store
from regulars.vouchers.store import vouchers

MOST = 50_000
LONGEST_PREFIX = 10
LONGEST_NAME = 120
AT_ONCE = 500
"""Vouchers in one transaction."""


async def issue_by_number(
    db: Database,
    merchant: MerchantId,
    alike: NewVoucher,
    *,
    number: int,
    prefix: str,
    name: str,
    at: datetime,
    actor: str,
) -> BatchId:
    """Have `number` vouchers made that are `alike`, with codes that begin with `prefix`.

    `name` is what the merchant calls the batch. Raises `Invalid` with the field.
    """
    if not 1 <= number <= MOST:
        raise Invalid(f"Between 1 and {MOST}, please.", field="number")
    _check_prefix(prefix)
    wish = Wish.of(alike, prefix)

    async def work(tx: Transaction) -> BatchId:
        ground = await vouchers.ground(tx, merchant)
        check_new(_one(wish, BatchId(uuid7(at))), currency=ground.currency)
        if not ground.stores.issuperset(wish.terms.stores):
            raise BadVoucher("There is no such store.", field="stores")
        batch = Batch(
            id=BatchId(uuid7(at)),
            merchant=merchant,
            kind=BatchKind.ISSUE,
            name=name[:LONGEST_NAME],
            state=BatchState.WAITING,
            total=number,
            done=0,
            failed=0,
            created_by=actor,
            created_at=at,
            ended_at=None,
        )
        await store.insert(tx, batch, wish)
        job = BatchJob(merchant, batch.id)
        await jobs.enqueue(tx, WORK_ON_BATCH, job, once=str(batch.id))
        return batch.id

    return await db.tx(work)


def _check_prefix(prefix: str) -> None:
    if len(prefix) > LONGEST_PREFIX:
        raise Invalid(f"At most {LONGEST_PREFIX} characters.", field="prefix")
    try:
        check_code(f"{prefix}-{draw_code()}" if prefix else draw_code(3))
    except BadVoucher as refusal:
        raise Invalid(refusal.sentence, field="prefix") from refusal


async def issue_some(tx: Transaction, batch: Batch, *, at: datetime) -> tuple[int, int]:
    """Make the next vouchers of `batch`; how many, and how many of them failed: none. A step."""
    wish = await store.wish(tx, batch.merchant, batch.id, Wish)
    number = min(AT_ONCE, batch.total - batch.done)
    new = [_one(wish, batch.id) for _ in range(number)]
    try:
        await issue_many(tx, batch.merchant, new, at=at, actor=batch.created_by)
    except CodeTaken as refusal:
        # Behind a long prefix few letters are drawn; the next draw has others.
        raise RunAgain from refusal
    return number, 0


def _one(wish: Wish, batch: BatchId) -> NewVoucher:
    return NewVoucher(
        code=_drawn(wish.prefix) if wish.prefix else None,
        worth=wish.worth,
        use_type=wish.use_type,
        terms=wish.terms,
        batch=batch,
    )


def _drawn(prefix: str) -> str:
    """`SUMMER-ABCD-EFGH`, with as much drawn as a code has room for."""
    room = LONGEST_CODE - len(prefix) - 1
    return f"{prefix}-{draw_code(groups=3 if room >= len('ABCD-EFGH-JKLM') else 2)}"

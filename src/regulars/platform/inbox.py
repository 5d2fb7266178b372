"""The durable inbox: what an outside system told us is kept before it is answered.

The same delivery twice is one row. The row and the job that works on it are one commit, so nothing
that was answered with “received” is ever forgotten.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from regulars.kernel.ids import ConnectionId, MerchantId, uuid7
from regulars.platform import jobs
from regulars.platform.db import Database, Row, Transaction
from regulars.platform.jobs import JobKind
from regulars.platform.secrets import digest

KEEP = """
    insert into inbox (merchant_id, id, connection_id, topic, delivery, body, received_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (merchant_id, connection_id, delivery)
        do update set received = inbox.received + 1
    returning id, received, handled_at
"""

READ = """
    select id, connection_id, topic, body, received_at, handled_at
      from inbox
     where merchant_id = $1 and id = $2
"""

LAST_HEARD = """
    select received_at from inbox
     where merchant_id = $1 and connection_id = $2
     order by id desc
     limit 1
"""

DONE = "update inbox set handled_at = $3 where merchant_id = $1 and id = $2 and handled_at is null"

WAITING = """
    select merchant_id, id from inbox
     where handled_at is null and received_at < $1
     order by received_at
     limit 500
"""


class Delivery(msgspec.Struct, frozen=True):
    """One thing an outside system told us."""

    id: UUID
    connection: ConnectionId
    topic: str
    body: Any
    received_at: datetime
    handled_at: datetime | None


class DeliveryJob(msgspec.Struct, frozen=True):
    """Work on one delivery."""

    merchant: MerchantId
    delivery: UUID


WORK_ON = JobKind("inbox.work_on", DeliveryJob)


async def keep(
    tx: Transaction,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    topic: str,
    body: Any,
    at: datetime,
) -> bool:
    """Keep a delivery and have it worked on; False when the very same has been kept before."""
    delivery = digest(topic, body)
    row = await tx.one(KEEP, merchant, uuid7(at), connection, topic, delivery, body, at)
    if row["received"] == 1:
        await jobs.enqueue(tx, WORK_ON, DeliveryJob(merchant, row["id"]))
    return bool(row["received"] == 1)


async def read(db: Database, merchant: MerchantId, delivery: UUID) -> Delivery | None:
    row = await db.one_or_none(READ, merchant, delivery)
    return None if row is None else _delivery(row)


async def last_heard(
    db: Database, merchant: MerchantId, connection: ConnectionId
) -> datetime | None:
    """When a connection's till last told us something."""
    row = await db.one_or_none(LAST_HEARD, merchant, connection)
    return None if row is None else row["received_at"]


async def done(tx: Transaction, merchant: MerchantId, delivery: UUID, *, at: datetime) -> None:
    """Mark a delivery as worked on."""
    await tx.run(DONE, merchant, delivery, at)


async def waiting(db: Database, *, at: datetime) -> Sequence[DeliveryJob]:
    """Deliveries that nobody finished within five minutes, for the sweep to hand out again."""
    rows = await db.all(WAITING, at - timedelta(minutes=5))
    return [DeliveryJob(MerchantId(row["merchant_id"]), row["id"]) for row in rows]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        id=row["id"],
        connection=ConnectionId(row["connection_id"]),
        topic=row["topic"],
        body=row["body"],
        received_at=row["received_at"],
        handled_at=row["handled_at"],
    )

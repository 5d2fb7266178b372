"""The journal of facts: each committed thing that happened, in one row.

A fact is written in the transaction of what happened. The row is the audit trail, the source of
outgoing webhooks and of the console's live pages, and what the worker turns into further work.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

import msgspec

from regulars.kernel.ids import FactId, MerchantId, uuid7
from regulars.platform.db import Database, Reads, Row, Transaction

WRITE = """
    insert into facts (merchant_id, id, kind, subject, actor, data, at)
    values ($1, $2, $3, $4, $5, $6, $7)
"""

NEWEST = """
    select id, kind, subject, actor, data, at
      from facts
     where merchant_id = $1 and ($2::text is null or subject = $2)
     order by id desc
     limit $3
"""

SINCE = """
    select id, kind, subject, actor, data, at
      from facts
     where merchant_id = $1 and id > $2
     order by id desc
     limit 200
"""

IDS_SINCE = """
    select id
      from facts
     where merchant_id = $1 and id > $2
"""

OTHERS = """
    select exists (
        select 1
          from facts
         where merchant_id = $1 and id > $2 and id <> all ($3::uuid[])
    )
"""


FOLLOWING = """
    select id, kind, subject, actor, data, at
      from facts
     where merchant_id = $1 and id > $2 and id < $3 and kind = any($4::text[])
     order by id
     limit $5
"""


class Fact(Protocol):
    """What a domain's `facts` module declares: a struct with a kind and the subject it is about."""

    @property
    def kind(self) -> str: ...

    @property
    def subject(self) -> str: ...


class Written(msgspec.Struct, frozen=True):
    """A fact as it stands in the journal."""

    id: FactId
    kind: str
    subject: str
    actor: str
    data: dict[str, Any]
    at: datetime


async def write(
    tx: Transaction, merchant: MerchantId, fact: Fact, *, at: datetime, actor: str = "system"
) -> None:
    """Write `fact` down with what else `tx` does. `actor` says who: a user, a till, the system."""
    data = msgspec.to_builtins(fact, str_keys=True)
    await tx.run(WRITE, merchant, uuid7(at), fact.kind, fact.subject, actor, data, at)


async def newest(
    db: Database, merchant: MerchantId, *, subject: str | None = None, limit: int = 50
) -> Sequence[Written]:
    """The latest facts of a merchant, newest first; of one subject if it is named."""
    rows = await db.all(NEWEST, merchant, subject, limit)
    return [_written(row) for row in rows]


async def since(db: Database, merchant: MerchantId, seen: FactId) -> Sequence[Written]:
    """The facts of a merchant with ids above `seen`, oldest first; of very many, the latest."""
    rows = await db.all(SINCE, merchant, seen)
    return [_written(row) for row in reversed(rows)]


async def ids_since(db: Reads, merchant: MerchantId, seen: FactId) -> frozenset[FactId]:
    """The ids above `seen` of a merchant's facts."""
    rows = await db.all(IDS_SINCE, merchant, seen)
    return frozenset(FactId(row["id"]) for row in rows)


async def has_others(
    db: Reads, merchant: MerchantId, seen: FactId, known: Collection[FactId]
) -> bool:
    """Whether the merchant has facts with ids above `seen` that are not among the `known`."""
    return bool(await db.value(OTHERS, merchant, seen, list(known)))


async def following(
    reads: Reads,
    merchant: MerchantId,
    after: FactId,
    before: FactId,
    kinds: Collection[str],
    *,
    limit: int,
) -> Sequence[Written]:
    """Facts of some kinds with ids between the two, oldest first."""
    rows = await reads.all(FOLLOWING, merchant, after, before, list(kinds), limit)
    return [_written(row) for row in rows]


def _written(row: Row) -> Written:
    return Written(
        id=FactId(row["id"]),
        kind=row["kind"],
        subject=row["subject"],
        actor=row["actor"],
        data=row["data"],
        at=row["at"],
    )

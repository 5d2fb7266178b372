"""The budget of requests to a till in the database: one row for each connection."""

from datetime import datetime, timedelta

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.platform.db import Database, Reads, Transaction

# $4 is what one request costs, $5 how far ahead of the clock the row may run.
CLAIM = """
    insert into rate_budgets (merchant_id, connection_id, next_free)
    values ($1, $2, $3::timestamptz + $4::interval)
    on conflict (merchant_id, connection_id) do update
       set next_free = greatest(rate_budgets.next_free, $3) + $4
     where greatest(rate_budgets.next_free, $3) + $4 <= $3 + $5::interval
    returning next_free
"""

NEXT_FREE = "select next_free from rate_budgets where merchant_id = $1 and connection_id = $2"

HOLD_BACK = """
    insert into rate_budgets (merchant_id, connection_id, next_free)
    values ($1, $2, $3)
    on conflict (merchant_id, connection_id) do update
       set next_free = greatest(rate_budgets.next_free, excluded.next_free)
"""


async def claim(
    db: Database,
    merchant: MerchantId,
    connection: ConnectionId,
    *,
    at: datetime,
    cost: timedelta,
    room: timedelta,
) -> bool:
    """Take one request out of the budget; False, and nothing is taken, when it does not fit."""
    return await db.one_or_none(CLAIM, merchant, connection, at, cost, room) is not None


async def next_free(db: Reads, merchant: MerchantId, connection: ConnectionId) -> datetime | None:
    moment: datetime | None = await db.value(NEXT_FREE, merchant, connection)
    return moment


async def hold_back(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, *, until: datetime
) -> None:
    await tx.run(HOLD_BACK, merchant, connection, until)

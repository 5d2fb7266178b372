"""The budget of requests to a till in the database: one row for each connection."""

from datetime import datetime, timedelta

from regulars.kernel.ids import ConnectionId, MerchantId
from regulars.merchants.store.tokens import SealedTokens, sealed_tokens
from regulars.platform.db import Database, Reads, Transaction

# $4 is what one request costs, $5 how far ahead of the clock the row may run. The tokens come with
# it, since whoever may ask needs them next.
CLAIM = """
    with claimed as (
        insert into rate_budgets (merchant_id, connection_id, next_free)
        values ($1, $2, $3::timestamptz + $4::interval)
        on conflict (merchant_id, connection_id) do update
           set next_free = greatest(rate_budgets.next_free, $3) + $4
         where greatest(rate_budgets.next_free, $3) + $4 <= $3 + $5::interval
        returning next_free
    )
    select exists (select from claimed) as claimed,
           t.access_token, t.refresh_token, t.expires_at, t.generation
      from (select) one
      left join connection_tokens t on t.merchant_id = $1 and t.connection_id = $2
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
) -> tuple[bool, SealedTokens | None]:
    """Take one request out of the budget; False, and nothing is taken, when it does not fit.

    Answers the connection's tokens as well, None where there are none.
    """
    row = await db.one(CLAIM, merchant, connection, at, cost, room)
    return row["claimed"], None if row["generation"] is None else sealed_tokens(row)


async def next_free(db: Reads, merchant: MerchantId, connection: ConnectionId) -> datetime | None:
    moment: datetime | None = await db.value(NEXT_FREE, merchant, connection)
    return moment


async def hold_back(
    tx: Transaction, merchant: MerchantId, connection: ConnectionId, *, until: datetime
) -> None:
    await tx.run(HOLD_BACK, merchant, connection, until)

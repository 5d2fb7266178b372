"""Accounts, their locks, their lots and holds."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import AccountId, HoldId, LotId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.model import Balance, Hold, Lot, NextExpiry
from regulars.platform.db import Reads, Row, Transaction

OPEN = "insert into ledger_accounts (merchant_id, id, unit, created_at) values ($1, $2, $3, $4)"

# `overdue` is as of before the lock was had, and may miss a lot of that moment. No harm is done:
# what spends looks at the day of each lot again.
LOCK = """
    select account.id,
           coalesce((select lot.expires_at
                       from ledger_lots as lot
                      where lot.merchant_id = $1 and lot.account_id = $2 and lot.remaining > 0
                      order by lot.expires_at
                      limit 1) <= $3, false) as overdue
      from ledger_accounts as account
     where account.merchant_id = $1 and account.id = $2
       for update of account
"""

LOCK_IF_FREE = """
    select true
      from ledger_accounts
     where merchant_id = $1 and id = $2
       for update skip locked
"""

LOCK_OF_HOLD = """
    select account.id, hold.amount
      from ledger_holds as hold
      join ledger_accounts as account
        on account.merchant_id = hold.merchant_id and account.id = hold.account_id
     where hold.merchant_id = $1 and hold.id = $2
       for update of account
"""

SPENDABLE = """
    select coalesce(sum(remaining), 0)::bigint
      from ledger_lots
     where merchant_id = $1 and account_id = $2 and remaining > 0
       and coalesce(expires_at > $3, true) and coalesce(matures_at <= $3, true)
"""

UNEXPIRED = """
    select coalesce(sum(remaining), 0)::bigint
      from ledger_lots
     where merchant_id = $1 and account_id = $2 and remaining > 0
       and coalesce(expires_at > $3, true)
"""

OVERDUE = """
    select id, earned, remaining, expired, taken_back, earned_at, expires_at,
           matures_at, idle_months
      from ledger_lots
     where merchant_id = $1 and account_id = $2 and remaining > 0 and expires_at <= $3
     order by expires_at, id
"""

# Merchant by merchant, so that each is one look at the front of an index.
DUE = """
    select merchant.merchant_id, due.account_id
      from merchants as merchant
     cross join lateral (
            select distinct account_id
              from (select account_id
                      from ledger_lots as lot
                     where lot.merchant_id = merchant.merchant_id
                       and lot.remaining > 0 and lot.expires_at <= $1
                     order by lot.expires_at
                     limit $2) as oldest) as due
     limit $2
"""

LOTS = """
    select id, earned, remaining, expired, taken_back, earned_at, expires_at,
           matures_at, idle_months
      from ledger_lots
     where merchant_id = $1 and account_id = $2 and remaining > 0
     order by expires_at nulls last, id
     limit $3
"""

BY_ID = """
    select id, earned, remaining, expired, taken_back, earned_at, expires_at,
           matures_at, idle_months
      from ledger_lots
     where merchant_id = $1 and id = any($2)
     order by expires_at, id
"""

BALANCE = """
    select account.available - lots.overdue - lots.pending as available, account.held,
           lots.pending, account.debt, next.points, next.expires_at
      from ledger_accounts as account
     cross join lateral (
            select coalesce(sum(remaining) filter (where expires_at <= $3), 0)::bigint as overdue,
                   coalesce(sum(remaining) filter (where matures_at > $3
                                                     and coalesce(expires_at > $3, true)), 0)
                       ::bigint as pending
              from ledger_lots as lot
             where lot.merchant_id = $1 and lot.account_id = $2 and lot.remaining > 0) as lots
      left join lateral (
            select sum(remaining)::bigint as points, expires_at
              from ledger_lots as lot
             where lot.merchant_id = $1 and lot.account_id = $2 and lot.remaining > 0
               and coalesce(lot.expires_at > $3, false)
             group by expires_at
             order by expires_at
             limit 1) as next on true
     where account.merchant_id = $1 and account.id = $2
"""

OVERDUE_HOLDS = """
    select count(*) from ledger_holds
     where merchant_id = $1 and closed_at is null and times_out < $2
"""

HOLD = """
    select id, account_id, amount, settled, released, given_back, created_at, times_out, closed_at
      from ledger_holds
     where merchant_id = $1 and id = $2
"""


async def open_(
    tx: Transaction, merchant: MerchantId, account: AccountId, unit: str, at: datetime
) -> None:
    await tx.run(OPEN, merchant, account, unit, at)


async def lock(
    tx: Transaction, merchant: MerchantId, account: AccountId, at: datetime
) -> bool | None:
    """Wait for the account and keep it. Says whether lots wait to be expired; None if not there."""
    row = await tx.one_or_none(LOCK, merchant, account, at)
    return row["overdue"] if row else None


async def lock_if_free(tx: Transaction, merchant: MerchantId, account: AccountId) -> bool:
    """Keep the account unless somebody else has it at this moment."""
    return await tx.value(LOCK_IF_FREE, merchant, account) is not None


async def lock_of(
    tx: Transaction, merchant: MerchantId, hold: HoldId
) -> tuple[AccountId, Points] | None:
    """Wait for the account of `hold` and keep it: whose it is, and how many points it set aside."""
    row = await tx.one_or_none(LOCK_OF_HOLD, merchant, hold)
    return (row["id"], row["amount"]) if row else None


async def spendable(reads: Reads, merchant: MerchantId, account: AccountId, at: datetime) -> Points:
    """How many points are in lots that can be spent, and whose day has not passed."""
    return Points(await reads.value(SPENDABLE, merchant, account, at))


async def unexpired(reads: Reads, merchant: MerchantId, account: AccountId, at: datetime) -> Points:
    """The same with points that cannot be spent yet."""
    return Points(await reads.value(UNEXPIRED, merchant, account, at))


async def overdue(
    reads: Reads, merchant: MerchantId, account: AccountId, at: datetime
) -> Sequence[Lot]:
    """Lots whose day has passed and that still have points, the first to expire first."""
    return [_lot_of(row) for row in await reads.all(OVERDUE, merchant, account, at)]


async def due(reads: Reads, at: datetime, limit: int) -> Sequence[tuple[MerchantId, AccountId]]:
    """At most `limit` accounts that have such lots."""
    rows = await reads.all(DUE, at, limit)
    return [(row["merchant_id"], row["account_id"]) for row in rows]


async def lots(
    reads: Reads, merchant: MerchantId, account: AccountId, limit: int | None
) -> Sequence[Lot]:
    """Those with points left, in the order they are spent; all of them without a limit."""
    return [_lot_of(row) for row in await reads.all(LOTS, merchant, account, limit)]


async def lots_by_id(reads: Reads, merchant: MerchantId, ids: Sequence[LotId]) -> Sequence[Lot]:
    return [_lot_of(row) for row in await reads.all(BY_ID, merchant, ids)]


async def balance(
    reads: Reads, merchant: MerchantId, account: AccountId, at: datetime
) -> Balance | None:
    row = await reads.one_or_none(BALANCE, merchant, account, at)
    if row is None:
        return None
    expiry = NextExpiry(row["points"], row["expires_at"]) if row["expires_at"] else None
    return Balance(row["available"], row["held"], row["pending"], row["debt"], expiry)


async def overdue_holds(reads: Reads, merchant: MerchantId, at: datetime) -> int:
    return int(await reads.value(OVERDUE_HOLDS, merchant, at))


async def hold(reads: Reads, merchant: MerchantId, id_: HoldId) -> Hold | None:
    row = await reads.one_or_none(HOLD, merchant, id_)
    return _hold_of(row) if row else None


def _lot_of(row: Row) -> Lot:
    return Lot(
        id=row["id"],
        earned=row["earned"],
        remaining=row["remaining"],
        expired=row["expired"],
        taken_back=row["taken_back"],
        earned_at=row["earned_at"],
        expires_at=row["expires_at"],
        matures_at=row["matures_at"],
        idle_months=row["idle_months"],
    )


def _hold_of(row: Row) -> Hold:
    return Hold(
        id=row["id"],
        account=row["account_id"],
        amount=row["amount"],
        settled=row["settled"],
        released=row["released"],
        given_back=row["given_back"],
        created_at=row["created_at"],
        times_out=row["times_out"],
        closed_at=row["closed_at"],
    )

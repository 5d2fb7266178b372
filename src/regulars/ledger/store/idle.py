"""Lots whose last day moves on with what the member does."""

from datetime import datetime

from regulars.kernel.ids import AccountId, MerchantId
from regulars.platform.db import Transaction

IDLE_END = """(((account.active_at at time zone account.active_in)::date
               + make_interval(months => lot.idle_months) + interval '1 day')
               at time zone account.active_in)"""
"""The end of the day that is a lot's idle months after what was done last on `account`.

Nothing for other lots. A month that is too short for the day ends on its own last day, as it does
for an earning.
"""

LAST_DAY = f"""greatest(lot.expires_at,
               case when lot.remaining = 0 and lot.expired = 0 then {IDLE_END} end)"""
"""When what comes back to `lot` is gone: an empty one was not moved by what was done meanwhile."""

# The lots wait for the account's row, which is the lock.
TOUCH = f"""
    with account as (
        update ledger_accounts
           set active_at = greatest(active_at, $3), active_in = $4
         where merchant_id = $1 and id = $2
        returning active_at, active_in
    ),
    lots as (
        update ledger_lots as lot
           set expires_at = greatest(lot.expires_at, {IDLE_END})
          from account
         where lot.merchant_id = $1 and lot.account_id = $2 and lot.remaining > 0
           and lot.idle_months is not null and coalesce(lot.expires_at > $3, false)
    )
    select true from account
"""


async def touch(
    tx: Transaction, merchant: MerchantId, account: AccountId, time_zone: str, at: datetime
) -> bool:
    """Say that whoever has the account did something. False if there is no such account."""
    return await tx.value(TOUCH, merchant, account, at, time_zone) is not None

"""The statements that move all that one account has to another. Built as in `postings`."""

from collections.abc import Sequence

import msgspec

from regulars.kernel.ids import AccountId, LotId, MerchantId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft, Lot, Posting
from regulars.ledger.reasons import Reason
from regulars.ledger.store.postings import ANSWER, ENTRY, Came, answer, came, parameters
from regulars.platform.db import Reads, Transaction

LEAVE = f"""
    with moves as (
        select id as lot_id, -remaining as points
          from ledger_lots
         where merchant_id = $1 and account_id = $2 and remaining > 0
    ),
    change as (
        select -account.available as available, 0::bigint as held, 0::bigint as short,
               -account.debt as owed
          from ledger_accounts as account
         where account.merchant_id = $1 and account.id = $2
           and account.available + account.debt > 0
    ),
    {ENTRY},
    lots as (
        update ledger_lots as lot
           set remaining = 0, taken_back = lot.taken_back - moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""

# A lot that moves for the second time keeps the name of the one it began as.
ARRIVE = f"""
    with arriving as (
        select *
          from unnest($12::uuid[], $13::uuid[], $14::bigint[]) as arriving (from_id, lot_id, points)
    ),
    moves as (select lot_id, points from arriving),
    change as (
        select coalesce(sum(points), 0)::bigint as available, 0::bigint as held,
               0::bigint as short, $15::bigint as owed
          from moves
    ),
    {ENTRY},
    lots as (
        insert into ledger_lots
               (merchant_id, id, account_id, earned, remaining, earned_at, expires_at, matures_at,
                idle_months, origin)
        select $1, arriving.lot_id, $2, arriving.points, arriving.points, lot.earned_at,
               lot.expires_at, lot.matures_at, lot.idle_months, coalesce(lot.origin, lot.id)
          from arriving
          join ledger_lots as lot on lot.merchant_id = $1 and lot.id = arriving.from_id
         cross join entry
    )
    {ANSWER}
"""


# Where those go on to whose account moved here before, one look is enough as well. What moves back
# stays where it came from.
GOES_ON = """
    update ledger_accounts set moved_to = nullif($3, id), moved_why = $4
     where merchant_id = $1 and (id = $2 or moved_to = $2)
"""

WHY = "select moved_why from ledger_accounts where merchant_id = $1 and id = $2"


async def leave(tx: Transaction, draft: Draft) -> Posting | None:
    """Take everything from the account, with what it owes. None when there is nothing."""
    return answer(await tx.one_or_none(LEAVE, *parameters(draft)))


async def arrive(
    tx: Transaction, draft: Draft, lots: Sequence[tuple[Lot, LotId]], debt: Points
) -> Came | None:
    """Add what `lots` had, each in a lot of that new id, and `debt`. None when the key is taken."""
    return came(
        await tx.one_or_none(
            ARRIVE,
            *parameters(draft),
            [lot.id for lot, _ in lots],
            [new for _, new in lots],
            [lot.remaining for lot, _ in lots],
            debt,
        )
    )


async def goes_on(
    tx: Transaction, merchant: MerchantId, source: AccountId, target: AccountId, why: Reason
) -> None:
    """From now on what comes to `source` goes on to `target`."""
    await tx.run(GOES_ON, merchant, source, target, why)


async def why(reads: Reads, merchant: MerchantId, account: AccountId) -> Reason:
    """Why what an account had has moved."""
    reason: Reason = msgspec.convert(await reads.value(WHY, merchant, account), Reason)
    return reason

"""The statements that bring points back to the lots they came from. Built as in `postings`."""

from regulars.kernel.ids import EntryId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft
from regulars.ledger.store.idle import LAST_DAY
from regulars.ledger.store.postings import ANSWERED, ENTRY, Came, came, parameters
from regulars.platform.db import Transaction

ANSWER = f"""{ANSWERED},
           array(select lot_id from moves where expires_at <= $9) as too_late
      from entry
"""

ACCOUNT = """join ledger_accounts as account
            on account.merchant_id = lot.merchant_id and account.id = lot.account_id"""

PLACED = """placed as (
        select lot_id, amount, expires_at,
               sum(amount) over (order by expires_at desc nulls first, lot_id desc) - amount
                   as before
          from drawn
    )"""

# What is not settled goes back to the lots that were drawn last: they live the longest.
CLOSE = f"""
    with hold as (
        select amount, amount - $12::bigint as back
          from ledger_holds
         where merchant_id = $1 and id = $10 and closed_at is null and $12 <= amount
    ),
    drawn as (
        select draw.lot_id, draw.amount, {LAST_DAY} as expires_at
          from ledger_draws as draw
          join ledger_lots as lot on lot.merchant_id = draw.merchant_id and lot.id = draw.lot_id
          {ACCOUNT}
         where draw.merchant_id = $1 and draw.hold_id = $10
    ),
    {PLACED},
    moves as (
        select lot_id, least(placed.amount, back - before)::bigint as points, expires_at
          from placed, hold
         where before < back
    ),
    change as (
        select back as available, -amount as held, 0::bigint as short,
               0::bigint as owed
          from hold
    ),
    {ENTRY},
    closed as (
        update ledger_holds as hold
           set settled = -entry.held - entry.available, released = entry.available, closed_at = $9
          from entry
         where hold.merchant_id = $1 and hold.id = $10
    ),
    draws as (
        update ledger_draws as draw
           set returned = moves.points
          from moves, entry
         where draw.merchant_id = $1 and draw.hold_id = $10 and draw.lot_id = moves.lot_id
    ),
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points, expires_at = moves.expires_at
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""

# What of the draws has not come back yet, from the lot that was drawn last to the first.
GIVE_BACK = f"""
    with hold as (
        select id
          from ledger_holds
         where merchant_id = $1 and id = $10 and $12::bigint <= settled - given_back
    ),
    drawn as (
        select draw.lot_id, draw.amount - draw.returned as amount, {LAST_DAY} as expires_at
          from ledger_draws as draw
          join ledger_lots as lot on lot.merchant_id = draw.merchant_id and lot.id = draw.lot_id
          {ACCOUNT}
         where draw.merchant_id = $1 and draw.hold_id = $10 and draw.returned < draw.amount
    ),
    {PLACED},
    moves as (
        select lot_id, least(amount, $12 - before)::bigint as points, expires_at
          from placed, hold
         where before < $12
    ),
    change as (
        select $12 as available, 0::bigint as held, 0::bigint as short, 0::bigint as owed
          from hold
    ),
    {ENTRY},
    given as (
        update ledger_holds as hold
           set given_back = hold.given_back + entry.available
          from entry
         where hold.merchant_id = $1 and hold.id = $10
    ),
    draws as (
        update ledger_draws as draw
           set returned = draw.returned + moves.points
          from moves, entry
         where draw.merchant_id = $1 and draw.hold_id = $10 and draw.lot_id = moves.lot_id
    ),
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points, expires_at = moves.expires_at
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""

# What an entry took goes back to the very lots that it took it from.
UNDO = f"""
    with moves as (
        select taken.lot_id, -taken.points as points, {LAST_DAY} as expires_at
          from ledger_entries as undone
         cross join lateral unnest(undone.lots, undone.lot_points) as taken (lot_id, points)
          join ledger_lots as lot on lot.merchant_id = $1 and lot.id = taken.lot_id
          {ACCOUNT}
         where undone.merchant_id = $1 and undone.id = $12
    ),
    change as (
        select sum(points)::bigint as available, 0::bigint as held, 0::bigint as short,
               0::bigint as owed
          from moves
    ),
    {ENTRY},
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points, taken_back = lot.taken_back - moves.points,
               expires_at = moves.expires_at
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""


async def close(tx: Transaction, draft: Draft, settled: Points) -> Came | None:
    """Settle `settled` of a hold and give the rest back. None when the hold is closed or smaller.

    None also when a key is taken; so for each of these.
    """
    return came(await tx.one_or_none(CLOSE, *parameters(draft), settled))


async def give_back(tx: Transaction, draft: Draft, amount: Points) -> Came | None:
    """Give `amount` of a settled hold back. None also when less of it is spent."""
    return came(await tx.one_or_none(GIVE_BACK, *parameters(draft), amount))


async def undo(tx: Transaction, draft: Draft, entry: EntryId) -> Came | None:
    """Give back what `entry` took."""
    return came(await tx.one_or_none(UNDO, *parameters(draft), entry))

"""The statement of what is spent at once. Built as in `postings`."""

from regulars.kernel.points import Points
from regulars.ledger.model import Draft, Posting
from regulars.ledger.store.postings import ANSWER, DRAWN, ENTRY, answer, parameters
from regulars.platform.db import Transaction

# A spending that found nothing has no hold.
ENTRY_OF_SPENDING = ENTRY.replace("$10,", "case when change.available < 0 then $10::uuid end,")

# A hold that is settled as it is opened. Parameter 13 says whether fewer will do.
SPEND = f"""
    with {DRAWN},
    change as (
        select coalesce(sum(points), 0)::bigint as available, 0::bigint as held,
               $12 + coalesce(sum(points), 0)::bigint as short, 0::bigint as owed
          from moves
        having $13::boolean or sum(points) = -$12
    ),
    {ENTRY_OF_SPENDING},
    hold as (
        insert into ledger_holds
               (merchant_id, id, account_id, amount, settled, created_at, times_out, closed_at)
        select $1, hold_id, $2, -available, -available, $9, $9, $9
          from entry
         where hold_id is not null
    ),
    draws as (
        insert into ledger_draws (merchant_id, hold_id, lot_id, amount)
        select $1, entry.hold_id, moves.lot_id, -moves.points from moves, entry
    ),
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""


async def spend(
    tx: Transaction, draft: Draft, amount: Points, *, fewer_will_do: bool
) -> Posting | None:
    """Draw `amount` for good. None also when there is less and must not be."""
    return answer(await tx.one_or_none(SPEND, *parameters(draft), amount, fewer_will_do))

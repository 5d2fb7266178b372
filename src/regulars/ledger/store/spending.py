"""The statements of what is spent at once, and of what comes back of it. Built as in `postings`."""

from collections.abc import Sequence

from regulars.kernel.ids import LotId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft, Posting
from regulars.ledger.store.postings import (
    ANSWER,
    ANSWER_WITH_TOO_LATE,
    DRAWN,
    ENTRY,
    answer,
    parameters,
    with_too_late,
)
from regulars.platform.db import Transaction

# A spending that found nothing has no hold.
ENTRY_OF_SPENDING = ENTRY.replace("$10,", "case when change.available < 0 then $10::uuid end,")

# A hold that is settled as it is opened. Parameter 13 says whether fewer will do.
SPEND = f"""
    with {DRAWN},
    change as (
        select coalesce(sum(points), 0)::bigint as available, 0::bigint as held,
               $12 + coalesce(sum(points), 0)::bigint as short
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

# What of the draws has not come back yet, from the lot that was drawn last to the first.
GIVE_BACK = f"""
    with hold as (
        select id
          from ledger_holds
         where merchant_id = $1 and id = $10 and $12::bigint <= settled - given_back
    ),
    drawn as (
        select draw.lot_id, draw.amount - draw.returned as amount, lot.expires_at,
               sum(draw.amount - draw.returned)
                   over (order by lot.expires_at desc nulls first, lot.id desc)
               - (draw.amount - draw.returned) as before
          from ledger_draws as draw
          join ledger_lots as lot on lot.merchant_id = draw.merchant_id and lot.id = draw.lot_id
         where draw.merchant_id = $1 and draw.hold_id = $10 and draw.returned < draw.amount
    ),
    moves as (
        select lot_id, least(drawn.amount, $12 - before)::bigint as points, expires_at
          from drawn, hold
         where before < $12
    ),
    change as (select $12 as available, 0::bigint as held, 0::bigint as short from hold),
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
           set remaining = lot.remaining + moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER_WITH_TOO_LATE}
"""


async def spend(
    tx: Transaction, draft: Draft, amount: Points, *, fewer_will_do: bool
) -> Posting | None:
    """Draw `amount` for good. None also when there is less and must not be."""
    return answer(await tx.one_or_none(SPEND, *parameters(draft), amount, fewer_will_do))


async def give_back(
    tx: Transaction, draft: Draft, amount: Points
) -> tuple[Posting, Sequence[LotId]] | None:
    """Give `amount` of a settled hold back; names lots whose day passed meanwhile.

    None also when less of it is spent.
    """
    return with_too_late(await tx.one_or_none(GIVE_BACK, *parameters(draft), amount))

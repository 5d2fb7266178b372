"""The statements that move points: one for each kind of entry.

Each runs after `store.locks` has locked the account, so its snapshot shows everything that was
ever posted to the account. A statement has these parts, in the order of its `with` list:

    moves    what each lot loses or gains
    change   what the entry does to the account's figures; no row if it cannot be done
    entry    the entry itself; no row if its key or natural key is taken
    …        lots, draws, holds and the account follow the entry, and do nothing without one

A lot's day is compared inside `coalesce`, which no index can serve: the lots of one account are
few, those of a merchant are many, and the planner is not to read the many to find the few.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import AccountId, LotId
from regulars.kernel.points import Points
from regulars.ledger.model import Draft, Posting
from regulars.ledger.store.entries import posting_of
from regulars.platform.db import Row, Transaction

# Parameters 1 to 11 are the draft's in every statement; what a verb adds starts at 12.
ENTRY = """
    entry as (
        insert into ledger_entries (
            merchant_id, id, account_id, number, kind, available, held, available_after, held_after,
            short, owed, hold_id, lot_id, lots, lot_points, key, natural_key, input_hash, reason,
            at)
        select account.merchant_id, $3, account.id, account.entries + 1, $4,
               change.available, change.held,
               account.available + change.available, account.held + change.held, change.short,
               change.owed, $10, $11,
               array(select lot_id from moves order by lot_id),
               array(select points from moves order by lot_id),
               $5, $6, $7, $8, $9
          from ledger_accounts as account, change
         where account.merchant_id = $1 and account.id = $2
            on conflict do nothing
        returning id, account_id, number, kind, available, held, available_after, held_after,
                  short, owed, hold_id, lot_id, at
    ),
    account as (
        update ledger_accounts as account
           set available = entry.available_after, held = entry.held_after, entries = entry.number,
               debt = account.debt + entry.owed
          from entry
         where account.merchant_id = $1 and account.id = $2
        returning account.debt, account.moved_to
    )
"""

ANSWERED = """select id, account_id, kind, available, held, available_after, held_after, short,
           owed, hold_id, lot_id, (select debt from account) as debt,
           (select moved_to from account) as moved_to"""

ANSWER = f"""{ANSWERED}
      from entry
"""

# From the soonest to expire, then from the oldest, and nothing that has to wait still.
DRAWN = """
    spendable as (
        select id, remaining,
               sum(remaining) over (order by expires_at nulls last, id) - remaining as before
          from ledger_lots
         where merchant_id = $1 and account_id = $2 and remaining > 0
           and coalesce(expires_at > $9, true) and coalesce(matures_at <= $9, true)
    ),
    moves as (
        select id as lot_id, -least(remaining, $12::bigint - before)::bigint as points
          from spendable
         where before < $12
    )
"""

ADD = f"""
    with moves as (select $11::uuid as lot_id, $12::bigint as points),
    change as (
        select points as available, 0::bigint as held, 0::bigint as short, 0::bigint as owed
          from moves
    ),
    {ENTRY},
    lot as (
        insert into ledger_lots
               (merchant_id, id, account_id, earned, remaining, earned_at, expires_at, matures_at,
                idle_months)
        select $1, $11, $2, available, available, $9, $13, $14, $15 from entry
    )
    {ANSWER}
"""

HOLD = f"""
    with {DRAWN},
    change as (
        select -$12::bigint as available, $12::bigint as held, 0::bigint as short,
               0::bigint as owed
          from moves
        having sum(points) = -$12
    ),
    {ENTRY},
    hold as (
        insert into ledger_holds (merchant_id, id, account_id, amount, created_at, times_out)
        select $1, $10, $2, held, $9, $13 from entry
    ),
    draws as (
        insert into ledger_draws (merchant_id, hold_id, lot_id, amount)
        select $1, $10, moves.lot_id, -moves.points from moves, entry
    ),
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""

# Parameter 13 says whether fewer points than asked for will do, 14 whether the others are owed. The
# lot may have come here from another account, under a new id.
TAKE = f"""
    with spendable as (
        select id, remaining,
               sum(remaining) over (
                   order by coalesce($11::uuid in (id, origin), false) desc,
                            expires_at nulls last, id)
               - remaining as before
          from ledger_lots
         where merchant_id = $1 and account_id = $2 and remaining > 0
           and coalesce(expires_at > $9, true)
    ),
    moves as (
        select id as lot_id, -least(remaining, $12::bigint - before)::bigint as points
          from spendable
         where before < $12
    ),
    taken as (
        select coalesce(sum(points), 0)::bigint as points,
               $12 + coalesce(sum(points), 0)::bigint as missing
          from moves
    ),
    change as (
        select points as available, 0::bigint as held,
               case when $14::boolean then 0 else missing end as short,
               case when $14 then missing else 0 end as owed
          from taken
         where $13::boolean or missing = 0
    ),
    {ENTRY},
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points, taken_back = lot.taken_back - moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""

EXPIRE = f"""
    with moves as (
        select id as lot_id, -remaining as points
          from ledger_lots
         where merchant_id = $1 and id = $11
    ),
    change as (
        select points as available, 0::bigint as held, 0::bigint as short, 0::bigint as owed
          from moves
         where points < 0
    ),
    {ENTRY},
    lots as (
        update ledger_lots as lot
           set remaining = 0, expired = lot.expired + lot.remaining
          from entry
         where lot.merchant_id = $1 and lot.id = $11
    )
    {ANSWER}
"""

# A debt is paid with whatever came in, whether it could be spent now or not.
REPAY = f"""
    with owing as (
        select id, remaining,
               sum(remaining) over (order by expires_at nulls last, id) - remaining as before
          from ledger_lots
         where merchant_id = $1 and account_id = $2 and remaining > 0
    ),
    moves as (
        select id as lot_id, -least(remaining, $12::bigint - before)::bigint as points
          from owing
         where before < $12
    ),
    change as (
        select sum(points)::bigint as available, 0::bigint as held, 0::bigint as short,
               sum(points)::bigint as owed
          from moves
        having sum(points) < 0
    ),
    {ENTRY},
    lots as (
        update ledger_lots as lot
           set remaining = lot.remaining + moves.points, taken_back = lot.taken_back - moves.points
          from moves, entry
         where lot.merchant_id = $1 and lot.id = moves.lot_id
    )
    {ANSWER}
"""


class Came(msgspec.Struct, frozen=True):
    """What a statement posted that brought points in, and what the account owes beside them.

    `too_late` are lots to which something came after their last day. `moved_to` is where all that
    the account had has moved before.
    """

    posting: Posting
    debt: Points
    moved_to: AccountId | None
    too_late: Sequence[LotId] = ()


async def add(
    tx: Transaction,
    draft: Draft,
    points: Points,
    expires_at: datetime | None,
    *,
    matures_at: datetime | None = None,
    idle_months: int | None = None,
) -> Came | None:
    """Post `points` as a new lot, `draft.lot`. None when a key is taken; so for each of these."""
    return came(
        await tx.one_or_none(ADD, *parameters(draft), points, expires_at, matures_at, idle_months)
    )


async def hold(
    tx: Transaction, draft: Draft, points: Points, times_out: datetime
) -> Posting | None:
    """Set `points` aside. None also when there are not as many."""
    return answer(await tx.one_or_none(HOLD, *parameters(draft), points, times_out))


async def take(
    tx: Transaction, draft: Draft, points: Points, *, fewer_will_do: bool, owe: bool = False
) -> Posting | None:
    """Take `points` away, of `draft.lot` first. None also when there are fewer and must not be."""
    return answer(await tx.one_or_none(TAKE, *parameters(draft), points, fewer_will_do, owe))


async def expire(tx: Transaction, draft: Draft) -> Posting | None:
    """Let go what remains of `draft.lot`. None also when nothing does."""
    return answer(await tx.one_or_none(EXPIRE, *parameters(draft)))


async def repay(tx: Transaction, draft: Draft, debt: Points) -> Posting | None:
    """Pay `debt` with what there is. None also when there is nothing."""
    return answer(await tx.one_or_none(REPAY, *parameters(draft), debt))


def parameters(draft: Draft) -> tuple[object, ...]:
    return (
        draft.merchant,
        draft.account,
        draft.id,
        draft.kind,
        draft.key,
        draft.natural_key,
        draft.input_hash,
        draft.reason,
        draft.at,
        draft.hold,
        draft.lot,
    )


def answer(row: Row | None) -> Posting | None:
    return posting_of(row) if row else None


def came(row: Row | None) -> Came | None:
    if row is None:
        return None
    return Came(posting_of(row), Points(row["debt"]), row["moved_to"], row.get("too_late", ()))

"""Comparisons of what is kept with what the entries say, each one statement over a merchant.

A row that only one side knows counts as zero on the other, so a row that was deleted or made up
shows as well.
"""

from collections.abc import Sequence

from regulars.kernel.ids import MerchantId
from regulars.ledger.model import Discrepancy
from regulars.platform.db import Database, Reads, Row, Transaction

MERCHANTS = "select merchant_id from merchants order by merchant_id"

# Whatever comes in pays a debt first, so that no account has both.
ACCOUNTS = """
    with summed as (
        select account_id as id, sum(available)::bigint as available, sum(held)::bigint as held,
               sum(owed)::bigint as debt, count(*) as entries
          from ledger_entries
         where merchant_id = $1
         group by account_id
    ),
    kept as (
        select id, available, held, debt, entries from ledger_accounts where merchant_id = $1
    )
    select id as account_id, figure as what, expected, found
      from kept
      full join summed using (id)
     cross join lateral (values
            ('available', coalesce(summed.available, 0), coalesce(kept.available, 0)),
            ('held', coalesce(summed.held, 0), coalesce(kept.held, 0)),
            ('debt', coalesce(summed.debt, 0), coalesce(kept.debt, 0)),
            ('points beside a debt', 0, least(kept.available, kept.debt)),
            ('number of entries', coalesce(summed.entries, 0), coalesce(kept.entries, 0))
           ) as compared (figure, expected, found)
     where expected <> found
     order by id, figure
"""

# The running figures: what an entry left is what all entries up to it moved, without a gap.
ENTRIES = """
    with summed as (
        select account_id, id, number, available_after, held_after, available, lot_points,
               row_number() over so_far as place,
               (sum(available) over so_far)::bigint as available_so_far,
               (sum(held) over so_far)::bigint as held_so_far
          from ledger_entries
         where merchant_id = $1
        window so_far as (partition by account_id order by number)
    )
    select account_id, 'entry ' || id || '.' || figure as what, expected, found
      from summed
     cross join lateral (values
            ('number', place, number),
            ('available_after', available_so_far, available_after),
            ('held_after', held_so_far, held_after),
            ('lot_points', available,
             (select coalesce(sum(points), 0)::bigint from unnest(lot_points) as points))
           ) as compared (figure, expected, found)
     where expected <> found
     order by account_id, number, figure
"""

# What left an account by a transfer came to the other one, and so did what was owed. The key of the
# entry that left is that of the one that came, with an end of its own.
TRANSFERS = """
    with moved as (
        select regexp_replace(key, ':out$', '') as key, sum(available)::bigint as available,
               sum(owed)::bigint as owed,
               (array_agg(account_id order by key))[1] as account_id
          from ledger_entries
         where merchant_id = $1 and kind = 'transfer'
         group by 1
    )
    select account_id, 'transfer ' || key || '.' || figure as what, 0 as expected, found
      from moved
     cross join lateral (values ('available', available), ('owed', owed))
           as compared (figure, found)
     where found <> 0
     order by account_id, key, figure
"""

LOTS = """
    with moved as (
        select entry.account_id, entry.kind, move.lot_id as id, move.points
          from ledger_entries as entry
         cross join lateral unnest(entry.lots, entry.lot_points) as move (lot_id, points)
         where entry.merchant_id = $1
    ),
    summed as (
        select id, account_id,
               sum(points)::bigint as remaining,
               coalesce(sum(points) filter (where kind in ('earn', 'adjust', 'transfer')
                                              and points > 0), 0)::bigint as earned,
               coalesce(-sum(points) filter (where kind = 'expire'), 0)::bigint as expired,
               coalesce(-sum(points) filter (
                            where kind in ('take_back', 'repay', 'reverse')
                               or kind in ('adjust', 'transfer') and points < 0), 0)
                   ::bigint as taken_back
          from moved
         group by id, account_id
    ),
    kept as (
        select id, account_id, earned, remaining, expired, taken_back
          from ledger_lots
         where merchant_id = $1
    )
    select account_id, 'lot ' || id || '.' || figure as what, expected, found
      from kept
      full join summed using (id, account_id)
     cross join lateral (values
            ('earned', coalesce(summed.earned, 0), coalesce(kept.earned, 0)),
            ('remaining', coalesce(summed.remaining, 0), coalesce(kept.remaining, 0)),
            ('expired', coalesce(summed.expired, 0), coalesce(kept.expired, 0)),
            ('taken_back', coalesce(summed.taken_back, 0), coalesce(kept.taken_back, 0))
           ) as compared (figure, expected, found)
     where expected <> found
     order by account_id, id, figure
"""

HOLDS = """
    with summed as (
        select hold_id as id, account_id,
               coalesce(-sum(available) filter (where kind in ('hold', 'spend')), 0)
                   ::bigint as amount,
               coalesce(-sum(held + available) filter (where kind in ('settle', 'spend')), 0)
                   ::bigint as settled,
               coalesce(sum(available) filter (where kind in ('settle', 'release')), 0)
                   ::bigint as released,
               coalesce(sum(available) filter (where kind = 'give_back'), 0)
                   ::bigint as given_back
          from ledger_entries
         where merchant_id = $1 and hold_id is not null
         group by hold_id, account_id
    ),
    kept as (
        select id, account_id, amount, settled, released, given_back
          from ledger_holds
         where merchant_id = $1
    )
    select account_id, 'hold ' || id || '.' || figure as what, expected, found
      from kept
      full join summed using (id, account_id)
     cross join lateral (values
            ('amount', coalesce(summed.amount, 0), coalesce(kept.amount, 0)),
            ('settled', coalesce(summed.settled, 0), coalesce(kept.settled, 0)),
            ('released', coalesce(summed.released, 0), coalesce(kept.released, 0)),
            ('given_back', coalesce(summed.given_back, 0), coalesce(kept.given_back, 0))
           ) as compared (figure, expected, found)
     where expected <> found
     order by account_id, id, figure
"""

DRAWS = """
    with summed as (
        select entry.hold_id, move.lot_id, entry.account_id,
               coalesce(-sum(points) filter (where kind in ('hold', 'spend')), 0)
                   ::bigint as amount,
               coalesce(sum(points) filter (where kind not in ('hold', 'spend')), 0)
                   ::bigint as returned
          from ledger_entries as entry
         cross join lateral unnest(entry.lots, entry.lot_points) as move (lot_id, points)
         where entry.merchant_id = $1 and entry.hold_id is not null
         group by entry.hold_id, move.lot_id, entry.account_id
    ),
    kept as (
        select draw.hold_id, draw.lot_id, hold.account_id, draw.amount, draw.returned
          from ledger_draws as draw
          join ledger_holds as hold
            on hold.merchant_id = draw.merchant_id and hold.id = draw.hold_id
         where draw.merchant_id = $1
    )
    select account_id, 'draw of hold ' || hold_id || ' on lot ' || lot_id || '.' || figure as what,
           expected, found
      from kept
      full join summed using (hold_id, lot_id, account_id)
     cross join lateral (values
            ('amount', coalesce(summed.amount, 0), coalesce(kept.amount, 0)),
            ('returned', coalesce(summed.returned, 0), coalesce(kept.returned, 0))
           ) as compared (figure, expected, found)
     where expected <> found
     order by account_id, hold_id, lot_id, figure
"""

# Millions of entries are sorted and summed: far more than a till's statement is given.
ROOM_TO_SORT = "set local work_mem = '64MB'"
PATIENCE = 3600
"""Seconds that one comparison may take."""

COMPARISONS = (ACCOUNTS, ENTRIES, TRANSFERS, LOTS, HOLDS, DRAWS)


async def merchants(reads: Reads) -> Sequence[MerchantId]:
    return [row["merchant_id"] for row in await reads.all(MERCHANTS)]


async def compare(db: Database, comparison: str, merchant: MerchantId) -> Sequence[Discrepancy]:
    """What one of `COMPARISONS` finds."""

    async def work(tx: Transaction) -> Sequence[Row]:
        await tx.run(ROOM_TO_SORT)
        return await tx.connection.fetch(comparison, merchant, timeout=PATIENCE)

    return [_found(merchant, row) for row in await db.tx(work)]


def _found(merchant: MerchantId, row: Row) -> Discrepancy:
    return Discrepancy(merchant, row["account_id"], row["what"], row["expected"], row["found"])

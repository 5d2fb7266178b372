"""Comparisons of what is kept of vouchers with the books, each one statement over a merchant."""

from collections.abc import Sequence

from regulars.kernel.ids import MerchantId, VoucherId
from regulars.platform.db import Database, Reads, Row, Transaction
from regulars.vouchers.views import Discrepancy

MERCHANTS = "select merchant_id from merchants order by merchant_id"

USED = """
    with counted as (
        select voucher_id as id, count(*) as used
          from voucher_uses
         where merchant_id = $1 and counted
         group by voucher_id
    )
    select v.id, v.code, 'used' as what, coalesce(counted.used, 0) as expected, v.used as found
      from vouchers as v
      left join counted using (id)
     where v.merchant_id = $1 and v.used <> coalesce(counted.used, 0)
     order by v.id
"""

USED_BY_MEMBERS = """
    with counted as (
        select voucher_id, member_id, count(*) as used
          from voucher_uses
         where merchant_id = $1 and counted and member_id is not null
         group by voucher_id, member_id
    ),
    kept as (
        select voucher_id, member_id, used from voucher_members where merchant_id = $1
    )
    select v.id, v.code, 'used by member ' || by_member.member_id as what,
           by_member.expected, by_member.found
      from (select voucher_id, member_id, coalesce(counted.used, 0) as expected,
                   coalesce(kept.used, 0) as found
              from kept
              full join counted using (voucher_id, member_id)) as by_member
      join vouchers as v on (v.merchant_id, v.id) = ($1, by_member.voucher_id)
     where by_member.expected <> by_member.found
     order by v.id, by_member.member_id
"""

# What stands drawn of each use is what its hold has taken and not given back.
DRAWN = """
    select v.id, v.code, 'use ' || u.id || '.drawn' as what,
           coalesce(h.amount - h.released - h.given_back, 0) as expected,
           u.drawn_minor - u.given_back_minor as found
      from voucher_uses as u
      join vouchers as v on (v.merchant_id, v.id) = (u.merchant_id, u.voucher_id)
      left join ledger_holds as h on (h.merchant_id, h.id) = (u.merchant_id, u.hold_id)
     where u.merchant_id = $1
       and u.drawn_minor - u.given_back_minor
           <> coalesce(h.amount - h.released - h.given_back, 0)
     order by v.id, u.id
"""

# All that left an account left it for uses, and a voucher was issued with its face value. Of a gift
# card that was cancelled it depends on when.
VALUE = """
    with uses as (
        select voucher_id, sum(drawn_minor - given_back_minor)::bigint as drawn
          from voucher_uses
         where merchant_id = $1
         group by voucher_id
    ),
    moved as (
        select account_id,
               (-sum(available) filter (where hold_id is not null))::bigint as drawn,
               sum(available) filter (where kind = 'earn')::bigint as earned
          from ledger_entries
         where merchant_id = $1
         group by account_id
    )
    select v.id, v.code, figure as what, expected, found
      from vouchers as v
      left join moved on moved.account_id = v.account_id
      left join uses on uses.voucher_id = v.id
      left join gift_cards as g on (g.merchant_id, g.voucher_id) = (v.merchant_id, v.id)
     cross join lateral (values
            ('drawn', coalesce(moved.drawn, 0), coalesce(uses.drawn, 0)),
            ('put in',
             case when v.source = 'LOYALTY' or g.state = 'cancelled' then coalesce(moved.earned, 0)
                  when g.state = 'unpaid' then 0
                  else v.face_minor end,
             coalesce(moved.earned, 0))
           ) as compared (figure, expected, found)
     where v.merchant_id = $1 and v.account_id is not null and expected <> found
     order by v.id, figure
"""

# Each step of a wallet's book follows from the one before it and the rule it was made under.
STEPS = """
    with steps as (
        select member_id, number, row_number() over book as place, spent_minor, per_minor,
               credit_minor, credited_minor, owed_minor, moved_minor, progress_after, owed_after,
               coalesce(lag(progress_after) over book, 0) as progress,
               coalesce(lag(owed_after) over book, 0) as owed
          from wallet_entries
         where merchant_id = $1
        window book as (partition by member_id order by number)
    ),
    reckoned as (
        select *, case when spent_minor >= 0 then (begun + spent_minor) / per_minor
                       else -greatest(0, (per_minor - 1 - begun - spent_minor) / per_minor) end
                  as times
          from steps
         cross join lateral (select
               case when spent_minor >= 0 then least(progress, per_minor - 1) else progress end
               as begun) as start
    )
    select v.id, v.code, 'step ' || number || ' of the wallet.' || figure as what,
           expected, found
      from reckoned
      join wallets as w on w.merchant_id = $1 and w.member_id = reckoned.member_id
      join vouchers as v on (v.merchant_id, v.id) = (w.merchant_id, w.voucher_id)
     cross join lateral (values
            ('number', place, number),
            ('progress_after', begun + spent_minor - times * per_minor, progress_after),
            ('credited', times * credit_minor + reckoned.owed_minor, credited_minor),
            ('owed_after', owed + reckoned.owed_minor + moved_minor, owed_after)
           ) as compared (figure, expected, found)
     where expected <> found
     order by v.id, number, figure
"""

WALLETS = """
    with book as (
        select member_id, count(*) as entries, sum(credited_minor)::bigint as credited,
               sum(owed_minor + moved_minor)::bigint as owed,
               (array_agg(progress_after order by number desc))[1] as progress
          from wallet_entries
         where merchant_id = $1
         group by member_id
    ),
    moved as (
        select account_id, sum(available)::bigint as credited
          from ledger_entries
         where merchant_id = $1 and kind in ('earn', 'take_back')
           and reason ->> 'kind' <> 'rewarded'
         group by account_id
    )
    select v.id, v.code, 'wallet.' || figure as what, expected, found
      from wallets as w
      join vouchers as v on (v.merchant_id, v.id) = (w.merchant_id, w.voucher_id)
      left join book on book.member_id = w.member_id
      left join moved on moved.account_id = v.account_id
     cross join lateral (values
            ('progress', coalesce(book.progress, 0), w.progress_minor),
            ('owed', coalesce(book.owed, 0), w.owed_minor),
            ('entries', coalesce(book.entries, 0), w.entries),
            ('credited', coalesce(book.credited, 0), coalesce(moved.credited, 0))
           ) as compared (figure, expected, found)
     where w.merchant_id = $1 and expected <> found
     order by v.id, figure
"""

COMPARISONS = (USED, USED_BY_MEMBERS, DRAWN, VALUE, STEPS, WALLETS)

# Millions of uses are sorted and summed: far more than a till's statement is given.
ROOM_TO_SORT = "set local work_mem = '64MB'"
PATIENCE = 3600
"""Seconds that one comparison may take."""


async def merchants(reads: Reads) -> Sequence[MerchantId]:
    return [row["merchant_id"] for row in await reads.all(MERCHANTS)]


async def compare(db: Database, comparison: str, merchant: MerchantId) -> Sequence[Discrepancy]:
    """What one of `COMPARISONS` finds."""

    async def work(tx: Transaction) -> Sequence[Row]:
        await tx.run(ROOM_TO_SORT)
        return await tx.connection.fetch(comparison, merchant, timeout=PATIENCE)

    return [_found(merchant, row) for row in await db.tx(work)]


def _found(merchant: MerchantId, row: Row) -> Discrepancy:
    return Discrepancy(
        merchant,
        VoucherId(row["id"]),
        row["code"],
        row["what"],
        int(row["expected"]),
        int(row["found"]),
    )

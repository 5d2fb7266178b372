"""What happened to one voucher: out of the journal, its uses and its account."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from regulars.kernel.ids import SaleId, StoreId, UseId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row
from regulars.vouchers.facts import Change
from regulars.vouchers.model import Problem, Voucher
from regulars.vouchers.views import Happened, StoryLine

# Of what has no balance, the uses say all. What came into or out of an account without a use is
# told by its entries; so is what came back of a use, since that may come in parts. `place` orders
# what happened in one moment.
STORY = """
    with uses as (
        select u.*, s.name as store_name, entry.available_after as left_after, entry.number
          from voucher_uses as u
          join stores as s on (s.merchant_id, s.id) = (u.merchant_id, u.store_id)
          left join lateral (
                select available_after, number
                  from ledger_entries as e
                 where e.merchant_id = $1 and e.account_id = $3 and e.hold_id = u.hold_id
                   and e.kind in ('hold', 'spend', 'settle')
                 order by number desc
                 limit 1) as entry on true
         where u.merchant_id = $1 and u.voucher_id = $2
    ),
    lines as (
        select case when state = 'held' then 'set_aside' else 'used' end as what, used_at as at,
               '' as by, '' as note, store_id, store_name, order_ref, sale_id, id as use_id,
               discount_minor, case when hold_id is not null then -drawn_minor end as moved,
               left_after, counted, problem, null::jsonb as changes, number as place
          from uses
         union all
        select 'given_back', ended_at, '', '', store_id, store_name, order_ref, sale_id, id,
               discount_minor, null, null, true, '', null, null
          from uses
         where state = 'given_back' and drawn_minor = 0
         union all
        select case when e.hold_id is not null then 'given_back'
                    when e.reason ->> 'kind' = 'moved' then 'moved'
                    when e.kind = 'take_back' then 'credit_taken_back'
                    when e.kind = 'adjust' then 'adjusted'
                    when e.reason ->> 'kind' in ('credited', 'rewarded') then 'credited'
                    when e.at = $4 then 'issued'
                    else 'paid' end,
               e.at, coalesce(e.reason ->> 'by', ''), coalesce(e.reason ->> 'note', ''),
               coalesce(uses.store_id, (e.reason ->> 'store')::integer), uses.store_name,
               uses.order_ref, coalesce(uses.sale_id, (e.reason ->> 'sale')::uuid), uses.id,
               null, e.available, e.available_after, true, '', null, e.number
          from ledger_entries as e
          left join uses on uses.hold_id = e.hold_id
         where e.merchant_id = $1 and e.account_id = $3
           and e.kind in ('earn', 'adjust', 'take_back', 'release', 'give_back', 'transfer')
         union all
        select 'changed', f.at, f.actor, '', null, null, null, null, null,
               null, null, null, true, '', f.data -> 'changes', null
          from facts as f
         where f.merchant_id = $1 and f.subject = 'voucher:' || ($2::uuid)
           and f.kind = 'voucher.changed'
    )
    select * from lines order by at desc, place desc nulls first
"""

ISSUED_BY = """
    select actor from facts
     where merchant_id = $1 and subject = 'voucher:' || ($2::uuid) and kind = 'voucher.issued'
"""


async def story(reads: Reads, voucher: Voucher, *, at: datetime) -> Sequence[StoryLine]:
    rows = await reads.all(STORY, voucher.merchant, voucher.id, voucher.account, voucher.created_at)
    by = await reads.value(ISSUED_BY, voucher.merchant, voucher.id)
    currency = voucher.terms.minimum.currency
    lines = [_line(row, currency) for row in rows]
    issued = [line for line in lines if line.what is Happened.ISSUED]
    first = issued[0] if issued else StoryLine(what=Happened.ISSUED, at=voucher.created_at)
    later = [line for line in lines if line.what is not Happened.ISSUED]
    ends_at = voucher.terms.ends_at
    if ends_at is not None and ends_at <= at:
        later.append(StoryLine(what=Happened.ENDED, at=ends_at, left=voucher.left))
        later.sort(key=lambda line: line.at, reverse=True)
    return [*later, msgspec.structs.replace(first, by=by or "")]


def _line(row: Row, currency: str) -> StoryLine:
    return StoryLine(
        what=Happened(row["what"]),
        at=row["at"],
        by=row["by"],
        note=row["note"],
        store=None if row["store_id"] is None else StoreId(row["store_id"]),
        store_name=row["store_name"] or "",
        order=row["order_ref"] or "",
        sale=None if row["sale_id"] is None else SaleId(row["sale_id"]),
        use=None if row["use_id"] is None else UseId(row["use_id"]),
        discount=_money(row["discount_minor"], currency),
        moved=_money(row["moved"], currency),
        left=_money(row["left_after"], currency),
        counted=row["counted"],
        problem=Problem(row["problem"]) if row["problem"] else None,
        changes=msgspec.convert(row["changes"] or {}, dict[str, Change]),
    )


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)

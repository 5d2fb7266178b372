"""Sums of sales over spans of time, for pictures."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads
from regulars.sales.model import Regular, Split

# The spans lie between neighbouring edges; a sale is in the one whose number it is given.
SPLIT = """
    select width_bucket(s.completed_at, $2::timestamptz[]) as span, m.currency,
           count(*) as sales,
           coalesce(sum(s.total_minor - s.refunded_minor)
                    filter (where s.member_id is not null), 0)::bigint as with_member_minor,
           coalesce(sum(s.total_minor - s.refunded_minor)
                    filter (where s.member_id is null), 0)::bigint as without_minor
      from sales s
      join merchants m using (merchant_id)
     where s.merchant_id = $1 and s.status = 'complete'
       and s.completed_at >= $3 and s.completed_at < $4
     group by span, m.currency
"""

REGULARS = """
    select best.member_id, trim(concat_ws(' ', p.first_name, p.last_name)) as name, p.picture_url,
           best.sales, best.total_minor, best.points, m.currency
      from (select s.merchant_id, s.member_id, count(*) as sales,
                   sum(s.total_minor - s.refunded_minor)::bigint as total_minor,
                   sum(s.points_earned)::bigint as points
              from sales s
             where s.merchant_id = $1 and s.status = 'complete' and s.member_id is not null
               and s.completed_at >= $2 and s.completed_at < $3
             group by s.merchant_id, s.member_id
             order by count(*) desc, sum(s.total_minor - s.refunded_minor) desc, s.member_id
             limit $4) as best
      join merchants m using (merchant_id)
      join members p on (p.merchant_id, p.id) = (best.merchant_id, best.member_id)
     order by best.sales desc, best.total_minor desc, best.member_id
"""

CURRENCY = "select currency from merchants where merchant_id = $1"


async def split(reads: Reads, merchant: MerchantId, edges: Sequence[datetime]) -> Sequence[Split]:
    rows = await reads.all(SPLIT, merchant, edges, edges[0], edges[-1])
    currency = await reads.value(CURRENCY, merchant)
    of_span = {
        row["span"]: Split(
            row["sales"],
            Money(row["with_member_minor"], currency),
            Money(row["without_minor"], currency),
        )
        for row in rows
    }
    nothing = Split(0, Money.zero(currency), Money.zero(currency))
    return [of_span.get(span, nothing) for span in range(1, len(edges))]


async def regulars(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime, limit: int
) -> Sequence[Regular]:
    rows = await reads.all(REGULARS, merchant, since, until, limit)
    return [
        Regular(
            member=MemberId(row["member_id"]),
            name=row["name"],
            picture=row["picture_url"],
            sales=row["sales"],
            total=Money(row["total_minor"], row["currency"]),
            points_earned=Points(row["points"]),
        )
        for row in rows
    ]

"""Lists and sums of sales, for pages."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.db import Reads, Row
from regulars.sales.model import SaleRow, SaleStatus, Takings

NEWEST = """
    select s.id, s.store_id, t.name as store_name, s.number, s.status, s.member_id,
           trim(concat_ws(' ', p.first_name, p.last_name)) as member_name, s.total_minor,
           s.discount_minor, s.points_earned, s.completed_at, m.currency
      from sales s
      join merchants m using (merchant_id)
      join stores t on (t.merchant_id, t.id) = (s.merchant_id, s.store_id)
      left join members p on (p.merchant_id, p.id) = (s.merchant_id, s.member_id)
     where s.merchant_id = $1
       and ($2::integer is null or s.store_id = $2)
       and ($3::uuid is null or s.member_id = $3)
       and ($4::timestamptz is null or s.completed_at >= $4)
       and ($5::timestamptz is null or s.completed_at < $5)
       and ($6::timestamptz is null or (s.completed_at, s.id) < ($6, $7::uuid))
     order by s.completed_at desc, s.id desc
     limit $8
"""

TAKINGS = """
    select count(s.id) as sales, count(s.member_id) as with_member,
           coalesce(sum(s.total_minor), 0)::bigint as total_minor,
           coalesce(sum(s.discount_minor), 0)::bigint as discount_minor,
           coalesce(sum(s.points_earned), 0)::bigint as points_earned, m.currency
      from merchants m
      left join sales s on s.merchant_id = m.merchant_id and s.status = 'complete'
                       and s.completed_at >= $2 and s.completed_at < $3
     where m.merchant_id = $1
     group by m.currency
"""


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    store_id: StoreId | None,
    member: MemberId | None,
    since: datetime | None,
    until: datetime | None,
    before: tuple[datetime, SaleId] | None,
    limit: int,
) -> Sequence[SaleRow]:
    at, last = before or (None, None)
    rows = await reads.all(NEWEST, merchant, store_id, member, since, until, at, last, limit)
    return [_row(row) for row in rows]


async def takings(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: datetime
) -> Takings:
    row = await reads.one(TAKINGS, merchant, since, until)
    currency = row["currency"]
    return Takings(
        sales=row["sales"],
        with_member=row["with_member"],
        total=Money(row["total_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        points_earned=Points(row["points_earned"]),
    )


def _row(row: Row) -> SaleRow:
    currency = row["currency"]
    return SaleRow(
        id=SaleId(row["id"]),
        store=StoreId(row["store_id"]),
        store_name=row["store_name"],
        number=row["number"],
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        member_name=row["member_name"],
        total=Money(row["total_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        points_earned=Points(row["points_earned"]),
        completed_at=row["completed_at"],
    )

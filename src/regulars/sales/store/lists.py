"""Lists and sums of sales, for pages."""

from collections.abc import Sequence
from datetime import datetime

from regulars.kernel.ids import MemberId, MerchantId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.platform.conditions import values_of, written
from regulars.platform.db import Reads, Row
from regulars.sales.model import SaleRow, SaleStatus, Takings

# Only the conditions that are asked for stand in the statement, so that each kind of list has a
# plan of its own, along an index that is in the list's order.
NEWEST = """
    select s.id, s.store_id, t.name as store_name, t.time_zone, s.number, s.status, s.member_id,
           trim(concat_ws(' ', p.first_name, p.last_name)) as member_name, p.picture_url,
           s.total_minor, s.discount_minor, s.refunded_minor, s.points_earned, s.completed_at,
           m.currency
      from sales s
      join merchants m using (merchant_id)
      join stores t on (t.merchant_id, t.id) = (s.merchant_id, s.store_id)
      left join members p on (p.merchant_id, p.id) = (s.merchant_id, s.member_id)
     where s.merchant_id = $1{conditions}
     order by s.completed_at desc, s.id desc
     limit $2
"""

NUMBERED = """(s.number collate "C" >= {} and s.number collate "C" < {}
        or reverse(s.number) collate "C" >= {} and reverse(s.number) collate "C" < {})"""
LAST_LETTER = "\U0010ffff"

TAKINGS = """
    select count(s.id) as sales, count(s.member_id) as with_member,
           coalesce(sum(s.total_minor - s.refunded_minor), 0)::bigint as total_minor,
           coalesce(sum(s.discount_minor), 0)::bigint as discount_minor,
           coalesce(sum(s.points_earned), 0)::bigint as points_earned, m.currency
      from merchants m
      left join sales s on s.merchant_id = m.merchant_id and s.status = 'complete'
                       and s.completed_at >= $2 and s.completed_at < $3
     where m.merchant_id = $1
     group by m.currency
"""

# All that it reads is in one index.
OF_MEMBER = """
    select count(*) from sales s
     where s.merchant_id = $1 and s.member_id = $2 and s.status = 'complete'
"""


async def newest(
    reads: Reads,
    merchant: MerchantId,
    *,
    store_id: StoreId | None,
    member: MemberId | None,
    has_member: bool | None,
    number: str,
    since: datetime | None,
    until: datetime | None,
    before: tuple[datetime, SaleId] | None,
    limit: int,
) -> Sequence[SaleRow]:
    asked: list[tuple[str, Sequence[object]]] = []
    if store_id is not None:
        asked.append(("s.store_id = {}", [store_id]))
    if member is not None:
        asked.append(("s.member_id = {}", [member]))
    if has_member is not None:
        asked.append((f"s.member_id is {'not ' if has_member else ''}null", []))
    if number:
        end = number[::-1]
        asked.append((NUMBERED, [number, number + LAST_LETTER, end, end + LAST_LETTER]))
    if since is not None:
        asked.append(("s.completed_at >= {}", [since]))
    if until is not None:
        asked.append(("s.completed_at < {}", [until]))
    if before is not None:
        asked.append(("(s.completed_at, s.id) < ({}, {})", before))
    sql = NEWEST.format(conditions=written(asked, first=3))
    return [_row(row) for row in await reads.all(sql, merchant, limit, *values_of(asked))]


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


async def how_many_of(reads: Reads, merchant: MerchantId, member: MemberId) -> int:
    return int(await reads.value(OF_MEMBER, merchant, member))


def _row(row: Row) -> SaleRow:
    currency = row["currency"]
    return SaleRow(
        id=SaleId(row["id"]),
        store=StoreId(row["store_id"]),
        store_name=row["store_name"],
        time_zone=row["time_zone"],
        number=row["number"],
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        member_name=row["member_name"],
        member_picture=row["picture_url"],
        total=Money(row["total_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        points_earned=Points(row["points_earned"]),
        completed_at=row["completed_at"],
    )

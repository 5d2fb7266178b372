"""Lists and sums of sales, for pages."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec

from regulars.kernel.ids import BookingId, MemberId, MerchantId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.members.rules import fold, in_ascii, patterns
from regulars.platform.conditions import values_of, written
from regulars.platform.db import Reads, Row
from regulars.sales.model import Channel, SaleLine, SalePayment, SaleStatus, Takings
from regulars.sales.records.model import Came, SaleRow, Sums, Which

# Only the conditions that are asked for stand in the statement, so that each kind of list has a
# plan of its own, along an index that is in the list's order.
# A sale knows its party by id alone; how the party came is read where that is kept.
STANDS = "r.state = 'settled' and r.voucher_id is null"

ASKED = """
      from sales s
      join merchants m using (merchant_id)
      join stores t on (t.merchant_id, t.id) = (s.merchant_id, s.store_id)
      left join members p on (p.merchant_id, p.id) = (s.merchant_id, s.member_id)
      left join bookings b on (b.merchant_id, b.id) = (s.merchant_id, s.booking_id)
     where s.merchant_id = $1{conditions}
"""

NEWEST = f"""
    select s.id, s.store_id, t.name as store_name, t.time_zone, s.order_ref, s.number, s.channel,
           s.status, s.member_id, trim(concat_ws(' ', p.first_name, p.last_name)) as member_name,
           coalesce(p.code, '') as member_code, p.picture_url, s.booking_id,
           coalesce(b.code, '') as party, coalesce(b.kind, 'neither') as came, s.covers,
           s.seated_at, s.lines, s.payments,
           array(select r.title from redemptions r
                  where (r.merchant_id, r.connection_id, r.order_ref)
                      = (s.merchant_id, s.connection_id, s.order_ref) and {STANDS}
                  order by r.requested_at, r.id) as redeemed,
           s.total_minor, s.tax_minor, s.tips_minor, s.discount_minor, s.refunded_minor,
           s.points_earned, s.completed_at, m.currency
    {ASKED}
     order by s.completed_at desc, s.id desc
     limit $2
"""

# A party may pay several bills, and has come only once.
SUMS = f"""
    with asked as (
        select s.booking_id, s.covers, s.status, s.member_id,
               s.total_minor - s.refunded_minor as spent_minor, s.tips_minor, s.discount_minor,
               s.points_earned
        {ASKED}
    ), complete as (
        select booking_id, covers, member_id, spent_minor, tips_minor, discount_minor,
               points_earned
          from asked where status = 'complete'
    ), parties as (
        select booking_id, max(covers) as covers, sum(spent_minor) as spent_minor
          from complete
         where booking_id is not null and covers is not null
         group by booking_id
    )
    select count(*) as sales, count(member_id) as with_member,
           (select count(*) from asked where status = 'void') as void,
           coalesce(sum(spent_minor), 0)::bigint as spent_minor,
           coalesce(sum(tips_minor), 0)::bigint as tips_minor,
           coalesce(sum(discount_minor), 0)::bigint as discount_minor,
           coalesce(sum(points_earned), 0)::bigint as points_earned,
           coalesce((select sum(covers) from parties), 0)::bigint as covers,
           coalesce((select sum(spent_minor) from parties), 0)::bigint as party_minor,
           (select currency from merchants where merchant_id = $1) as currency
      from complete
"""

METHODS = """
    select distinct payment ->> 'method' as method
      from (select payments from sales
             where merchant_id = $1
             order by completed_at desc, id desc
             limit $2) as lately,
           jsonb_array_elements(lately.payments) as payment
     order by method
"""
LATELY = 1000

NUMBERED = """(s.number collate "C" >= {} and s.number collate "C" < {}
        or reverse(s.number) collate "C" >= {} and reverse(s.number) collate "C" < {})"""
LAST_LETTER = "\U0010ffff"

REWARDED = f"""exists (
        select from redemptions r
         where (r.merchant_id, r.connection_id, r.order_ref)
             = (s.merchant_id, s.connection_id, s.order_ref) and {STANDS})"""

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
    which: Which,
    *,
    before: tuple[datetime, SaleId] | None,
    limit: int,
) -> Sequence[SaleRow]:
    asked = _asked(which)
    if before is not None:
        asked.append(("(s.completed_at, s.id) < ({}, {})", before))
    sql = NEWEST.format(conditions=written(asked, first=3))
    return [_row(row) for row in await reads.all(sql, merchant, limit, *values_of(asked))]


async def sums(reads: Reads, merchant: MerchantId, which: Which) -> Sums:
    asked = _asked(which)
    sql = SUMS.format(conditions=written(asked, first=2))
    row = await reads.one(sql, merchant, *values_of(asked))
    currency = row["currency"]
    return Sums(
        sales=row["sales"],
        void=row["void"],
        with_member=row["with_member"],
        total=Money(row["spent_minor"], currency),
        tips=Money(row["tips_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        points_earned=Points(row["points_earned"]),
        covers=row["covers"],
        party_total=Money(row["party_minor"], currency),
    )


async def methods(reads: Reads, merchant: MerchantId) -> Sequence[str]:
    """What the newest sales were paid by."""
    return [row["method"] for row in await reads.all(METHODS, merchant, LATELY)]


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


def _asked(which: Which) -> list[tuple[str, Sequence[object]]]:
    asked: list[tuple[str, Sequence[object]]] = []
    if which.store is not None:
        asked.append(("s.store_id = {}", [which.store]))
    if which.member is not None:
        asked.append(("s.member_id = {}", [which.member]))
    if which.has_member is not None:
        asked.append((f"s.member_id is {'not ' if which.has_member else ''}null", []))
    if which.named:
        parts = patterns(in_ascii(fold(which.named)).split())
        fits = ("p.search_text like all({}::text[])", [parts])
        asked.append(fits if parts else ("false", []))
    if which.number:
        start, end = which.number, which.number[::-1]
        asked.append((NUMBERED, [start, start + LAST_LETTER, end, end + LAST_LETTER]))
    if which.since is not None:
        asked.append(("s.completed_at >= {}", [which.since]))
    if which.until is not None:
        asked.append(("s.completed_at < {}", [which.until]))
    return [*asked, *_of_the_party(which), *_of_the_bill(which)]


def _of_the_party(which: Which) -> Iterator[tuple[str, Sequence[object]]]:
    if which.came is Came.NEITHER:
        yield "b.id is null", []
    elif which.came is not None:
        yield "b.kind = {}", [which.came.value]
    if which.least_covers is not None:
        yield "s.covers >= {}", [which.least_covers]
    if which.most_covers is not None:
        yield "s.covers <= {}", [which.most_covers]


def _of_the_bill(which: Which) -> Iterator[tuple[str, Sequence[object]]]:
    if which.paid_by:
        yield "s.payments @> {}::jsonb", [[{"method": which.paid_by}]]
    if which.least_minor is not None:
        yield "s.total_minor >= {}", [which.least_minor]
    if which.most_minor is not None:
        yield "s.total_minor <= {}", [which.most_minor]
    if which.has_reward is not None:
        yield f"{'' if which.has_reward else 'not '}{REWARDED}", []


def _row(row: Row) -> SaleRow:
    currency = row["currency"]
    lines = msgspec.convert(row["lines"], list[SaleLine])
    return SaleRow(
        id=SaleId(row["id"]),
        store=StoreId(row["store_id"]),
        store_name=row["store_name"],
        time_zone=row["time_zone"],
        order=row["order_ref"],
        number=row["number"],
        channel=Channel(row["channel"]),
        status=SaleStatus(row["status"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        member_name=row["member_name"],
        member_code=row["member_code"],
        member_picture=row["picture_url"],
        booking=None if row["booking_id"] is None else BookingId(row["booking_id"]),
        party=row["party"],
        came=Came(row["came"]),
        covers=row["covers"],
        seated_at=row["seated_at"],
        items=sum((line.quantity for line in lines), Decimal(0)),
        payments=msgspec.convert(row["payments"], list[SalePayment]),
        redeemed=tuple(row["redeemed"]),
        total=Money(row["total_minor"], currency),
        tax=Money(row["tax_minor"], currency),
        tips=Money(row["tips_minor"], currency),
        discount=Money(row["discount_minor"], currency),
        refunded=Money(row["refunded_minor"], currency),
        points_earned=Points(row["points_earned"]),
        completed_at=row["completed_at"],
    )

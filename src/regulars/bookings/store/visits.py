"""Parties that sat down and what they spent, for the dashboard."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from regulars.bookings.model import Kind, StatusType
from regulars.bookings.visits.model import DayFigures, Totals, Visit, Which
from regulars.kernel.ids import BookingId, GuestId, MemberId, MerchantId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.platform.conditions import anywhere, values_of, written
from regulars.platform.db import Reads, Row
from regulars.sales.model import SaleLine, SalePayment

T = TypeVar("T")

NAME = """coalesce(nullif(trim(concat_ws(' ', p.first_name, p.last_name)), ''),
                nullif(trim(concat_ws(' ', g.first_name, g.last_name)), ''), b.name)"""

# Who sat down and was not taken back again. What a booking's sales came to is added up.
SEATED = """
      from bookings b
      join merchants m using (merchant_id)
      join stores t on (t.merchant_id, t.id) = (b.merchant_id, b.store_id)
      left join guests g on (g.merchant_id, g.id) = (b.merchant_id, b.guest_id)
      left join members p on (p.merchant_id, p.id) = (g.merchant_id, g.member_id)
      left join lateral (
            select sum(s.total_minor - s.refunded_minor)::bigint as spent_minor,
                   sum(s.tips_minor)::bigint as tips_minor,
                   (array_agg(s.id order by s.completed_at desc))[1] as sale_id,
                   (array_agg(s.number order by s.completed_at desc))[1] as sale_number,
                   jsonb_agg(s.lines) as lines, jsonb_agg(s.payments) as payments
              from sales s
             where s.merchant_id = b.merchant_id and s.booking_id = b.id and s.status = 'complete'
           ) as bill on true
     where b.merchant_id = $1 and b.seated_at is not null
       and b.status_type not in ('cancelled', 'no_show'){conditions}
"""

NEWEST = f"""
    select b.id, b.store_id, t.name as store_name, t.time_zone, b.day, b.code, b.kind,
           b.status_type, {NAME} as name, b.guest_id, g.member_id, b.covers,
           array(select f.name from booking_tables bt
                   join floor_tables f on (f.merchant_id, f.id) = (bt.merchant_id, bt.table_id)
                  where bt.merchant_id = b.merchant_id and bt.booking_id = b.id
                  order by f.position, f.name) as tables,
           b.seated_at, b.finished_at,
           extract(epoch from coalesce(b.finished_at, $2) - b.seated_at)::bigint / 60 as minutes,
           bill.sale_id, coalesce(bill.sale_number, '') as sale_number, bill.lines, bill.payments,
           bill.spent_minor, coalesce(bill.tips_minor, 0) as tips_minor, m.currency
    {SEATED}
     order by b.seated_at desc, b.id desc
     limit $3
"""

BY_DAY = f"""
    select b.day, m.currency,
           sum(b.covers) filter (where b.kind = 'booking') as booked_covers,
           sum(b.covers) filter (where b.kind = 'walk_in') as walk_in_covers,
           sum(bill.spent_minor) filter (where b.kind = 'booking') as booked_minor,
           sum(bill.spent_minor) filter (where b.kind = 'walk_in') as walk_in_minor
    {SEATED}
     group by b.day, m.currency
     order by b.day
"""

TOTALS = f"""
    select count(*) as visits, count(*) filter (where b.kind = 'walk_in') as walk_ins,
           coalesce(sum(b.covers), 0)::bigint as covers,
           coalesce(sum(b.covers) filter (where bill.spent_minor is not null), 0)::bigint
               as paid_covers,
           coalesce(sum(bill.spent_minor), 0)::bigint as spent_minor,
           coalesce(extract(epoch from avg(b.finished_at - b.seated_at)), 0)::bigint / 60 as minutes
    {SEATED}
"""

NO_SHOWS = """
    select count(*) from bookings b
     where b.merchant_id = $1 and b.status_type = 'no_show'{conditions}
"""

CURRENCY = "select currency from merchants where merchant_id = $1"

Mark = tuple[datetime, BookingId]
"""Where a page of the list ends."""


async def newest(
    reads: Reads,
    merchant: MerchantId,
    which: Which,
    *,
    before: Mark | None,
    at: datetime,
    limit: int,
) -> Sequence[Visit]:
    asked = _asked(which)
    if before is not None:
        asked.append(("(b.seated_at, b.id) < ({}, {})", before))
    sql = NEWEST.format(conditions=written(asked, first=4))
    return [_visit(row) for row in await reads.all(sql, merchant, at, limit, *values_of(asked))]


async def by_day(reads: Reads, merchant: MerchantId, which: Which) -> Sequence[DayFigures]:
    """The days on which anybody came, in order."""
    asked = _asked(which)
    sql = BY_DAY.format(conditions=written(asked, first=2))
    rows = await reads.all(sql, merchant, *values_of(asked))
    return [_figures(row) for row in rows]


async def totals(reads: Reads, merchant: MerchantId, which: Which) -> Totals:
    currency = await reads.value(CURRENCY, merchant)
    came, missed = _asked(which), _asked(msgspec.structs.replace(which, named=""))
    sql = TOTALS.format(conditions=written(came, first=2))
    row = await reads.one(sql, merchant, *values_of(came))
    sql = NO_SHOWS.format(conditions=written(missed, first=2))
    no_shows = await reads.value(sql, merchant, *values_of(missed))
    return Totals(
        visits=row["visits"],
        walk_ins=row["walk_ins"],
        covers=row["covers"],
        paid_covers=row["paid_covers"],
        spent=Money(row["spent_minor"], currency),
        minutes=row["minutes"],
        no_shows=no_shows,
    )


def _asked(which: Which) -> list[tuple[str, Sequence[object]]]:
    asked: list[tuple[str, Sequence[object]]] = []
    if which.store is not None:
        asked.append(("b.store_id = {}", [which.store]))
    if which.first is not None:
        asked.append(("b.day >= {}", [which.first]))
    if which.last is not None:
        asked.append(("b.day <= {}", [which.last]))
    if which.kind is not None:
        asked.append(("b.kind = {}", [which.kind.value]))
    if which.named:
        part = anywhere(which.named)
        asked.append((f"({NAME} ilike {{}} or b.code ilike {{}})", [part, part]))
    return asked


def _visit(row: Row) -> Visit:
    currency, spent = row["currency"], row["spent_minor"]
    return Visit(
        booking=BookingId(row["id"]),
        store=StoreId(row["store_id"]),
        store_name=row["store_name"],
        time_zone=row["time_zone"],
        day=row["day"],
        code=row["code"],
        kind=Kind(row["kind"]),
        status=StatusType(row["status_type"]),
        name=row["name"],
        guest=None if row["guest_id"] is None else GuestId(row["guest_id"]),
        member=None if row["member_id"] is None else MemberId(row["member_id"]),
        covers=row["covers"],
        tables=tuple(row["tables"]),
        seated_at=row["seated_at"],
        left_at=row["finished_at"],
        minutes=row["minutes"],
        sale=None if row["sale_id"] is None else SaleId(row["sale_id"]),
        sale_number=row["sale_number"],
        lines=_joined(row["lines"], SaleLine),
        payments=_joined(row["payments"], SalePayment),
        spent=None if spent is None else Money(spent, currency),
        tips=Money(row["tips_minor"], currency),
    )


def _joined(lists: object, kind: type[T]) -> Sequence[T]:
    """What stands in the lists of several sales, as one."""
    parts = msgspec.convert(lists or [], list[list[kind]])  # type: ignore[valid-type]
    return [one for part in parts for one in part]


def _figures(row: Row) -> DayFigures:
    currency = row["currency"]
    return DayFigures(
        day=row["day"],
        booked_covers=row["booked_covers"] or 0,
        walk_in_covers=row["walk_in_covers"] or 0,
        booked_spent=Money(int(row["booked_minor"] or 0), currency),
        walk_in_spent=Money(int(row["walk_in_minor"] or 0), currency),
    )

"""A day of the diary in one statement."""

from collections.abc import Sequence
from datetime import date, datetime

from regulars.bookings.model import InDiary, TicketState, TicketView
from regulars.bookings.rules.birthdays import is_near
from regulars.bookings.store.bookings import COLUMNS, JOINED, kept_of
from regulars.kernel.ids import MerchantId, StoreId
from regulars.kernel.money import Money
from regulars.platform.db import Reads, Row

# The ticket that lives, else the newest. Visits and no-shows are the others of the guest until now.
DAY = f"""
    select {COLUMNS}, coalesce(g.vip, false) as vip, coalesce(p.phone, g.phone) as phone,
           g.tags as guest_tags, coalesce(g.note, '') as guest_note, g.birth_month, g.birth_day,
           coalesce(past.visits, 0) as visits, coalesce(past.no_shows, 0) as no_shows,
           ticket.state, ticket.order_number, ticket.items, ticket.owed_minor,
           ticket.paid_minor as ticket_paid_minor, ticket.problem
      {JOINED}
      left join lateral (
            select count(*) filter (where o.status_type = 'finished') as visits,
                   count(*) filter (where o.status_type = 'no_show') as no_shows
              from bookings o
             where o.merchant_id = b.merchant_id and o.guest_id = b.guest_id and o.id <> b.id
               and o.starts_at < $4
           ) as past on true
      left join lateral (
            select k.state, k.order_number, k.items, k.owed_minor, k.paid_minor, k.problem
              from tickets k
             where k.merchant_id = b.merchant_id and k.booking_id = b.id
             order by k.state in ('asked', 'waiting', 'open', 'completed') desc, k.asked_at desc
             limit 1) as ticket on true
     where b.merchant_id = $1 and b.store_id = $2 and b.day = $3
     order by b.starts_at, b.created_at, b.id
"""

NOTE = """
    select coalesce(d.note, '') as note
      from stores s
      left join diary_days d
        on (d.merchant_id, d.store_id, d.day) = (s.merchant_id, s.id, $3::date)
     where s.merchant_id = $1 and s.id = $2
"""


async def note(reads: Reads, merchant: MerchantId, store: StoreId, day: date) -> str | None:
    """The note of a day; None where there is no such store."""
    found: str | None = await reads.value(NOTE, merchant, store, day)
    return found


async def bookings(
    reads: Reads, merchant: MerchantId, store: StoreId, day: date, *, at: datetime
) -> Sequence[InDiary]:
    rows = await reads.all(DAY, merchant, store, day, at)
    return [_in_diary(row, day) for row in rows]


def _in_diary(row: Row, day: date) -> InDiary:
    return InDiary(
        booking=kept_of(row).booking,
        vip=row["vip"],
        phone=row["phone"],
        guest_tags=tuple(row["guest_tags"] or ()),
        guest_note=row["guest_note"],
        visits=row["visits"],
        no_shows=row["no_shows"],
        birthday_near=is_near(row["birth_month"], row["birth_day"], day),
        ticket=None if row["state"] is None else _ticket(row),
    )


def _ticket(row: Row) -> TicketView:
    currency = row["currency"]
    return TicketView(
        state=TicketState(row["state"]),
        number=row["order_number"],
        items=row["items"],
        owed=Money(row["owed_minor"], currency),
        paid=Money(row["ticket_paid_minor"], currency),
        problem=row["problem"],
    )

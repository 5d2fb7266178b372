"""What a guest's bookings and sales come to."""

from datetime import datetime
from typing import NamedTuple

from regulars.bookings.rules.statuses import LATE
from regulars.kernel.ids import GuestId, MemberId, MerchantId
from regulars.kernel.money import Money
from regulars.platform.db import Reads

# A sale of a booking, and one that the member had without any, counts once.
FIGURES = """
    with own as (
        select id, kind, status_type, starts_at, booked_for, arrived_at, seated_at
          from bookings
         where merchant_id = $1 and guest_id = $2
    )
    select count(*) filter (where status_type = 'finished') as visits,
           count(*) filter (where status_type = 'no_show') as no_shows,
           count(*) filter (
               where kind = 'booking' and status_type not in ('cancelled', 'no_show')
                 and least(arrived_at, seated_at) > booked_for + $4::interval) as lates,
           count(*) filter (where status_type = 'cancelled') as cancelled,
           max(coalesce(seated_at, starts_at)) filter (where status_type = 'finished')
               as last_visit,
           count(*) filter (
               where status_type in ('unconfirmed', 'confirmed', 'arrived')
                 and starts_at > $5) as upcoming,
           (select coalesce(sum(sale.minor), 0)::bigint
              from (select s.id, s.total_minor - s.refunded_minor as minor
                      from own
                      join sales s on s.merchant_id = $1 and s.booking_id = own.id
                     where s.status = 'complete'
                     union
                    select s.id, s.total_minor - s.refunded_minor
                      from sales s
                     where s.merchant_id = $1 and s.member_id = $3 and s.status = 'complete'
                   ) as sale) as spend_minor,
           (select currency from merchants where merchant_id = $1) as currency
      from own
"""


class Figures(NamedTuple):
    """How often somebody came, how often not, and what they spent."""

    visits: int
    no_shows: int
    lates: int
    cancelled: int
    spend: Money
    last_visit: datetime | None
    upcoming: int


async def figures(
    reads: Reads,
    merchant: MerchantId,
    guest: GuestId,
    member: MemberId | None,
    *,
    awaited_since: datetime,
) -> Figures:
    row = await reads.one(FIGURES, merchant, guest, member, LATE, awaited_since)
    return Figures(
        visits=row["visits"],
        no_shows=row["no_shows"],
        lates=row["lates"],
        cancelled=row["cancelled"],
        spend=Money(row["spend_minor"], row["currency"]),
        last_visit=row["last_visit"],
        upcoming=row["upcoming"],
    )

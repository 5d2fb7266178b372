"""Which days may be others since they were folded, by what the journal tells."""

from datetime import date, datetime

from regulars.kernel.ids import MerchantId, StoreId, lowest_uuid7
from regulars.platform.db import Reads
from regulars.reports.sources import StoreDay

KINDS = (
    "booking.created",
    "booking.updated",
    "booking.status_changed",
    "booking.seated",
    "booking.finished",
    "sale.completed",
    "sale.member_set",
    "sale.refunded",
    "sale.voided",
    "redemption.moved",
    "quiet_offer.settled",
    "member.merged",
)

# `touched` is what was heard of, `told` all that was ever told of these: a booking stood on other
# days, a sale was another booking's; when a bill was finished never changes. `on_day` has the days
# on which any of them stood or stands. Whoever had to do with one of an earlier day may have come
# for the first time on a later one: the `people` are looked at from `since` on. A guest who became
# a member, or a member who was another, may have come for the first time on any day. Where the sun
# rises early, a day begins on the one before.
CHANGED = """
    with heard as (
        select case when data ? 'redemption' then concat('redemption:', data ->> 'redemption')
                    when kind = 'quiet_offer.settled' then concat('booking:', data ->> 'booking')
                    else subject end as about
          from facts
         where merchant_id = $1 and id >= $2 and kind = any($3::text[])
    ),
    touched as materialized (
        select distinct about, split_part(about, ':', 1) as what,
               split_part(about, ':', 2)::uuid as id
          from heard
    ),
    told as materialized (
        select t.what, t.id, f.data
          from touched t
          join facts f on f.merchant_id = $1 and f.subject = t.about
         where t.what in ('booking', 'sale')
    ),
    orders as (
        select s.connection_id, s.order_ref
          from touched t join sales s on (s.merchant_id, s.id) = ($1, t.id)
         where t.what = 'sale' and s.connection_id is not null
    ),
    moments as (
        select t.id, s.store_id, s.completed_at as moment
          from touched t join sales s on (s.merchant_id, s.id) = ($1, t.id)
         where t.what = 'sale'
        union all
        select t.id, s.store_id, s.completed_at
          from touched t
          join sales s on s.merchant_id = $1 and s.booking_id = t.id
         where t.what = 'booking'
        union all
        select x.id, x.store_id, x.requested_at
          from touched t join redemptions x on (x.merchant_id, x.id) = ($1, t.id)
         where t.what = 'redemption'
        union all
        select x.id, x.store_id, x.requested_at
          from orders o
          join redemptions x on (x.merchant_id, x.connection_id, x.order_ref)
                              = ($1, o.connection_id, o.order_ref)
    ),
    on_day as materialized (
        select id, (data ->> 'store')::integer as store_id, (data ->> 'day')::date as day
          from told
         where what = 'booking' and data ? 'day'
        union
        select m.id, m.store_id, (m.moment at time zone s.time_zone - interval '4 hours')::date
          from moments m join stores s on (s.merchant_id, s.id) = ($1, m.store_id)
        union
        select t.id, b.store_id, b.day
          from told t
          join bookings b on (b.merchant_id, b.id) = ($1, nullif(t.data ->> 'booking', '')::uuid)
         where t.what = 'sale'
    ),
    early as (
        select id, min(day) as day from on_day group by id having min(day) <= $4
    ),
    people as (
        select nullif(t.data ->> 'guest', '')::uuid as guest_id,
               nullif(t.data ->> 'member', '')::uuid as member_id, e.day as since
          from told t join early e using (id)
        union
        select null, nullif(t.data ->> 'before', '')::uuid, e.day
          from told t join early e using (id)
         where t.what = 'sale'
        union
        select null, t.id, '-infinity'::date from touched t where t.what = 'member'
        union
        select g.id, g.member_id, '-infinity'::date
          from told t
          join guests g on (g.merchant_id, g.id) = ($1, nullif(t.data ->> 'guest', '')::uuid)
         where t.what = 'booking' and g.member_id is not null
           and g.created_at < $5 and g.updated_at >= $5
    ),
    known as (
        select coalesce(p.guest_id, own.id) as guest_id,
               coalesce(p.member_id, g.member_id) as member_id, p.since
          from people p
          left join guests own
                 on p.guest_id is null and (own.merchant_id, own.member_id) = ($1, p.member_id)
          left join guests g on p.member_id is null and (g.merchant_id, g.id) = ($1, p.guest_id)
    )
    select store_id, day from on_day where day <= $4
    union
    select b.store_id, b.day
      from known k
      join bookings b on b.merchant_id = $1 and b.guest_id = k.guest_id
     where b.day between k.since and $4
    union
    select s.store_id, (s.completed_at at time zone t.time_zone - interval '4 hours')::date
      from known k
      join sales s on s.merchant_id = $1 and s.member_id = k.member_id
                  and s.completed_at >= k.since - 1
      join stores t on (t.merchant_id, t.id) = ($1, s.store_id)
    union
    select b.store_id, b.day
      from known k
      join sales s on s.merchant_id = $1 and s.member_id = k.member_id
                  and s.completed_at >= k.since - 1
      join bookings b on (b.merchant_id, b.id) = ($1, s.booking_id)
"""


async def changed(
    reads: Reads, merchant: MerchantId, *, since: datetime, until: date
) -> frozenset[StoreDay]:
    """The days up to `until` of which something was written down since an instant.

    More of them than need be, and none too few.
    """
    rows = await reads.all(CHANGED, merchant, lowest_uuid7(since), KINDS, until, since)
    return frozenset(StoreDay(StoreId(row["store_id"]), row["day"]) for row in rows)

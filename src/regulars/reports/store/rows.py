"""The rows of days: parties, bills and redemptions, each with what is counted of it."""

from collections.abc import Sequence

from regulars.bookings.model import StatusType
from regulars.kernel.ids import MerchantId, StoreId, lowest_uuid7
from regulars.platform.db import Reads, Row
from regulars.reports.sources import Bill, Coming, Party, Redeemed, Rows, Span, StoreDay

# Who sat down and was not taken back again.
CAME = "{b}.seated_at is not null and {b}.status_type not in ('cancelled', 'no_show')"

# Whether somebody had come before: to a visit that began earlier, or to a bill paid by then. Null
# for nobody known. A member is the same in the diary and at the till.
BEFORE = f"""
    case when who.guest_id is not null or who.member_id is not null then
        exists (select from bookings e
                 where e.merchant_id = $1 and e.guest_id = who.guest_id
                   and (e.starts_at, e.id) < (who.moment, who.id) and {CAME.format(b="e")})
        or exists (select from sales e
                    where e.merchant_id = $1 and e.member_id = who.member_id
                      and (e.completed_at, e.id) < (who.moment, who.id)
                      and e.status = 'complete' and e.booking_id is distinct from who.id)
    end
"""

SPANS = """
    select * from unnest($2::integer[], $3::date[], $4::timestamptz[], $5::timestamptz[])
        as span (store_id, day, begins, ends)
"""

PARTIES = f"""
    with span as ({SPANS})
    select b.store_id, b.day, b.kind, b.waits is not null as listed, b.status_type, b.source,
           b.covers, (b.created_at at time zone t.time_zone - interval '4 hours')::date as taken_on,
           {CAME.format(b="b")} as came, who.before,
           extract(hour from b.seated_at at time zone t.time_zone - interval '4 hours')::int + 4
               as hour,
           extract(epoch from b.finished_at - b.seated_at)::int / 60 as minutes, bill.minor
      from span
      join bookings b on b.merchant_id = $1 and (b.store_id, b.day) = (span.store_id, span.day)
      join stores t on (t.merchant_id, t.id) = ($1, b.store_id)
      left join lateral (
            select sum(s.total_minor - s.refunded_minor)::bigint as minor,
                   min(s.member_id::text)::uuid as member_id
              from sales s
             where s.merchant_id = $1 and s.booking_id = b.id and s.status = 'complete'
           ) as bill on {CAME.format(b="b")}
      left join lateral (
            select {BEFORE} as before
              from (select b.id, b.starts_at as moment, coalesce(g.id, own.id) as guest_id,
                           coalesce(g.member_id, bill.member_id) as member_id
                      from (values (1)) as one
                      left join guests g on (g.merchant_id, g.id) = ($1, b.guest_id)
                      left join guests own
                             on b.guest_id is null
                            and (own.merchant_id, own.member_id) = ($1, bill.member_id)) as who
           ) as who on {CAME.format(b="b")}
"""

BILLS = f"""
    with span as ({SPANS})
    select span.store_id, span.day, s.status = 'complete' as stands,
           s.member_id is not null as of_member, s.total_minor - s.refunded_minor as minor,
           s.tips_minor, s.discount_minor, s.points_earned as points,
           s.status = 'complete' and b.id is null as came, who.before
      from span
      join sales s on s.merchant_id = $1 and s.store_id = span.store_id
                  and s.completed_at >= span.begins and s.completed_at < span.ends
      left join bookings b on b.merchant_id = $1 and b.id = s.booking_id and {CAME.format(b="b")}
      left join lateral (
            select {BEFORE} as before
              from (select s.id, s.completed_at as moment, g.id as guest_id, s.member_id
                      from (values (1)) as one
                      left join guests g on (g.merchant_id, g.member_id) = ($1, s.member_id)) as who
           ) as who on s.status = 'complete' and b.id is null
"""

# The ids are made when something is redeemed, so they lie in the order of time.
REDEEMED = """
    select span.store_id, span.day, coalesce(x.reward_id, x.offer_id) as what,
           coalesce(x.carried_minor, x.discount_minor) as minor,
           coalesce(h.settled - h.given_back, 0) as points
      from unnest($2::integer[], $3::date[], $4::uuid[], $5::uuid[])
        as span (store_id, day, lowest, above)
      join redemptions x on x.merchant_id = $1 and x.id >= span.lowest and x.id < span.above
                        and x.store_id = span.store_id and x.voucher_id is null
      left join ledger_holds h on (h.merchant_id, h.id) = ($1, x.hold_id)
     where x.state = 'settled'
"""


async def rows_of(
    reads: Reads, merchant: MerchantId, spans: Sequence[Span]
) -> dict[StoreDay, Rows]:
    """What the days of stores consist of."""
    found = {span.of: Rows([], [], []) for span in spans}
    if not spans:
        return found
    stores = [span.of.store for span in spans]
    days = [span.of.day for span in spans]
    begins, ends = [span.begins for span in spans], [span.ends for span in spans]
    for row in await reads.all(PARTIES, merchant, stores, days, begins, ends):
        found[_of(row)].parties.append(_party(row))
    for row in await reads.all(BILLS, merchant, stores, days, begins, ends):
        found[_of(row)].bills.append(_bill(row))
    lowest, above = [lowest_uuid7(one) for one in begins], [lowest_uuid7(one) for one in ends]
    for row in await reads.all(REDEEMED, merchant, stores, days, lowest, above):
        found[_of(row)].redeemed.append(_redeemed(row))
    return found


def _of(row: Row) -> StoreDay:
    return StoreDay(StoreId(row["store_id"]), row["day"])


def _party(row: Row) -> Party:
    return Party(
        walk_in=row["kind"] == "walk_in",
        listed=row["listed"],
        status=StatusType(row["status_type"]),
        source=row["source"],
        covers=row["covers"],
        taken_on=row["taken_on"],
        came=Coming(row["before"]) if row["came"] else None,
        hour=row["hour"] or 0,
        minutes=row["minutes"],
        minor=row["minor"],
    )


def _bill(row: Row) -> Bill:
    return Bill(
        stands=row["stands"],
        of_member=row["of_member"],
        minor=row["minor"],
        tips_minor=row["tips_minor"],
        discount_minor=row["discount_minor"],
        points=row["points"],
        came=Coming(row["before"]) if row["came"] else None,
    )


def _redeemed(row: Row) -> Redeemed:
    return Redeemed(what=row["what"], minor=row["minor"], points=row["points"])

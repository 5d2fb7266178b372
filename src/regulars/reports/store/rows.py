"""The rows of days: parties, bills and redemptions, each with what is counted of it."""

from collections.abc import Collection, Sequence
from uuid import UUID

from regulars.bookings.model import StatusType
from regulars.kernel.ids import MerchantId, StoreId, lowest_uuid7
from regulars.platform.db import Reads, Row
from regulars.reports.sources import Bill, Coming, Party, Redeemed, Rows, Span, StoreDay

# Who sat down and was not taken back again.
CAME = "{b}.seated_at is not null and {b}.status_type not in ('cancelled', 'no_show')"

SPANS = """
    select * from unnest($2::integer[], $3::date[], $4::timestamptz[], $5::timestamptz[])
        as span (store_id, day, begins, ends)
"""

# A member of whom the diary knows nothing may have paid.
PARTIES = f"""
    with span as ({SPANS})
    select b.id, b.store_id, b.day, b.kind, b.waits is not null as listed, b.status_type, b.source,
           b.covers, (b.created_at at time zone t.time_zone - interval '4 hours')::date as taken_on,
           {CAME.format(b="b")} as came, b.starts_at as moment, b.guest_id,
           coalesce(g.member_id, bill.member_id) as member_id,
           extract(hour from b.seated_at at time zone t.time_zone - interval '4 hours')::int + 4
               as hour,
           extract(epoch from b.finished_at - b.seated_at)::int / 60 as minutes, bill.minor,
           case when p.gives ->> 'kind' = 'multiplier' then p.given + p.let_go else 0 end as points
      from span
      join bookings b on b.merchant_id = $1 and (b.store_id, b.day) = (span.store_id, span.day)
      join stores t on (t.merchant_id, t.id) = ($1, b.store_id)
      left join guests g on (g.merchant_id, g.id) = ($1, b.guest_id)
      left join slot_promises p on (p.merchant_id, p.booking_id) = ($1, b.id)
      left join lateral (
            select sum(s.total_minor - s.refunded_minor)::bigint as minor,
                   min(s.member_id::text)::uuid as member_id
              from sales s
             where s.merchant_id = $1 and s.booking_id = b.id and s.status = 'complete'
           ) as bill on {CAME.format(b="b")}
"""

# The limit says that it is looked up for each: there are far fewer bills than are reckoned with.
BILLS = f"""
    with span as ({SPANS})
    select s.id, span.store_id, span.day, s.status = 'complete' as stands,
           s.total_minor - s.refunded_minor as minor, s.tips_minor, s.discount_minor,
           s.points_earned as points, s.completed_at as moment, null::uuid as guest_id, s.member_id,
           s.status = 'complete' and visit.id is null as came
      from span
      join sales s on s.merchant_id = $1 and s.store_id = span.store_id
                  and s.completed_at >= span.begins and s.completed_at < span.ends
      left join lateral (
            select b.id from bookings b
             where (b.merchant_id, b.id) = ($1, s.booking_id) and {CAME.format(b="b")}
             limit 1
           ) as visit on true
"""

# Who of these had come before: to a visit that began earlier, or to a bill that was paid by then.
# A member is the same in the diary and at the till.
BEFORE = f"""
    select who.id
      from unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[])
        as who (id, guest_id, member_id, moment)
      left join guests g
             on who.guest_id is null and (g.merchant_id, g.member_id) = ($1, who.member_id)
     where exists (select from bookings e
                    where e.merchant_id = $1 and e.guest_id = coalesce(who.guest_id, g.id)
                      and (e.starts_at, e.id) < (who.moment, who.id) and {CAME.format(b="e")})
        or exists (select from sales e
                    where e.merchant_id = $1 and e.member_id = who.member_id
                      and (e.completed_at, e.id) < (who.moment, who.id)
                      and e.status = 'complete' and e.booking_id is distinct from who.id)
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
    parties = await reads.all(PARTIES, merchant, stores, days, begins, ends)
    bills = await reads.all(BILLS, merchant, stores, days, begins, ends)
    before = await _came_before(reads, merchant, [*parties, *bills])
    lowest, above = [lowest_uuid7(one) for one in begins], [lowest_uuid7(one) for one in ends]
    for row in parties:
        found[_of(row)].parties.append(_party(row, before))
    for row in bills:
        found[_of(row)].bills.append(_bill(row, before))
    for row in await reads.all(REDEEMED, merchant, stores, days, lowest, above):
        found[_of(row)].redeemed.append(_redeemed(row))
    return found


async def _came_before(reads: Reads, merchant: MerchantId, rows: Sequence[Row]) -> set[UUID]:
    """The visits and bills of those who had come before."""
    known = [row for row in rows if row["came"] and _is_known(row)]
    columns = [[row[name] for row in known] for name in ("id", "guest_id", "member_id", "moment")]
    return {row["id"] for row in await reads.all(BEFORE, merchant, *columns)}


def _is_known(row: Row) -> bool:
    return row["guest_id"] is not None or row["member_id"] is not None


def _of(row: Row) -> StoreDay:
    return StoreDay(StoreId(row["store_id"]), row["day"])


def _party(row: Row, before: Collection[UUID]) -> Party:
    return Party(
        walk_in=row["kind"] == "walk_in",
        listed=row["listed"],
        status=StatusType(row["status_type"]),
        source=row["source"],
        covers=row["covers"],
        taken_on=row["taken_on"],
        came=_coming(row, before),
        hour=row["hour"] or 0,
        minutes=row["minutes"],
        minor=row["minor"],
        points=row["points"],
    )


def _bill(row: Row, before: Collection[UUID]) -> Bill:
    return Bill(
        stands=row["stands"],
        of_member=row["member_id"] is not None,
        minor=row["minor"],
        tips_minor=row["tips_minor"],
        discount_minor=row["discount_minor"],
        points=row["points"],
        came=_coming(row, before),
    )


def _coming(row: Row, before: Collection[UUID]) -> Coming | None:
    if not row["came"]:
        return None
    return Coming(row["id"] in before if _is_known(row) else None)


def _redeemed(row: Row) -> Redeemed:
    return Redeemed(what=row["what"], minor=row["minor"], points=row["points"])

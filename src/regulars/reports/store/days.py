"""Folded days, as rows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import msgspec

from regulars.kernel.ids import MerchantId, StoreId
from regulars.platform.db import Reads, Row, Transaction
from regulars.reports.model import Figures, Period
from regulars.reports.sources import StoreDay

# The newest day of a store is folded each time that others of it are: `folded_at` is the last time.
ALL = """
    select t.merchant_id, t.id as store_id, t.time_zone, newest.day
      from stores t
      left join lateral (
            select r.day from report_days r
             where (r.merchant_id, r.store_id) = (t.merchant_id, t.id)
             order by r.day desc limit 1) as newest on true
     order by t.merchant_id, t.id
"""

FOLDED = """
    select t.id as store_id, t.name, t.time_zone,
           (select max(r.folded_at) from report_days r
             where r.merchant_id = $1 and r.store_id = t.id) as folded_at,
           (select min(r.day) from report_days r
             where r.merchant_id = $1 and r.store_id = t.id) as first,
           (select max(r.day) from report_days r
             where r.merchant_id = $1 and r.store_id = t.id) as last
      from stores t
     where t.merchant_id = $1 and (cardinality($2::integer[]) = 0 or t.id = any($2::integer[]))
     order by t.name, t.id
"""

READ = """
    select store_id, day, figures::text as figures
      from report_days
     where merchant_id = $1 and store_id = any($2::integer[]) and day between $3 and $4
"""

DAYS = "select day from report_days where merchant_id = $1 and store_id = $2"

FIRST = """
    select least(
        (select min(day) from bookings where merchant_id = $1 and store_id = $2),
        (select min((completed_at at time zone $3 - interval '4 hours')::date)
           from (select completed_at from sales
                  where merchant_id = $1 and store_id = $2
                  order by completed_at limit 1) as oldest))
"""

LOCK = "select pg_advisory_xact_lock(hashtextextended($1::uuid::text || $2::integer::text, 9))"

WRITE = """
    insert into report_days (merchant_id, store_id, day, figures, folded_at)
    values ($1, $2, $3, $4, $5)
    on conflict (merchant_id, store_id, day)
    do update set figures = excluded.figures, folded_at = excluded.folded_at
"""

_figures = msgspec.json.Decoder(Figures)


class Folded(NamedTuple):
    """How far a store is folded: `at` the last time, and which days; None where never."""

    store: StoreId
    name: str
    time_zone: str
    at: datetime | None
    first: date | None
    last: date | None


class Newest(NamedTuple):
    """The newest day of a store that is folded, if any is."""

    merchant: MerchantId
    store: StoreId
    time_zone: str
    day: date | None


async def newest(reads: Reads) -> Sequence[Newest]:
    """Of all stores of all merchants."""
    return [
        Newest(MerchantId(row["merchant_id"]), row["store_id"], row["time_zone"], row["day"])
        for row in await reads.all(ALL)
    ]


async def folded(reads: Reads, merchant: MerchantId, stores: Sequence[StoreId]) -> Sequence[Folded]:
    """Some stores of a merchant, or all, by name."""
    return [_folded(row) for row in await reads.all(FOLDED, merchant, stores)]


async def read(
    reads: Reads, merchant: MerchantId, stores: Sequence[StoreId], period: Period
) -> dict[StoreDay, Figures]:
    """The folded days of a period."""
    rows = await reads.all(READ, merchant, stores, period.first, period.last)
    return {StoreDay(row["store_id"], row["day"]): _figures.decode(row["figures"]) for row in rows}


async def days_of(reads: Reads, merchant: MerchantId, store: StoreId) -> frozenset[date]:
    return frozenset(row["day"] for row in await reads.all(DAYS, merchant, store))


async def first_day(
    reads: Reads, merchant: MerchantId, store: StoreId, time_zone: str
) -> date | None:
    """The first day on which anything was."""
    day: date | None = await reads.value(FIRST, merchant, store, time_zone)
    return day


async def be_alone(tx: Transaction, merchant: MerchantId, store: StoreId) -> None:
    """Wait until nobody else folds days of a store. A step."""
    await tx.run(LOCK, merchant, store)


async def write(
    tx: Transaction, merchant: MerchantId, days: Mapping[StoreDay, Figures], *, at: datetime
) -> None:
    """Keep what days came to. A step."""
    rows = [
        (merchant, of.store, of.day, msgspec.json.encode(figures).decode(), at)
        for of, figures in days.items()
    ]
    await tx.run_many(WRITE, rows)


def _folded(row: Row) -> Folded:
    return Folded(
        store=StoreId(row["store_id"]),
        name=row["name"],
        time_zone=row["time_zone"],
        at=row["folded_at"],
        first=row["first"],
        last=row["last"],
    )

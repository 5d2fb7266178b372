"""What a day can take, in one statement, and what is taken of it, in another."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

import msgspec

from regulars.bookings.floor.model import Plan
from regulars.bookings.rules.placing import EPOCH, SECOND, Span, Taken
from regulars.bookings.store import blockouts, floor, services
from regulars.kernel.ids import BookingId, MerchantId, StoreId, TableId
from regulars.platform.db import Reads

PLAN = f"""
    select s.time_zone, {floor.AS_JSON}, {services.ACTIVE}, {blockouts.AS_JSON}
      from stores s
     where s.merchant_id = $1 and s.id = $2
"""

TAKEN = """
    select h.table_id, lower(h.during) as starts_at, upper(h.during) as ends_at
      from booking_tables h
      join floor_tables t on (t.merchant_id, t.id) = (h.merchant_id, h.table_id)
     where h.merchant_id = $1 and t.store_id = $2 and h.holds and h.during && tstzrange($4, $5)
       and h.booking_id is distinct from $3
"""

# Walk-ins begin too. Who waits, or does not come, does not.
BEGINNING = """
    select b.starts_at, sum(b.covers)::integer as covers
      from bookings b
     where b.merchant_id = $1 and b.store_id = $2 and b.day between {days}
       and b.waits is null and b.status_type not in ('cancelled', 'no_show')
       and b.id is distinct from $3
     group by b.starts_at
"""

BEGUN = BEGINNING.format(days="$4 and $5")

# What ended is swept some time later, and counts for nothing meanwhile.
LIVING = """
    select s.tables, s.starts_at, s.until, s.covers, s.day
      from slot_holds s
     where s.merchant_id = $1 and s.store_id = $2 and s.day between $6::date - 1 and $7::date + 1
       and s.ends_at > $8 and s.key is distinct from $9
"""

# Many thousand times in a month, so that they come as numbers, table by table.
HELD = f"""
    with living as ({LIVING}),
    begun as ({BEGINNING.format(days="$6 and $7")}
        union all
        select starts_at, covers from living where day between $6 and $7),
    taken as ({TAKEN}
        union all
        select unnest(tables), starts_at, until from living)
    select table_id, null as begins, null as covers,
           array_agg(floor(date_part('epoch', starts_at))::bigint) as starts,
           array_agg(ceil(date_part('epoch', ends_at))::bigint) as ends
      from taken
     group by table_id
    union all
    select null, starts_at, covers, null, null from begun
"""


class Held(msgspec.Struct, frozen=True):
    """What bookings have of a store, and guests who type: tables, and the covers that begin at an
    instant.
    """

    spans: Mapping[TableId, Sequence[Span]]
    begun: Mapping[datetime, int]

    @property
    def taken(self) -> Iterator[Taken]:
        for table, spans in self.spans.items():
            for start, end in spans:
                yield Taken(table, EPOCH + start * SECOND, EPOCH + end * SECOND)


async def plan(
    reads: Reads, merchant: MerchantId, store: StoreId, since: datetime, until: datetime
) -> Plan | None:
    """The store's plan with what is blocked between two instants; None without such a store."""
    row = await reads.one_or_none(PLAN, merchant, store, since, until)
    if row is None:
        return None
    return Plan(
        time_zone=row["time_zone"],
        floor=floor.floor_of(row, store),
        services=services.services_of(row),
        blockouts=blockouts.blockouts_of(row),
    )


async def taken(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    since: datetime,
    until: datetime,
    *,
    but: BookingId | None,
) -> Sequence[Taken]:
    rows = await reads.all(TAKEN, merchant, store, but, since, until)
    return [Taken(TableId(row["table_id"]), row["starts_at"], row["ends_at"]) for row in rows]


async def begun(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    first: date,
    last: date,
    *,
    but: BookingId | None,
) -> Mapping[datetime, int]:
    rows = await reads.all(BEGUN, merchant, store, but, first, last)
    return {row["starts_at"]: row["covers"] for row in rows}


async def held(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    since: datetime,
    until: datetime,
    *,
    days: tuple[date, date],
    at: datetime,
    but: BookingId | None,
    but_hold: str | None,
) -> Held:
    """What is taken between two instants, and the covers that begin on `days`, first to last.

    With what is held for guests `at` that moment, but for `but_hold`.
    """
    rows = await reads.all(HELD, merchant, store, but, since, until, *days, at, but_hold)
    spans: dict[TableId, Sequence[Span]] = {}
    begun: Counter[datetime] = Counter()
    for table, begins, covers, starts, ends in (row.values() for row in rows):
        if table is None:
            begun[begins] += covers
        else:
            spans[TableId(table)] = list(zip(starts, ends, strict=True))
    return Held(spans, begun)

"""A venue of 120 tables that is nearly full for a month, and its booking page."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import msgspec

from bench.diary.evening import TABLES, TAKEN_AGO, TIMES, ZONE, draw, next_friday
from bench.load import Say
from bench.people import people
from bench.venue import Facts
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import NewBooking, Source
from regulars.bookings.page.change import open_page
from regulars.bookings.rules.times import instant_of
from regulars.bookings.take import take
from regulars.kernel.ids import TableId
from regulars.platform.db import Database, Transaction

FREE = 4
"""So many tables nobody has: the last that a guest would be given."""

TAKEN = TABLES - FREE
A_DAY = TAKEN * len(TIMES)
DAYS = 31

# The first day again, so many days later. A booking has its own id and code.
AGAIN = """
    with later as (
        select b.*, gen_random_uuid() as new_id,
               translate(upper(substr(md5(b.id::text || $2), 1, 8)), '01', 'XY') as drawn
          from bookings b where b.merchant_id = $1 and b.day = $3
    ), added as (
        insert into bookings (
            merchant_id, id, code, store_id, kind, source, status, status_type, day, starts_at,
            duration_minutes, booked_for, booked_minutes, turn_minutes, covers, service_id,
            guest_id, name, created_at, created_by, updated_at)
        select merchant_id, new_id, left(drawn, 4) || '-' || right(drawn, 4), store_id, kind,
               source, status, status_type, day + $4::integer, starts_at + $5, duration_minutes,
               booked_for + $5, booked_minutes, turn_minutes, covers, service_id, guest_id, name,
               created_at, created_by, updated_at
          from later
    )
    insert into booking_tables (merchant_id, booking_id, table_id, during, holds)
    select t.merchant_id, later.new_id, t.table_id,
           tstzrange(lower(t.during) + $5, upper(t.during) + $5), true
      from later
      join booking_tables t on (t.merchant_id, t.booking_id) = (later.merchant_id, later.id)
"""


class Month(msgspec.Struct, frozen=True):
    """What was set up: the first of the days, and the page's address."""

    day: date
    slug: str

    @property
    def month(self) -> date:
        """One of which most days are full."""
        return self.day + timedelta(days=DAYS // 2)


async def prepare(db: Database, facts: Facts, say: Say) -> Month:
    """Draw the floor, fill a Friday as hosts do, and the days after it as that one."""
    at = datetime.now(UTC) - TAKEN_AGO
    day = next_friday(at)
    tables = await draw(db, facts, at=at)
    await fill(db, facts, day, tables[:TAKEN], at=at, say=say)
    for later in range(1, DAYS):
        await repeat(db, facts, day, later)
        say("days", (later + 1) / DAYS)
    # As the server's own autovacuum does some moments after such a change.
    await db.value("analyze")
    page = await open_page(db, facts.merchant, facts.store, at=at, actor="bench")
    return Month(day, page.terms.slug)


async def fill(
    db: Database,
    facts: Facts,
    day: date,
    tables: tuple[TableId, ...],
    *,
    at: datetime,
    say: Say,
) -> None:
    """Every one of `tables` at every time, for a guest by name."""
    names = list(people(A_DAY))
    for number, (minute, table) in enumerate(product(TIMES, tables)):
        starts_at = instant_of(day, minute, ZONE)
        assert starts_at is not None, "no Friday lacks these hours"
        new = NewBooking(
            store=facts.store,
            source=Source.PHONE,
            starts_at=starts_at,
            covers=2,
            guest=NewGuest(first_name=names[number].first_name, last_name=names[number].last_name),
            tables=(table,),
            duration_minutes=90,
            over_pacing=True,
        )
        await take(db, facts.merchant, new, at=at, actor="bench")
        say("bookings", (number + 1) / A_DAY)


async def repeat(db: Database, facts: Facts, day: date, later: int) -> None:
    """Have so many days `later` what `day` has."""

    async def work(tx: Transaction) -> None:
        await tx.run(AGAIN, facts.merchant, str(later), day, later, timedelta(days=later))

    await db.tx(work)

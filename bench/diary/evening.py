"""A venue of 120 tables with a full Friday, taken as hosts take it."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import msgspec

from bench.load import Say
from bench.people import people
from bench.venue import Facts, member_id
from regulars.bookings.floor.model import NewTable, ServiceKind, ServiceTerms, Shape, Spot, Stay
from regulars.bookings.floor.sections import add_section
from regulars.bookings.floor.services import add_service
from regulars.bookings.floor.tables import add_table
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import NewBooking, Source
from regulars.bookings.rules.times import instant_of
from regulars.bookings.take import take
from regulars.kernel.ids import TableId
from regulars.merchants.sign_in import sign_in
from regulars.platform.db import Database

ZONE = "Australia/Sydney"
SECTIONS, EACH = 6, 20
TABLES = SECTIONS * EACH
TIMES = (720, 840, 1050, 1170, 1290)
"""Minutes of the day at which every table begins anew."""
BOOKINGS = TABLES * len(TIMES)
FRIDAY = 4
TAKEN_AGO = timedelta(minutes=10)
"""Nobody takes 600 bookings in the seconds before a day is looked at."""


class Evening(msgspec.Struct, frozen=True):
    """What was set up: the day, the tables, and the session of who looks at them."""

    day: date
    tables: tuple[TableId, ...]
    session: str
    csrf_token: str


def next_friday(at: datetime) -> date:
    """The first Friday after tomorrow, so that nothing of it is over."""
    day = at.date() + timedelta(days=2)
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


async def prepare(db: Database, facts: Facts, say: Say) -> Evening:
    """Draw the floor and fill the day. Raises what the hub's own use cases raise."""
    at = datetime.now(UTC) - TAKEN_AGO
    day = next_friday(at)
    tables = await draw(db, facts, at=at)
    await fill(db, facts, day, tables, at=at, say=say)
    # As the server's own autovacuum does some moments after such a change.
    await db.value("analyze")
    token, session = await sign_in(
        db, "owner@example.test", "correct horse battery", at=datetime.now(UTC)
    )
    return Evening(day, tables, token, session.csrf_token)


async def draw(db: Database, facts: Facts, *, at: datetime) -> tuple[TableId, ...]:
    tables = []
    for room in range(SECTIONS):
        section = await add_section(
            db, facts.merchant, facts.store, f"Room {room + 1}", columns=30, at=at, actor="bench"
        )
        for place in range(EACH):
            new = NewTable(
                section=section.id,
                name=f"{room + 1}{place + 1:02}",
                least=1,
                most=(2, 4, 4, 6)[place % 4],
                shape=Shape.ROUND if place % 2 else Shape.SQUARE,
                spot=Spot(1 + 5 * (place % 5), 1 + 4 * (place // 5)),
            )
            table = await add_table(db, facts.merchant, facts.store, new, at=at, actor="bench")
            tables.append(table.id)
    for name, kind, first, last in (
        ("Lunch", ServiceKind.LUNCH, 690, 870),
        ("Dinner", ServiceKind.DINNER, 1050, 1320),
    ):
        terms = ServiceTerms(
            name=name, kind=kind, first_minute=first, last_minute=last, stays=(Stay(20, 90),)
        )
        await add_service(db, facts.merchant, facts.store, terms, at=at, actor="bench")
    return tuple(tables)


async def fill(
    db: Database,
    facts: Facts,
    day: date,
    tables: tuple[TableId, ...],
    *,
    at: datetime,
    say: Say,
) -> None:
    """Every table at every time: two of five are members, the others guests by name."""
    names = list(people(BOOKINGS))
    for number, (minute, table) in enumerate(product(TIMES, tables)):
        person = names[number]
        starts_at = instant_of(day, minute, ZONE)
        assert starts_at is not None, "no Friday lacks these hours"
        guest = NewGuest(first_name=person.first_name, last_name=person.last_name)
        if number % 5 < 2:
            guest = NewGuest(member=member_id(number + 1))
        new = NewBooking(
            store=facts.store,
            source=Source.PHONE,
            starts_at=starts_at,
            covers=2,
            guest=guest,
            tables=(table,),
            duration_minutes=90,
            note="Window if there is one" if number % 4 == 0 else "",
            over_pacing=True,
        )
        await take(db, facts.merchant, new, at=at, actor="bench")
        say("bookings", (number + 1) / BOOKINGS)

"""Members get points for their birthday, once a year, on the day it is celebrated there."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from regulars.members.birthdays import celebrated_on
from regulars.platform.db import Database, Transaction
from regulars.programs.bonuses import grant
from regulars.programs.define import find_program
from regulars.programs.model import Program
from regulars.programs.store import birthdays as store
from regulars.programs.store.birthdays import Celebrating, Due

MADE_UP_FOR = timedelta(days=31)
"""So many days on which nothing ran are looked at later: a venue may switch its machine off."""
AT_ONCE = 500


async def give_birthdays(db: Database, *, at: datetime) -> None:
    """Give the points to everybody whose birthday it is, or was while nothing ran.

    May run as often as anybody likes on a day: who says today that it is today gets them as well.
    """
    for due in await store.due(db, at):
        program = await find_program(db, due.merchant)
        if program is not None and program.terms.birthday is not None:
            for day in _days(due):
                await _celebrate(db, program, due, day, at=at)
        await db.tx(partial(_done, due))


def _days(due: Due) -> Iterator[date]:
    """The days since those that were looked at, and today."""
    first = due.today if due.done is None else due.done + timedelta(days=1)
    day = min(max(first, due.today - MADE_UP_FOR), due.today)
    while day <= due.today:
        yield day
        day += timedelta(days=1)


async def _celebrate(db: Database, program: Program, due: Due, day: date, *, at: datetime) -> None:
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time())
    over, after = midnight.replace(tzinfo=ZoneInfo(due.time_zone)), None
    while page := await store.celebrating(
        db,
        due.merchant,
        celebrated_on(day),
        day.year,
        enrolled_before=over,
        after=after,
        limit=AT_ONCE,
    ):
        for one in page:
            await db.tx(partial(_give, program, due, one, day.year, at=at))
        after = page[-1].member


async def _give(
    program: Program, due: Due, one: Celebrating, year: int, tx: Transaction, *, at: datetime
) -> None:
    await grant(
        tx,
        program,
        one.member,
        one.account,
        "birthday",
        key=f"bonus:birthday:{one.member}:{year}",
        time_zone=due.time_zone,
        at=at,
    )


async def _done(due: Due, tx: Transaction) -> None:
    await store.done(tx, due.merchant, due.today)

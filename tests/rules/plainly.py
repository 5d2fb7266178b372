"""The slots of a day as a plain search finds them: each minute of it is looked at on its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from regulars.bookings.floor.model import Combination, Plan, ServiceTerms, Table
from regulars.bookings.rules.placing import Taken
from regulars.kernel.ids import SectionId, ServiceId, TableId

MINUTE = timedelta(minutes=1)


@cache
def by_the_clock(zone: str, day: date) -> Mapping[int, datetime]:
    """When the clock first shows each minute of a day, found by watching it."""
    midnight = datetime.combine(day, datetime.min.time())
    watched = datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=20)
    shown: dict[int, datetime] = {}
    for number in range(72 * 60):
        instant = watched + number * MINUTE
        wall = instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
        shown.setdefault((wall - midnight) // MINUTE, instant)
    return shown


@dataclass
class Plainly:
    """A day looked at minute by minute, each stay on its own."""

    of: Plan
    day: date
    covers: int
    taken: Sequence[Taken]
    begun: Mapping[datetime, int]
    earliest: datetime
    online: bool

    def slots(self) -> set[tuple[datetime, ServiceId, tuple[TableId, ...]]]:
        return {
            (starts_at, service.id, tables)
            for service in self.of.services
            if service.terms.weekdays >> self.day.weekday() & 1
            if service.terms.online or not self.online
            for minute, starts_at in by_the_clock(self.of.time_zone, self.day).items()
            if starts_at >= self.earliest
            if self.takes(service.terms, minute, starts_at)
            if (tables := self.given(service.terms, starts_at))
        }

    def takes(self, terms: ServiceTerms, minute: int, starts_at: datetime) -> bool:
        """Whether a slot begins then that has room."""
        if not terms.first_minute <= minute <= terms.last_minute:
            return False
        if (minute - terms.first_minute) % terms.slot_minutes:
            return False
        ends_at = starts_at + terms.slot_minutes * MINUTE
        others = sum(covers for when, covers in self.begun.items() if starts_at <= when < ends_at)
        return terms.slot_covers is None or others + self.covers <= terms.slot_covers

    def given(self, terms: ServiceTerms, starts_at: datetime) -> tuple[TableId, ...] | None:
        stay = terms.stays[0].minutes if self.covers <= 2 else terms.stays[1].minutes
        moments = {starts_at + one * MINUTE for one in range(stay + terms.turn_minutes)}
        for tables in self.fitting(terms.sections):
            if not any(self.busy(table) & moments for table in tables):
                return tables
        return None

    def fitting(self, sections: Sequence[SectionId]) -> list[tuple[TableId, ...]]:
        """Single tables, then combinations; the smallest first."""
        floor = self.of.floor
        allowed = {
            table.id: table
            for table in floor.tables
            if (not sections or table.section in sections) and (table.online or not self.online)
        }
        singles: list[tuple[Table | Combination, tuple[TableId, ...]]]
        singles = [(one, (one.id,)) for one in allowed.values()]
        joined = [
            (one, one.tables) for one in floor.combinations if allowed.keys() >= {*one.tables}
        ]
        return [
            tables
            for some in (singles, joined)
            for one, tables in sorted(some, key=lambda found: (found[0].most, found[0].position))
            if one.least <= self.covers <= one.most
        ]

    def busy(self, table: TableId) -> set[datetime]:
        """Each minute in which somebody has the table, or it is blocked."""
        spans = [(one.starts_at, one.ends_at) for one in self.taken if one.table == table]
        spans += [
            (one.starts_at, one.ends_at)
            for one in self.of.blockouts
            if (self.online or not one.online_only) and (table in one.tables or not one.tables)
        ]
        return {
            start + number * MINUTE
            for start, end in spans
            for number in range((end - start) // MINUTE)
        }

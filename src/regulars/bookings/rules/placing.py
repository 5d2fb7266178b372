"""Which tables a party is given: what fits it, the best first, and what of that is free.

A party holds its tables from when it begins until they are turned. Two parties may follow each
other to the minute.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby

import msgspec

from regulars.bookings.floor.model import Combination, Floor, Table
from regulars.kernel.ids import SectionId, TableId


class Taken(msgspec.Struct, frozen=True):
    """A time in which a table is nobody else's: a party's, with the turn, or a blocked one."""

    table: TableId
    starts_at: datetime
    ends_at: datetime


class Occupied:
    """What is taken of a floor. Built once, it says quickly whether tables are free."""

    def __init__(self, taken: Iterable[Taken]) -> None:
        in_order = sorted(taken, key=lambda one: (one.table, one.starts_at))
        self._of = {
            table: _merged((one.starts_at, one.ends_at) for one in some)
            for table, some in groupby(in_order, key=lambda one: one.table)
        }

    def is_free(self, tables: Iterable[TableId], starts_at: datetime, until: datetime) -> bool:
        """Whether nobody has any of `tables` from `starts_at` until before `until`."""
        return all(self._is_free(table, starts_at, until) for table in tables)

    def ends(self, tables: Iterable[TableId]) -> Iterator[datetime]:
        """When what is taken of `tables` ends."""
        for table in tables:
            yield from self._of.get(table, ((), ()))[1]

    def _is_free(self, table: TableId, starts_at: datetime, until: datetime) -> bool:
        if table not in self._of:
            return True
        starts, ends = self._of[table]
        before = bisect_left(starts, until)
        return before == 0 or ends[before - 1] <= starts_at


def candidates(
    floor: Floor,
    covers: int,
    *,
    sections: Collection[SectionId] = (),
    online: bool = False,
) -> Sequence[tuple[TableId, ...]]:
    """What a party of `covers` may sit at, the best first, whether free or not.

    Single tables come before combinations, so that what can be pushed together is kept for those
    who need it; then the fewest empty seats, then the venue's order. Only tables in `sections`, if
    any are named; for guests who book by themselves, only `online` ones.
    """
    offered = {
        table.id: table
        for table in floor.tables
        if (table.section in sections or not sections) and (table.online or not online)
    }
    singles = [table for table in offered.values() if table.least <= covers <= table.most]
    combined = [
        one
        for one in floor.combinations
        if one.least <= covers <= one.most and offered.keys() >= set(one.tables)
    ]
    singles.sort(key=_most)
    combined.sort(key=_most_then_fewest)
    return [*((table.id,) for table in singles), *(one.tables for one in combined)]


def first_free(
    offered: Iterable[tuple[TableId, ...]], starts_at: datetime, until: datetime, occupied: Occupied
) -> tuple[TableId, ...] | None:
    """The first of `offered` that is free all that time."""
    return next((one for one in offered if occupied.is_free(one, starts_at, until)), None)


def soonest(
    offered: Iterable[tuple[TableId, ...]],
    starts_at: datetime,
    until: datetime,
    taken: Iterable[Taken] | Occupied,
    *,
    before: datetime,
) -> datetime | None:
    """When one of `offered` is free for as long as from `starts_at` until `until`.

    That is at `starts_at`, or when somebody leaves; None if it is not `before` then.
    """
    occupied, stay = _occupied(taken), until - starts_at
    offered = list(offered)
    leaving = {end for tables in offered for end in occupied.ends(tables) if end > starts_at}
    for begins in sorted({starts_at, *leaving}):
        if begins >= before:
            return None
        if first_free(offered, begins, begins + stay, occupied):
            return begins
    return None


def _most(table: Table) -> int:
    return table.most


def _most_then_fewest(combination: Combination) -> tuple[int, int]:
    return combination.most, len(combination.tables)


def _occupied(taken: Iterable[Taken] | Occupied) -> Occupied:
    return taken if isinstance(taken, Occupied) else Occupied(taken)


def _merged(
    spans: Iterable[tuple[datetime, datetime]],
) -> tuple[Sequence[datetime], Sequence[datetime]]:
    """Beginnings and ends of spans that come in order, with those that touch made one."""
    starts: list[datetime] = []
    ends: list[datetime] = []
    for start, end in spans:
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends

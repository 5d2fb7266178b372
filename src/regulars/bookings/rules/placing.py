"""Which tables a party is given: what fits it, the best first, and what of that is free.

A party holds its tables from when it begins until they are turned. Two parties may follow each
other to the minute.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain
from types import MappingProxyType

import msgspec

from regulars.bookings.floor.model import Combination, Floor, Table
from regulars.kernel.ids import SectionId, TableId

Span = tuple[int, int]
"""From when until when, in seconds since the epoch."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BEFORE_ALL, AFTER_ALL = -(2**62), 2**62
NOTHING: Mapping[TableId, Iterable[Span]] = MappingProxyType({})


class Taken(msgspec.Struct, frozen=True):
    """A time in which a table is nobody else's: a party's, with the turn, or a blocked one."""

    table: TableId
    starts_at: datetime
    ends_at: datetime


class Occupied:
    """What is taken of a floor. Built once, it says quickly whether tables are free.

    `also` is taken as well, as seconds since the epoch: what a month holds is many thousand times.
    """

    def __init__(
        self, taken: Iterable[Taken] = (), *, also: Mapping[TableId, Iterable[Span]] = NOTHING
    ) -> None:
        spans = {table: list(some) for table, some in also.items()}
        for one in taken:
            spans.setdefault(one.table, []).append((_down(one.starts_at), _up(one.ends_at)))
        self._of = {table: _merged(sorted(some)) for table, some in spans.items()}

    def is_free(self, tables: Iterable[TableId], starts_at: datetime, until: datetime) -> bool:
        """Whether nobody has any of `tables` from `starts_at` until before `until`."""
        start, end = _down(starts_at), _up(until)
        return all(_is_free(self._of.get(table, []), start, end) for table in tables)

    def ends(self, tables: Iterable[TableId]) -> Iterator[datetime]:
        """When what is taken of `tables` ends."""
        for table in tables:
            yield from (EPOCH + end * SECOND for _, end in self._of.get(table, ()))

    def spans(self, tables: Iterable[TableId]) -> Sequence[Span]:
        """When somebody has one of `tables`, in order of time, in seconds since the epoch."""
        some = [self._of[table] for table in tables if table in self._of]
        return some[0] if len(some) == 1 else _merged(sorted(chain.from_iterable(some)))


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


def first_free_each(
    offered: Iterable[tuple[TableId, ...]],
    beginnings: Sequence[datetime],
    stay: timedelta,
    occupied: Occupied,
) -> Mapping[datetime, tuple[TableId, ...]]:
    """The first of `offered` that is free for as long as `stay`, for each of `beginnings` that has
    one. These come in order of time.

    Each of `offered` is looked at once, for all that begin where it is free.
    """
    starts, needed = [_down(one) for one in beginnings], stay // SECOND
    found: dict[datetime, tuple[TableId, ...]] = {}
    for tables in offered:
        if len(found) == len(starts):
            break
        spans = _within(occupied.spans(tables), starts[0], starts[-1] + needed)
        for since, until in _between(spans):
            first, beyond = bisect_left(starts, since), bisect_right(starts, until - needed)
            for begins in beginnings[first:beyond]:
                found.setdefault(begins, tables)
    return found


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


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Spans that come in order, with those that touch made one."""
    merged: list[Span] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _within(spans: Sequence[Span], start: int, end: int) -> Sequence[Span]:
    """Those of `spans`, in order, that may be in the way between two times."""
    before = bisect_left(spans, (start, BEFORE_ALL))
    return spans[max(before - 1, 0) : bisect_left(spans, (end, BEFORE_ALL))]


def _between(spans: Sequence[Span]) -> Iterator[Span]:
    """What is left of all time beside spans that come in order."""
    since = BEFORE_ALL
    for start, end in spans:
        yield since, start
        since = end
    yield since, AFTER_ALL


def _is_free(spans: Sequence[Span], start: int, end: int) -> bool:
    before = bisect_left(spans, (end, BEFORE_ALL))
    return before == 0 or spans[before - 1][1] <= start


def _down(instant: datetime) -> int:
    return (instant - EPOCH) // SECOND


def _up(instant: datetime) -> int:
    return -((EPOCH - instant) // SECOND)

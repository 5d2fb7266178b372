"""When a party can really be taken: the services of a day, what they still take, and what is free.

A slot is a time at which parties begin, every so many minutes of a service. It is offered if the
service takes parties then, the slot's covers leave room, nothing blocks it, it is far enough ahead,
and tables are free for as long as the party stays and they need to be turned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache

from regulars.bookings.floor.model import Blockout, Plan, Service, ServiceKind, ServiceTerms
from regulars.bookings.model import Slot
from regulars.bookings.rules.placing import Occupied, Taken, candidates, first_free_each
from regulars.bookings.rules.times import MINUTE, day_of, instant_of, minute_of
from regulars.kernel.ids import TableId

NO_TIME = timedelta(0)


def stay_of(terms: ServiceTerms, covers: int) -> int:
    """For how many minutes a party of `covers` stays."""
    fitting = (stay.minutes for stay in terms.stays if covers <= stay.covers)
    return next(fitting, terms.stays[-1].minutes)


def runs_on(terms: ServiceTerms, day: date) -> bool:
    """Whether the service takes parties on that day of the diary at all."""
    return (
        terms.active
        and bool(terms.weekdays >> day.weekday() & 1)
        and (terms.first_day is None or terms.first_day <= day)
        and (terms.last_day is None or day <= terms.last_day)
    )


def service_at(plan: Plan, instant: datetime) -> Service | None:
    """The service that takes a party at `instant`, if one does, also between two slots.

    Of several the first in the venue's order; an event, which is asked for by name, only where
    there is no other.
    """
    day = day_of(instant, plan.time_zone)
    minute = minute_of(instant, day, plan.time_zone)
    taking = [
        service
        for service in plan.services
        if runs_on(service.terms, day)
        and service.terms.first_minute <= minute <= service.terms.last_minute
    ]
    return min(taking, key=_is_event, default=None)


def slot_at(terms: ServiceTerms, instant: datetime, zone: str) -> tuple[datetime, datetime]:
    """When the slot begins, and ends, in which a party of the service begins at `instant`."""
    minute = minute_of(instant, day_of(instant, zone), zone)
    begins = instant - (minute - terms.first_minute) % terms.slot_minutes * MINUTE
    begins = begins.replace(second=0, microsecond=0)
    return begins, begins + terms.slot_minutes * MINUTE


def room_in(
    terms: ServiceTerms, slot: tuple[datetime, datetime], begun: Mapping[datetime, int]
) -> int | None:
    """How many covers may still begin in `slot`; None is no limit, below zero is too many.

    `begun` is how many covers begin at which instant, whatever service they are of: the kitchen
    has them all.
    """
    if terms.slot_covers is None:
        return None
    starts_at, ends_at = slot
    return terms.slot_covers - sum(
        covers for instant, covers in begun.items() if starts_at <= instant < ends_at
    )


def blocking(
    plan: Plan,
    starts_at: datetime,
    until: datetime,
    *,
    tables: Iterable[TableId] = (),
    online: bool = False,
) -> Blockout | None:
    """What blocks the whole store, or one of `tables`, in a part of that time, if anything does.

    What is `online_only` blocks those who book by themselves.
    """
    wanted = set(tables)
    for blockout in plan.blockouts:
        if blockout.online_only and not online:
            continue
        if blockout.tables and wanted.isdisjoint(blockout.tables):
            continue
        if blockout.starts_at < until and starts_at < blockout.ends_at:
            return blockout
    return None


def blocked(plan: Plan, *, online: bool) -> Iterator[Taken]:
    """The tables that blockouts take; all of them where a blockout names none."""
    everything = [table.id for table in plan.floor.tables]
    for blockout in plan.blockouts:
        if online or not blockout.online_only:
            for table in blockout.tables or everything:
                yield Taken(table, blockout.starts_at, blockout.ends_at)


def slots(
    plan: Plan,
    day: date,
    covers: int,
    *,
    taken: Iterable[Taken] | Occupied,
    begun: Mapping[datetime, int],
    now: datetime,
    notice: timedelta = NO_TIME,
    online: bool = False,
) -> list[Slot]:
    """Every slot of a day that a party of `covers` can be given, in order of time.

    `taken` is what parties hold; what is blocked is in the plan, unless `taken` is `Occupied`,
    which then has both. `notice` is how far ahead of `now` a party begins at the earliest.
    """
    occupied = taken if isinstance(taken, Occupied) else occupied_by(plan, taken, online=online)
    found = _slots(plan, day, covers, occupied, begun, now + notice, online=online)
    return sorted(found, key=lambda slot: slot.starts_at)


def any_slot(
    plan: Plan,
    day: date,
    covers: int,
    *,
    occupied: Occupied,
    begun: Mapping[datetime, int],
    now: datetime,
    notice: timedelta = NO_TIME,
    online: bool = False,
) -> bool:
    """Whether `slots` would find any."""
    found = _slots(plan, day, covers, occupied, begun, now + notice, online=online)
    return next(found, None) is not None


def occupied_by(plan: Plan, taken: Iterable[Taken], *, online: bool) -> Occupied:
    """What parties hold and blockouts take, together."""
    return Occupied([*taken, *blocked(plan, online=online)])


def nearest(offered: Sequence[Slot], wanted: datetime, *, limit: int = 4) -> list[Slot]:
    """The slots nearest to a wanted time, in order of time."""
    by_distance = sorted(offered, key=lambda slot: (abs(slot.starts_at - wanted), slot.starts_at))
    return sorted(by_distance[:limit], key=lambda slot: slot.starts_at)


def _slots(
    plan: Plan,
    day: date,
    covers: int,
    occupied: Occupied,
    begun: Mapping[datetime, int],
    earliest: datetime,
    *,
    online: bool,
) -> Iterator[Slot]:
    for service in plan.services:
        terms = service.terms
        if not runs_on(terms, day) or (online and not terms.online):
            continue
        offered = candidates(plan.floor, covers, sections=terms.sections, online=online)
        minutes = stay_of(terms, covers)
        held = (minutes + terms.turn_minutes) * MINUTE
        begins = [
            starts_at
            for starts_at in (beginnings(terms, day, plan.time_zone) if offered else ())
            if starts_at >= earliest and _has_room(terms, starts_at, covers, begun)
        ]
        for starts_at, tables in first_free_each(offered, begins, held, occupied).items():
            yield Slot(
                service=service.id,
                starts_at=starts_at,
                duration_minutes=minutes,
                turn_minutes=terms.turn_minutes,
                tables=tables,
            )


def beginnings(terms: ServiceTerms, day: date, zone: str) -> Sequence[datetime]:
    """When the slots of a day begin, without those that the clock leaves out."""
    return _instants(
        range(terms.first_minute, terms.last_minute + 1, terms.slot_minutes), day, zone
    )


@lru_cache(maxsize=1_000)
def _instants(minutes: range, day: date, zone: str) -> Sequence[datetime]:
    """What a month of days has is asked for again and again, and never changes."""
    instants = (instant_of(day, minute, zone) for minute in minutes)
    return tuple(instant for instant in instants if instant is not None)


def _has_room(
    terms: ServiceTerms, starts_at: datetime, covers: int, begun: Mapping[datetime, int]
) -> bool:
    room = room_in(terms, (starts_at, starts_at + terms.slot_minutes * MINUTE), begun)
    return room is None or covers <= room


def _is_event(service: Service) -> bool:
    return service.terms.kind is ServiceKind.EVENT

"""Where a party that stands in the door can sit down, and how long it would wait."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

import msgspec

from regulars.bookings.availability import read_taken
from regulars.bookings.floor.model import Plan
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.rules.availability import blocked, service_at, stay_of
from regulars.bookings.rules.placing import Taken, candidates, soonest
from regulars.bookings.rules.times import MINUTE
from regulars.bookings.store import placements
from regulars.bookings.take import USUAL_STAY
from regulars.kernel.ids import MerchantId, StoreId, TableId
from regulars.platform.db import Reads

AHEAD = timedelta(hours=4)
"""Nobody is told to wait longer than this."""

WORTH_IT = timedelta(minutes=30)
"""A table that is needed sooner than this is not offered."""


class PlaceNow(msgspec.Struct, frozen=True):
    """Tables that are free now. `until` is when the next party needs them, if that is before the
    end of a usual stay.
    """

    tables: tuple[TableId, ...]
    until: datetime | None


class PlacesNow(msgspec.Struct, frozen=True):
    """What can be had now, the best first; without anything, from when on something can be."""

    places: Sequence[PlaceNow]
    later: datetime | None


async def places_now(
    reads: Reads, merchant: MerchantId, store: StoreId, covers: int, *, at: datetime
) -> PlacesNow:
    """The tables for a party of `covers` at `at`. Tables for a whole stay come before others.

    Raises `NoSuchPlace` where there is no such store.
    """
    today = at.date()
    plan = await read_wide_plan(reads, merchant, store, today, today)
    stay = _held_for(plan, at, covers)
    taken = [
        *await read_taken(reads, merchant, store, at, at + AHEAD + stay),
        *blocked(plan, online=False),
    ]
    sat_at = await placements.sat_at(reads, merchant, store)
    offered = candidates(plan.floor, covers)
    empty = [tables for tables in offered if sat_at.isdisjoint(tables)]
    places = sorted(_places(empty, taken, at, stay), key=_is_short)
    if places:
        return PlacesNow(places, None)
    return PlacesNow(
        (), soonest(offered, at + MINUTE, at + MINUTE + stay, taken, before=at + AHEAD)
    )


def _held_for(plan: Plan, at: datetime, covers: int) -> timedelta:
    """How long the party would have its tables, the turn included."""
    service = service_at(plan, at)
    if service is None:
        return USUAL_STAY * MINUTE
    return (stay_of(service.terms, covers) + service.terms.turn_minutes) * MINUTE


def _places(
    offered: Iterable[tuple[TableId, ...]], taken: Sequence[Taken], at: datetime, stay: timedelta
) -> Iterator[PlaceNow]:
    for tables in offered:
        own = [one for one in taken if one.table in tables and one.ends_at > at]
        needed = min((one.starts_at for one in own), default=at + stay)
        if needed >= at + stay:
            yield PlaceNow(tables, None)
        elif needed - at >= WORTH_IT:
            yield PlaceNow(tables, needed)


def _is_short(place: PlaceNow) -> bool:
    return place.until is not None

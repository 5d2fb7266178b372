"""Whether a slot is quiet, what offer it has, what a bill gets of it. No clock, no database."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import assert_never

from regulars.bookings.floor.model import Plan, Service
from regulars.bookings.quiet.model import (
    Fullness,
    Multiplier,
    OfferTerms,
    QuietOffer,
    SlotVoucher,
)
from regulars.bookings.rules.availability import blocked
from regulars.bookings.rules.placing import Occupied, Taken
from regulars.bookings.rules.times import MINUTE, day_of, minute_of
from regulars.kernel.ids import ServiceId, TableId
from regulars.kernel.money import BASIS_POINTS


class Crowd:
    """What is taken of a store. Built once, it says of each slot how full it is."""

    def __init__(
        self, plan: Plan, *, taken: Iterable[Taken], begun: Mapping[datetime, int]
    ) -> None:
        self._plan = plan
        self._begun = begun
        self._taken = Occupied(taken)
        self._blocked = Occupied(blocked(plan, online=True))

    def fullness(self, service: Service, starts_at: datetime) -> Fullness:
        """How full the slot is that begins then: by its covers if it has a limit, else by tables.

        Only tables count that guests can book and that nothing blocks.
        """
        until = starts_at + service.terms.slot_minutes * MINUTE
        limit = service.terms.slot_covers
        if limit is not None:
            return Fullness(self._covers(starts_at, until), limit)
        offered = self._offered(service, starts_at, until)
        return Fullness(sum(not self._free(one, starts_at, until) for one in offered), len(offered))

    def _covers(self, starts_at: datetime, until: datetime) -> int:
        return sum(n for instant, n in self._begun.items() if starts_at <= instant < until)

    def _offered(
        self, service: Service, starts_at: datetime, until: datetime
    ) -> Collection[TableId]:
        sections = service.terms.sections
        return [
            table.id
            for table in self._plan.floor.tables
            if table.online
            and (table.section in sections or not sections)
            and self._blocked.is_free([table.id], starts_at, until)
        ]

    def _free(self, table: TableId, starts_at: datetime, until: datetime) -> bool:
        return self._taken.is_free([table], starts_at, until)


def holds(terms: OfferTerms, service: ServiceId | None, starts_at: datetime, zone: str) -> bool:
    """Whether the offer is for that time at all, however full it is."""
    day = day_of(starts_at, zone)
    minute = minute_of(starts_at, day, zone)
    return (
        (not terms.services or service in terms.services)
        and bool(terms.weekdays >> day.weekday() & 1)
        and (terms.first_day is None or terms.first_day <= day)
        and (terms.last_day is None or day <= terms.last_day)
        and (terms.from_minute is None or terms.from_minute <= minute)
        and (terms.until_minute is None or minute < terms.until_minute)
    )


def is_quiet(terms: OfferTerms, fullness: Fullness) -> bool:
    """Whether at most so much of the slot is taken as the offer allows."""
    return fullness.of > 0 and 100 * fullness.taken <= terms.fullest * fullness.of


def lives(offer: QuietOffer) -> bool:
    """Whether it is offered at all: switched on, and its budget bears one more promise."""
    return offer.terms.active and offer.left >= offer.terms.most


def first_fitting(
    offers: Iterable[QuietOffer],
    service: ServiceId,
    starts_at: datetime,
    fullness: Fullness,
    zone: str,
) -> QuietOffer | None:
    """The first offer, in the venue's order, that the slot has."""
    for offer in offers:
        terms = offer.terms
        if holds(terms, service, starts_at, zone) and is_quiet(terms, fullness):
            return offer
    return None


def extra_points(multiplier: Multiplier, earned_by_spending: int, *, most: int) -> int:
    """What a multiplier adds to the points that a bill brings by what was spent, rounded down."""
    more = multiplier.basis_points - BASIS_POINTS
    return min(more * max(earned_by_spending, 0) // BASIS_POINTS, most)


def same_day(first: datetime, second: datetime, zone: str) -> bool:
    """Whether two instants are of one day of the diary."""
    return day_of(first, zone) == day_of(second, zone)


def lasts_over(
    gives: Multiplier | SlotVoucher, before: datetime, after: datetime, zone: str
) -> bool:
    """Whether what was promised can go along to another time: a voucher is good on its day only."""
    match gives:
        case Multiplier():
            return True
        case SlotVoucher():
            return same_day(before, after, zone)
        case other:
            assert_never(other)


SETTLED_AFTER = timedelta(days=3)
"""A bill that is not there so long after its day never comes, for the budget."""

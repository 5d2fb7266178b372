"""Whether a slot is quiet, what offer it has, what a bill gets of it. No clock, no database."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from typing import assert_never

from msgspec.structs import replace

from regulars.bookings.floor.model import EVERY_DAY, Plan, Service
from regulars.bookings.quiet.errors import BadOffer
from regulars.bookings.quiet.model import (
    Fullness,
    Multiplier,
    OfferTerms,
    Promise,
    PromiseState,
    QuietOffer,
    SlotVoucher,
)
from regulars.bookings.rules.availability import blocked
from regulars.bookings.rules.placing import Occupied, Taken
from regulars.bookings.rules.times import DAY_BEGINS, DAY_ENDS, MINUTE, day_of, minute_of
from regulars.kernel.ids import ServiceId, TableId
from regulars.kernel.money import BASIS_POINTS

LONGEST_NAME = 60
LARGEST_MULTIPLIER = 10 * BASIS_POINTS
MOST_BUDGET = 10**12
"""A guard against a slip of the keyboard."""


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


def goes_along(
    promise: Promise, terms: OfferTerms, service: ServiceId | None, starts_at: datetime, zone: str
) -> bool:
    """Whether the promise is good for a booking that is for `starts_at` by now.

    At its own time it is, whatever became of the offer. At another, where staff moved the party,
    the offer must hold, however full it is; and a voucher is of its day only.
    """
    if promise.given_up:
        return False
    if starts_at == promise.starts_at:
        return True
    another_day = day_of(starts_at, zone) != day_of(promise.starts_at, zone)
    if isinstance(promise.gives, SlotVoucher) and another_day:
        return False
    return holds(terms, service, starts_at, zone)


def brought_to(before: Promise, due: int, *, waits: bool, left: int) -> Promise:
    """The promise, now that it came to `due`; `waits` is whether the party may still bring some.

    `left` is what of the budget is left beside it: a bill that is read again with more, or comes
    when nobody waited for it any more, gets no more than that.
    """
    room = left + before.set_aside + before.given
    given = min(due, before.most, room)
    if given > 0:
        return replace(before, state=PromiseState.KEPT, given=given)
    state = PromiseState.LAPSED
    if waits and room >= before.most:
        state = PromiseState.PROMISED
    return replace(before, state=state, given=0)


SETTLED_AFTER = timedelta(days=3)
"""So long after its day a bill is still waited for."""


def checked(terms: OfferTerms, *, currency: str) -> OfferTerms:
    """`terms` as they are kept. Raises `BadOffer` with the field that cannot be used."""
    name = " ".join(terms.name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise BadOffer(f"A name of 1 to {LONGEST_NAME} characters, please.", field="name")
    _check_when(terms)
    if not 0 <= terms.fullest <= 100:
        raise BadOffer("From 0 to 100 per cent.", field="fullest")
    terms = replace(terms, name=name, most=_most(terms, currency=currency))
    if not 1 <= terms.budget <= MOST_BUDGET:
        raise BadOffer("A budget is more than zero.", field="budget")
    if terms.budget < terms.most:
        raise BadOffer("The budget is less than one booking can cost.", field="budget")
    return terms


def check_change(before: QuietOffer, after: OfferTerms) -> None:
    """Raises `BadOffer` where `after` contradicts what was promised or given before."""
    bound = before.promised + before.spent
    if bound and type(before.terms.gives) is not type(after.gives):
        sentence = "Some of it is promised or given. Make another offer, and switch this one off."
        raise BadOffer(sentence, field="gives")
    if after.budget < bound:
        raise BadOffer("More than that is promised or given already.", field="budget")


def _check_when(terms: OfferTerms) -> None:
    if not 1 <= terms.weekdays <= EVERY_DAY:
        raise BadOffer("Choose at least one day.", field="weekdays")
    if terms.first_day and terms.last_day and terms.last_day < terms.first_day:
        raise BadOffer("The last day comes after the first.", field="last_day")
    first, until = terms.from_minute, terms.until_minute
    if (first is None) != (until is None):
        raise BadOffer("Hours have a beginning and an end.", field="until")
    if first is None or until is None:
        return
    if not DAY_BEGINS <= first < until <= DAY_ENDS:
        raise BadOffer("These are no hours of a day.", field="until")


def _most(terms: OfferTerms, *, currency: str) -> int:
    """The most that one booking can cost."""
    match terms.gives:
        case Multiplier(basis_points):
            if not BASIS_POINTS < basis_points <= LARGEST_MULTIPLIER:
                raise BadOffer("More than 1 and at most 10 times.", field="times")
            if not 1 <= terms.most <= MOST_BUDGET:
                raise BadOffer("At least one point.", field="most")
            return terms.most
        case SlotVoucher(value):
            if value.currency != currency or not 1 <= value.minor <= MOST_BUDGET:
                raise BadOffer("An amount of more than zero, please.", field="value")
            return value.minor
        case other:
            assert_never(other)

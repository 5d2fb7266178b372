"""When a party can be taken, and at which tables: the answers of the diary and the booking page.

Each reads what the store has and what is taken of it in two statements; the rest is pure. Who ask
the same in the same moment get one answer.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from regulars.bookings.floor.model import Plan
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.model import Slot
from regulars.bookings.rules.availability import any_slot, blocked, occupied_by, service_at, slots
from regulars.bookings.rules.placing import Occupied, Taken, candidates
from regulars.bookings.rules.times import MINUTE, bounds, day_of
from regulars.bookings.store import day_plan
from regulars.kernel.ids import BookingId, MerchantId, StoreId, TableId
from regulars.platform.db import Reads


async def available(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    day: date,
    covers: int,
    *,
    at: datetime,
    online: bool,
    notice_minutes: int = 0,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Sequence[Slot]:
    """Every slot of a day of the diary that a party of `covers` can be given, in order of time.

    `online` is for guests who book by themselves. Below zero, `notice_minutes` is for parties that
    were to begin a while ago. A booking that is to be moved is left out of account with `but`, and
    a time that is held for this very party with `but_hold`, its key. Raises `BadBooking` for a day
    that no diary has, and `NoSuchPlace`.
    """

    async def look() -> Sequence[Slot]:
        days = await _read_days(
            reads, merchant, store, day, day, at=at, online=online, but=but, but_hold=but_hold
        )
        return slots(
            days.plan,
            day,
            covers,
            taken=days.occupied,
            begun=days.begun,
            now=at,
            notice=notice_minutes * MINUTE,
            online=online,
        )

    about = (merchant, store, day, covers, online, notice_minutes, but, but_hold)
    return await reads.together((available, *about), look)


async def open_days(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    first: date,
    last: date,
    covers: int,
    *,
    at: datetime,
    online: bool,
    notice_minutes: int = 0,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Sequence[date]:
    """The days, from `first` to `last`, on which `available` finds a slot.

    Raises `BadBooking` for days that no diary has, and `NoSuchPlace`.
    """

    async def look() -> Sequence[date]:
        days = await _read_days(
            reads, merchant, store, first, last, at=at, online=online, but=but, but_hold=but_hold
        )
        begun = _by_day(days.begun, days.plan.time_zone)
        every = (first + timedelta(days=number) for number in range((last - first).days + 1))
        return [
            day
            for day in every
            if any_slot(
                days.plan,
                day,
                covers,
                occupied=days.occupied,
                begun=begun[day],
                now=at,
                notice=notice_minutes * MINUTE,
                online=online,
            )
        ]

    about = (merchant, store, first, last, covers, online, notice_minutes, but, but_hold)
    return await reads.together((open_days, *about), look)


async def free_tables(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    starts_at: datetime,
    minutes: int,
    covers: int,
    *,
    but: BookingId | None = None,
) -> Sequence[tuple[TableId, ...]]:
    """What a party could be given for `minutes`, the turn included, the best first.

    Of the whole floor, the sections first that the service is in, and nothing that is blocked. For
    staff: what is only held for a guest who types is theirs to give. Raises `NoSuchPlace`.
    """
    until = starts_at + minutes * MINUTE
    day = starts_at.date()
    plan = await read_wide_plan(reads, merchant, store, day, day)
    taken = await read_taken(reads, merchant, store, starts_at, until, but=but)
    occupied = occupied_by(plan, taken, online=False)
    service = service_at(plan, starts_at)
    its = candidates(plan.floor, covers, sections=service.terms.sections if service else ())
    others = [tables for tables in candidates(plan.floor, covers) if tables not in its]
    return [tables for tables in (*its, *others) if occupied.is_free(tables, starts_at, until)]


async def read_taken(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    starts_at: datetime,
    until: datetime,
    *,
    but: BookingId | None = None,
) -> Sequence[Taken]:
    """What parties hold of a store's tables in a time, the turns included, without `but`'s own."""
    return await day_plan.taken(reads, merchant, store, starts_at, until, but=but)


async def read_begun(
    reads: Reads, merchant: MerchantId, store: StoreId, day: date, *, but: BookingId | None = None
) -> Mapping[datetime, int]:
    """How many covers begin at which instant of a day of the diary, without `but`'s own.

    Walk-ins count; who waits, or does not come, does not.
    """
    return await day_plan.begun(reads, merchant, store, day, day, but=but)


class Days(NamedTuple):
    """What some days can take, and what is taken of it, made ready to look for slots in."""

    plan: Plan
    occupied: Occupied
    begun: Mapping[datetime, int]


async def _read_days(
    reads: Reads,
    merchant: MerchantId,
    store: StoreId,
    first: date,
    last: date,
    *,
    at: datetime,
    online: bool,
    but: BookingId | None = None,
    but_hold: str | None = None,
) -> Days:
    """Days from `first` to `last`: once for all who look at them in this moment."""

    async def read() -> Days:
        plan = await read_wide_plan(reads, merchant, store, first, last)
        held = await day_plan.held(
            reads,
            merchant,
            store,
            bounds(first, plan.time_zone)[0],
            bounds(last, plan.time_zone)[1] + _longest(plan),
            days=(first, last),
            at=at,
            but=but,
            but_hold=but_hold,
        )
        occupied = Occupied(blocked(plan, online=online), also=held.spans)
        return Days(plan, occupied, held.begun)

    about = (merchant, store, first, last, online, but, but_hold)
    return await reads.together((_read_days, *about), read)


def _longest(plan: Plan) -> timedelta:
    """How long a party that begins at the end of a day still holds its tables, at most."""
    held = (
        stay.minutes + service.terms.turn_minutes
        for service in plan.services
        for stay in service.terms.stays
    )
    return max(held, default=0) * MINUTE


def _by_day(begun: Mapping[datetime, int], zone: str) -> Mapping[date, Mapping[datetime, int]]:
    by_day: defaultdict[date, dict[datetime, int]] = defaultdict(dict)
    for instant, covers in begun.items():
        by_day[day_of(instant, zone)][instant] = covers
    return by_day

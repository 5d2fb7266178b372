"""How full the times of the coming days are, and which of them have an offer."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import msgspec

from regulars.bookings.floor.model import Service
from regulars.bookings.quiet.model import Fullness
from regulars.bookings.quiet.read import Times, living, read_times
from regulars.bookings.rules.availability import beginnings, runs_on
from regulars.bookings.rules.times import minute_of
from regulars.kernel.ids import MerchantId, QuietOfferId, StoreId
from regulars.platform.db import Reads

DAYS = 7
HOUR = 60


class SlotNow(msgspec.Struct, frozen=True, kw_only=True):
    """A time that guests can book, how full it is, and what is offered for it now.

    `hour` is of the store's own clock; after midnight it goes on from 24.
    """

    day: date
    hour: int
    starts_at: datetime
    fullness: Fullness
    offer: QuietOfferId | None


async def coming_week(
    reads: Reads, merchant: MerchantId, store: StoreId, first: date, *, at: datetime
) -> Sequence[SlotNow]:
    """Every time that is still to come of seven days of the diary. Raises `NoSuchPlace`."""
    last = first + timedelta(days=DAYS - 1)
    times = await read_times(reads, merchant, store, first, last, at=at)
    offers = await living(reads, merchant, store)
    found = []
    for day, service, starts_at in _slots(times, first):
        if starts_at >= at:
            offer = times.offer(offers, service.id, starts_at)
            found.append(
                SlotNow(
                    day=day,
                    hour=minute_of(starts_at, day, times.plan.time_zone) // HOUR,
                    starts_at=starts_at,
                    fullness=times.crowd.fullness(service, starts_at),
                    offer=None if offer is None else offer.id,
                )
            )
    return found


def _slots(times: Times, first: date) -> Iterator[tuple[date, Service, datetime]]:
    for day in (first + timedelta(days=number) for number in range(DAYS)):
        for service in times.plan.services:
            if service.terms.online and runs_on(service.terms, day):
                for starts_at in beginnings(service.terms, day, times.plan.time_zone):
                    yield day, service, starts_at

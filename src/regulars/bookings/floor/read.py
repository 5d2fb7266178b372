"""The floor and the services of a store, read; and with a day's blockouts, as a plan."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import msgspec

from regulars.bookings.errors import BadBooking, NoSuchPlace
from regulars.bookings.floor.model import Floor, Plan, Service
from regulars.bookings.rules.floor import YEARS
from regulars.bookings.rules.times import bounds
from regulars.bookings.store import day_plan, services
from regulars.bookings.store import floor as floors
from regulars.kernel.ids import MerchantId, ServiceId, StoreId
from regulars.platform.db import Reads

T = TypeVar("T")

WIDE = timedelta(days=2)
"""No store's day begins so far from the same date in UTC, nor does a party of it stay so long."""


async def read_floor(reads: Reads, merchant: MerchantId, store: StoreId) -> Floor:
    """All that is there to seat people at. Raises `NoSuchPlace` where there is no such store."""
    return found(await floors.read(reads, merchant, store))


async def read_services(
    reads: Reads, merchant: MerchantId, store: StoreId, *, also_inactive: bool = False
) -> Sequence[Service]:
    """The services in the venue's order. Raises `NoSuchPlace`."""
    return found(await services.read(reads, merchant, store, also_inactive=also_inactive))


async def read_service(reads: Reads, merchant: MerchantId, service: ServiceId) -> Service:
    """One service, also one that is not active. Raises `NoSuchPlace`."""
    store = found(await services.store_of(reads, merchant, service))
    every = await read_services(reads, merchant, store, also_inactive=True)
    return found(next((one for one in every if one.id == service), None))


async def read_plan(reads: Reads, merchant: MerchantId, store: StoreId, day: date) -> Plan:
    """What a day of the diary can take, with what is blocked on it.

    Raises `BadBooking` for a day that no diary has, and `NoSuchPlace`.
    """
    plan = await read_wide_plan(reads, merchant, store, day, day)
    begins, ends = bounds(day, plan.time_zone)
    of_the_day = [one for one in plan.blockouts if one.starts_at < ends and begins < one.ends_at]
    return msgspec.structs.replace(plan, blockouts=of_the_day)


async def read_wide_plan(
    reads: Reads, merchant: MerchantId, store: StoreId, first: date, last: date
) -> Plan:
    """What days can take, with all that is blocked on them and shortly before and after.

    Raises `BadBooking` for a day that no diary has, and `NoSuchPlace`.
    """
    if first.year not in YEARS or last.year not in YEARS:
        raise BadBooking("That day is too far away.", field="day")
    since, until = (datetime.combine(day, time(), UTC) for day in (first, last))
    return found(await day_plan.plan(reads, merchant, store, since - WIDE, until + 2 * WIDE))


def found(place: T | None) -> T:
    """Raises `NoSuchPlace` where there is none."""
    if place is None:
        raise NoSuchPlace("There is no such place.")
    return place

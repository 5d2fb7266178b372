"""Who waits today, and for whom of them a table has become free."""

from collections.abc import Mapping
from datetime import datetime

from regulars.bookings.availability import read_taken
from regulars.bookings.floor.read import read_wide_plan
from regulars.bookings.hold_tables import held_until
from regulars.bookings.rules.asked import LONGEST_STAY, on_the_minute
from regulars.bookings.rules.availability import occupied_by
from regulars.bookings.rules.placing import Taken, candidates, first_free
from regulars.bookings.rules.times import MINUTE, bounds, day_of
from regulars.bookings.store import placements
from regulars.bookings.store import waitlist as store
from regulars.kernel.ids import BookingId, MerchantId, StoreId, TableId
from regulars.platform.db import Reads


async def fits(
    reads: Reads, merchant: MerchantId, at_store: StoreId, *, at: datetime
) -> Mapping[BookingId, tuple[TableId, ...]]:
    """The best tables that each party on today's waitlist could have, where there are any.

    From now on, or from the time that it asked for, for as long as it stays. In the order of
    asking: what fits who asked first is not counted as free for those after. Raises `NoSuchPlace`.
    """
    begins, today = on_the_minute(at), at.date()
    plan = await read_wide_plan(reads, merchant, at_store, today, today)
    waiting = await store.waiting(reads, merchant, at_store, day_of(at, plan.time_zone))
    if not waiting:
        return {}
    until = bounds(day_of(at, plan.time_zone), plan.time_zone)[1] + LONGEST_STAY * MINUTE
    taken = list(await read_taken(reads, merchant, at_store, begins, until))
    taken += [
        Taken(table, begins, begins + MINUTE)
        for table in await placements.sat_at(reads, merchant, at_store)
    ]
    found: dict[BookingId, tuple[TableId, ...]] = {}
    for booking in waiting:
        since = max(begins, booking.starts_at)
        ends = since + (held_until(booking) - booking.starts_at)
        occupied = occupied_by(plan, taken, online=False)
        tables = first_free(candidates(plan.floor, booking.covers), since, ends, occupied)
        if tables is not None:
            found[booking.id] = tables
            taken += [Taken(table, since, ends) for table in tables]
    return found

"""Whether a party may be taken then: the service's hours, what is blocked, the slot's covers."""

from datetime import datetime

import msgspec

from regulars.bookings.availability import read_begun
from regulars.bookings.errors import Closed, SlotFull
from regulars.bookings.floor.model import Plan, Service
from regulars.bookings.hold_tables import held_until
from regulars.bookings.model import Booking
from regulars.bookings.rules.availability import blocking, room_in, service_at, slot_at
from regulars.bookings.rules.sentences import clock
from regulars.kernel.ids import MerchantId, ServiceId
from regulars.platform.db import Reads


async def check_pacing(
    reads: Reads,
    merchant: MerchantId,
    plan: Plan,
    booking: Booking,
    service: Service | None,
    *,
    online: bool = False,
) -> None:
    """Raises `Closed` and `SlotFull` for what staff may do only knowingly."""
    when = clock(booking.starts_at, plan.time_zone)
    if service is None:
        raise Closed(f"No service takes parties at {when}.")
    check_open(plan, booking, online=online)
    begun = await read_begun(reads, merchant, booking.store, booking.day, but=booking.id)
    slot = slot_at(service.terms, booking.starts_at, plan.time_zone)
    room = room_in(service.terms, slot, begun)
    if room is not None and booking.covers > room:
        raise SlotFull(_full(max(room, 0), clock(slot[0], plan.time_zone), booking.covers))


def check_open(plan: Plan, booking: Booking, *, online: bool = False) -> None:
    """Raises `Closed` where the booking's tables, or the store, are blocked while it has them.

    Why they are is for staff to know.
    """
    until = held_until(booking)
    blockout = blocking(plan, booking.starts_at, until, tables=booking.tables, online=online)
    if blockout is not None:
        raise Closed("That time is blocked." if online else f"Blocked: {blockout.reason}.")


def service_of(plan: Plan, wanted: ServiceId | None, starts_at: datetime) -> Service | None:
    """The service that takes a party then: the `wanted` one if it does, else another."""
    own = [one for one in plan.services if one.id == wanted]
    alone = msgspec.structs.replace(plan, services=own)
    return service_at(alone, starts_at) or service_at(plan, starts_at)


def _full(room: int, when: str, covers: int) -> str:
    left = {0: "no more covers", 1: "1 more cover"}.get(room, f"{room} more covers")
    return f"{when} takes {left}, and the party has {covers}."

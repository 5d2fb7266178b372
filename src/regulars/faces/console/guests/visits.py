"""A guest's visits as a page lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from regulars.bookings.guest_list import guest_of
from regulars.bookings.guests import history
from regulars.bookings.model import Booking, Stage, Status
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.statuses_own import list_statuses
from regulars.faces.console.diary.steps import LOOKS
from regulars.faces.console.diary.story import people_of
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import GuestId, MemberId, StoreId
from regulars.merchants.model import Store
from regulars.merchants.stores import stores

SHOWN = 100
LATEST = 4


@dataclass(frozen=True, slots=True)
class Visit:
    """One line of the list."""

    booking: Booking
    when: str
    people: str
    store: str
    status: str
    look: str


@dataclass(frozen=True, slots=True)
class Visits:
    """Those to come, the next first, and those that are over, the latest first."""

    guest: GuestId
    coming: Sequence[Visit]
    past: Sequence[Visit]


async def visits_of(request: ConsoleRequest, guest: GuestId, *, limit: int = SHOWN) -> Visits:
    """The bookings of a guest at all stores, each by its store's clock."""
    db, merchant = request.db, request.merchant.id
    found = await history(db, merchant, guest, limit)
    venues = {store.id: store for store in await stores(db, merchant)}
    statuses = await list_statuses(db, merchant)
    lines = [_visit(one, venues, statuses, request) for one in found]
    coming = [one for one in lines if _is_coming(one.booking)]
    return Visits(guest, coming[::-1], [one for one in lines if not _is_coming(one.booking)])


async def visits_of_member(request: ConsoleRequest, member: MemberId) -> Visits | None:
    """The latest visits of a member; None for one who has never booked."""
    guest = await guest_of(request.db, request.merchant.id, member)
    return None if guest is None else await visits_of(request, guest, limit=LATEST)


def _is_coming(booking: Booking) -> bool:
    return stage_of(booking.status_type) in (Stage.COMING, Stage.AT_TABLE)


def _visit(
    booking: Booking,
    venues: Mapping[StoreId, Store],
    statuses: Sequence[Status],
    request: ConsoleRequest,
) -> Visit:
    store = venues[booking.store]
    speech = replace(request.speech, zone=ZoneInfo(store.time_zone))
    names = {one.code: one.name for one in statuses}
    return Visit(
        booking,
        speech.moment(booking.starts_at),
        people_of(booking.covers),
        store.name,
        names.get(booking.status, booking.status),
        LOOKS[stage_of(booking.status_type)],
    )

"""A day as the browser draws it: everything on it, in one compact object.

Times are minutes on the store's own clock from the midnight with which the day begins, so that the
browser knows nothing of zones. What is not there is left out.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from regulars.bookings.floor.model import Blockout, Combination, Plan, Section, Service, Table
from regulars.bookings.model import (
    Day,
    InDiary,
    Kind,
    PaymentSummary,
    Status,
    TicketView,
    Waits,
)
from regulars.bookings.rules.availability import runs_on
from regulars.bookings.rules.times import minute_of
from regulars.kernel.ids import BookingId, TableId


class DrawnBlockout(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time in which nothing is taken; no tables means the whole store."""

    reason: str
    begins: int
    ends: int
    tables: tuple[TableId, ...] = ()
    online_only: bool = False


class DrawnTicket(msgspec.Struct, frozen=True, omit_defaults=True):
    """The order on the till. Amounts are in minor units."""

    state: str
    number: str = ""
    items: int = 0
    owed: int = 0
    paid: int = 0
    problem: str = ""


class DrawnPayment(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is asked for ahead, in minor units."""

    type: str
    due: int = 0
    paid: int = 0


class DrawnBooking(msgspec.Struct, frozen=True, omit_defaults=True):
    """A booking. It has its tables from `begins` to `ends`, and nobody else for `turn` more."""

    id: UUID
    version: int
    code: str
    name: str
    covers: int
    status: str
    type: str
    begins: int
    ends: int
    turn: int = 0
    tables: tuple[TableId, ...] = ()
    service: UUID | None = None
    walk_in: bool = False
    waits: Waits | None = None
    vip: bool = False
    birthday: bool = False
    phone: str | None = None
    request: str = ""
    note: str = ""
    guest_note: str = ""
    tags: tuple[str, ...] = ()
    visits: int = 0
    no_shows: int = 0
    asked: int | None = None
    arrived: int | None = None
    seated: int | None = None
    left: int | None = None
    quoted: int | None = None
    ticket: DrawnTicket | None = None
    payment: DrawnPayment | None = None


class DrawnDay(msgspec.Struct, frozen=True, kw_only=True):
    """A day of a store. `fits` names the tables that a waiting party could have now."""

    note: str
    services: Sequence[Service]
    sections: Sequence[Section]
    tables: Sequence[Table]
    combinations: Sequence[Combination]
    blockouts: Sequence[DrawnBlockout]
    statuses: Sequence[Status]
    bookings: Sequence[DrawnBooking]
    fits: Mapping[BookingId, tuple[TableId, ...]]


def drawn_day(
    plan: Plan,
    day: Day,
    statuses: Sequence[Status],
    fits: Mapping[BookingId, tuple[TableId, ...]],
) -> DrawnDay:
    """Everything that the browser needs of a day."""
    clock, floor = StoreClock(day.day, plan.time_zone), plan.floor
    return DrawnDay(
        note=day.note,
        services=[one for one in plan.services if runs_on(one.terms, day.day)],
        sections=floor.sections,
        tables=floor.tables,
        combinations=floor.combinations,
        blockouts=[drawn_blockout(one, clock) for one in plan.blockouts],
        statuses=statuses,
        bookings=[drawn_booking(one, clock) for one in day.bookings],
        fits=fits,
    )


class StoreClock:
    """What a store's clock shows on one day of its diary."""

    def __init__(self, day: date, zone: str) -> None:
        self.day, self.zone = day, zone

    def minute(self, instant: datetime) -> int:
        return minute_of(instant, self.day, self.zone)

    def maybe(self, instant: datetime | None) -> int | None:
        return None if instant is None else self.minute(instant)


def drawn_blockout(blockout: Blockout, clock: StoreClock) -> DrawnBlockout:
    return DrawnBlockout(
        blockout.reason,
        clock.minute(blockout.starts_at),
        clock.minute(blockout.ends_at),
        blockout.tables,
        blockout.online_only,
    )


def drawn_booking(entry: InDiary, clock: StoreClock) -> DrawnBooking:
    booking = entry.booking
    begins = clock.minute(booking.starts_at)
    return DrawnBooking(
        id=booking.id,
        version=booking.version,
        code=booking.code,
        name=booking.name,
        covers=booking.covers,
        status=booking.status,
        type=booking.status_type,
        begins=begins,
        ends=begins + booking.duration_minutes,
        turn=booking.turn_minutes,
        tables=booking.tables,
        service=booking.service,
        walk_in=booking.kind is Kind.WALK_IN,
        waits=booking.waits,
        vip=entry.vip,
        birthday=entry.birthday_near,
        phone=entry.phone,
        request=booking.request,
        note=booking.note,
        guest_note=entry.guest_note,
        tags=(*booking.tags, *entry.guest_tags),
        visits=entry.visits,
        no_shows=entry.no_shows,
        asked=clock.minute(booking.created_at) if booking.waits else None,
        arrived=clock.maybe(booking.arrived_at),
        seated=clock.maybe(booking.seated_at),
        left=clock.maybe(booking.finished_at),
        quoted=booking.quoted_minutes,
        ticket=None if entry.ticket is None else drawn_ticket(entry.ticket),
        payment=None if booking.payment is None else drawn_payment(booking.payment),
    )


def drawn_ticket(ticket: TicketView) -> DrawnTicket:
    return DrawnTicket(
        ticket.state,
        ticket.number,
        ticket.items,
        ticket.owed.minor,
        ticket.paid.minor,
        ticket.problem,
    )


def drawn_payment(payment: PaymentSummary) -> DrawnPayment:
    return DrawnPayment(payment.type, payment.due.minor, payment.paid.minor)

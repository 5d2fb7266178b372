"""What goes over the wire: bookings as other systems see and write them.

Instants carry their offset, in the store's zone when we write them. Amounts are minor units with a
currency beside them. Tables are named as the venue and the till name them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import msgspec
from msgspec import UNSET, Meta, UnsetType

from regulars.bookings.model import Booking, PaymentSummary, PaymentType, Slot
from regulars.kernel.ids import TableId
from regulars.kernel.money import Money
from regulars.platform.journal import Written

Covers = Annotated[int, Meta(ge=1, le=400)]
Minutes = Annotated[int, Meta(ge=5, le=1440)]
Line = Annotated[str, Meta(max_length=160)]
Text = Annotated[str, Meta(max_length=1000)]
Tables = Annotated[list[Annotated[str, Meta(max_length=20)]], Meta(max_length=20)]
Tags = Annotated[list[Annotated[str, Meta(max_length=30)]], Meta(max_length=20)]
Moment = Annotated[datetime, Meta(tz=True)]


class Wire(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A body in JSON."""


class GuestBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes. Contact that is known already means that person."""

    first_name: Annotated[str, Meta(max_length=80)]
    last_name: Annotated[str, Meta(max_length=80)] = ""
    email: Annotated[str, Meta(max_length=254)] | None = None
    phone: Annotated[str, Meta(max_length=30)] | None = None


class AskedBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked for ahead, in minor units."""

    payment_type: PaymentType
    amount_minor: Annotated[int, Meta(ge=1, le=10**11)]

    def asked(self, currency: str) -> tuple[PaymentType, Money]:
        return self.payment_type, Money(self.amount_minor, currency)


class NewBookingBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A booking to take. Without `tables`, the best that fit are given.

    `externalId` is the caller's own id: the same one twice is one booking.
    """

    external_id: Annotated[str, Meta(min_length=1, max_length=100)]
    starts_at: Moment
    covers: Covers
    guest: GuestBody | None = None
    name: Line = ""
    duration_minutes: Minutes | None = None
    tables: Tables | None = None
    request: Text = ""
    note: Text = ""
    tags: Tags = []
    payment: AskedBody | None = None


class ChangeBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays. `version` is the booking's as it was read."""

    version: int | None = None
    starts_at: Moment | UnsetType = UNSET
    duration_minutes: Minutes | UnsetType = UNSET
    covers: Covers | UnsetType = UNSET
    tables: Tables | UnsetType = UNSET
    request: Text | UnsetType = UNSET
    note: Text | UnsetType = UNSET
    tags: Tags | UnsetType = UNSET
    payment: AskedBody | UnsetType | None = UNSET


class StatusBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status by its code or one of the venue's own, whatever its case, blanks or underscores.

    `tables` are where the party sits down, if not at its own.
    """

    status: Annotated[str, Meta(min_length=1, max_length=40)]
    version: int | None = None
    tables: Tables | None = None


class PaymentBody(Wire, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something paid ahead, in minor units; what went back is negative.

    The same `transactionId` with the same amount is once.
    """

    amount_minor: Annotated[int, Meta(ge=-(10**11), le=10**11)]
    transaction_id: Annotated[str, Meta(min_length=1, max_length=100)]
    paid_at: Moment | None = None


class SummaryBody(Wire, frozen=True, kw_only=True):
    """The payment summary: what is asked for ahead, and what of it is paid and still due."""

    payment_type: str
    amount_minor: int
    amount_due_minor: int
    amount_paid_minor: int
    currency_code: str
    transaction_id: str
    payment_date: str | None


class BookingBody(Wire, frozen=True, kw_only=True):
    """A booking as it stands."""

    id: str
    code: str
    store: int
    type: str
    source: str
    status: str
    status_type: str
    waits: str | None
    day: date
    starts_at: str
    duration_minutes: int
    covers: int
    tables: list[str]
    name: str
    guest: str | None
    member: str | None
    request: str
    note: str
    tags: list[str]
    payment_summary: SummaryBody | None
    seated_at: str | None
    finished_at: str | None
    version: int


class BookingsBody(Wire, frozen=True, kw_only=True):
    bookings: list[BookingBody]


class SlotBody(Wire, frozen=True, kw_only=True):
    """A time that can really be kept for the party."""

    starts_at: str
    duration_minutes: int
    tables: list[str]


class SlotsBody(Wire, frozen=True, kw_only=True):
    slots: list[SlotBody]


class StatusesBody(Wire, frozen=True, kw_only=True):
    statuses: list["StatusShown"]


class StatusShown(Wire, frozen=True, kw_only=True):
    """A status of the venue. What it does hangs on its type."""

    code: str
    name: str
    type: str
    own: bool


class EventBody(Wire, frozen=True, kw_only=True):
    """A fact: one committed thing that happened. Its data is documented with the facts."""

    id: str
    kind: str
    at: str
    subject: str
    data: dict[str, Any]


class EventsBody(Wire, frozen=True, kw_only=True):
    """Facts in the order they were written. Ask again `after` the last id."""

    events: list[EventBody]
    last: str | None


def booking_body(booking: Booking, names: Mapping[TableId, str], zone: ZoneInfo) -> BookingBody:
    return BookingBody(
        id=str(booking.id),
        code=booking.code,
        store=booking.store,
        type=booking.kind.value,
        source=booking.source.value,
        status=booking.status,
        status_type=booking.status_type.value,
        waits=booking.waits.value if booking.waits else None,
        day=booking.day,
        starts_at=written(booking.starts_at, zone),
        duration_minutes=booking.duration_minutes,
        covers=booking.covers,
        tables=[names[table] for table in booking.tables if table in names],
        name=booking.name,
        guest=str(booking.guest) if booking.guest else None,
        member=str(booking.member) if booking.member else None,
        request=booking.request,
        note=booking.note,
        tags=list(booking.tags),
        payment_summary=summary_body(booking.payment, zone) if booking.payment else None,
        seated_at=maybe(booking.seated_at, zone),
        finished_at=maybe(booking.finished_at, zone),
        version=booking.version,
    )


def summary_body(summary: PaymentSummary, zone: ZoneInfo) -> SummaryBody:
    return SummaryBody(
        payment_type=summary.type.value,
        amount_minor=summary.amount.minor,
        amount_due_minor=summary.due.minor,
        amount_paid_minor=summary.paid.minor,
        currency_code=summary.amount.currency,
        transaction_id=summary.transaction_id,
        payment_date=maybe(summary.paid_at, zone),
    )


def slot_body(slot: Slot, names: Mapping[TableId, str], zone: ZoneInfo) -> SlotBody:
    return SlotBody(
        starts_at=written(slot.starts_at, zone),
        duration_minutes=slot.duration_minutes,
        tables=[names[table] for table in slot.tables if table in names],
    )


def event_body(fact: Written) -> EventBody:
    return EventBody(
        id=str(fact.id),
        kind=fact.kind,
        at=fact.at.isoformat(),
        subject=fact.subject,
        data=fact.data,
    )


def written(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def maybe(moment: datetime | None, zone: ZoneInfo) -> str | None:
    return None if moment is None else written(moment, zone)

"""Bookings and walk-ins: a visit that was planned, or was not, and who comes."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import UNSET, UnsetType

from regulars.bookings.guest import NewGuest
from regulars.kernel.ids import BookingId, GuestId, MemberId, ServiceId, StoreId, TableId
from regulars.kernel.money import Money


class Kind(StrEnum):
    """Both are bookings; a walk-in was never planned."""

    BOOKING = "booking"
    WALK_IN = "walk_in"


class Source(StrEnum):
    """How a booking came in."""

    ONLINE = "online"
    PHONE = "phone"
    IN_PERSON = "in_person"
    EMAIL = "email"
    API = "api"
    WALK_IN = "walk_in"


class Waits(StrEnum):
    """What a party without tables waits on: the list of today, in the order of asking, or standby
    for a later day.
    """

    WAITLIST = "waitlist"
    STANDBY = "standby"


class StatusType(StrEnum):
    """What a status does. A venue's own statuses each have one of these types."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    PARTIALLY_SEATED = "partially_seated"
    SEATED = "seated"
    ORDERED = "ordered"
    ENTREES_AWAY = "entrees_away"
    MAINS_AWAY = "mains_away"
    DESSERTS_AWAY = "desserts_away"
    BILLED = "billed"
    PAID = "paid"
    FINISHED = "finished"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"


class Status(msgspec.Struct, frozen=True):
    """A status of a venue. Of the system's own, the code is the type's."""

    code: str
    name: str
    type: StatusType
    own: bool = False
    active: bool = True


class Stage(StrEnum):
    """Where in a visit a status type stands."""

    COMING = "coming"
    AT_TABLE = "at_table"
    OVER = "over"
    OFF = "off"


class PaymentType(StrEnum):
    """What is paid ahead: a part that secures the table, or the visit itself."""

    DEPOSIT = "deposit"
    PREPAYMENT = "prepayment"


class PaymentSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for ahead and what of it was paid, as it goes to the till with the order.

    `transaction_id` and `paid_at` are of the newest payment.
    """

    type: PaymentType
    amount: Money
    due: Money
    paid: Money
    transaction_id: str
    paid_at: datetime | None


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """One payment made ahead; what went back is negative."""

    amount: Money
    transaction_id: str
    paid_at: datetime
    recorded_by: str


class NewBooking(msgspec.Struct, frozen=True, kw_only=True):
    """A visit as it is asked for.

    `starts_at` is an instant. Without `duration_minutes` the service says how long; without
    `tables`, the best that fit are given. `over_pacing` is staff taking more covers than the slot's
    limit. A party that `waits` needs no table.
    """

    store: StoreId
    kind: Kind = Kind.BOOKING
    source: Source
    starts_at: datetime
    covers: int
    guest: NewGuest | None = None
    name: str = ""
    duration_minutes: int | None = None
    service: ServiceId | None = None
    tables: tuple[TableId, ...] | None = None
    status: str = "confirmed"
    waits: Waits | None = None
    request: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    payment: tuple[PaymentType, Money] | None = None
    over_pacing: bool = False
    quoted_minutes: int | None = None


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """What is to change of a booking. What is left out stays."""

    starts_at: datetime | UnsetType = UNSET
    duration_minutes: int | UnsetType = UNSET
    covers: int | UnsetType = UNSET
    tables: tuple[TableId, ...] | UnsetType = UNSET
    waits: Waits | UnsetType | None = UNSET
    guest: NewGuest | UnsetType | None = UNSET
    name: str | UnsetType = UNSET
    request: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    payment: tuple[PaymentType, Money] | UnsetType | None = UNSET
    over_pacing: bool = False
    quoted_minutes: int | UnsetType | None = UNSET


class TicketState(StrEnum):
    """Where the order of a booking is.

    `ASKED` the till has been or will be told, the order's id is not known yet · `WAITING` for staff
    to take it · `OPEN` taken · `COMPLETED` paid · `REJECTED` staff did not take it · `REFUSED` the
    till would not have it · `DISCARDED` taken back, the seating was a slip · `GONE` deleted there.
    """

    ASKED = "asked"
    WAITING = "waiting"
    OPEN = "open"
    COMPLETED = "completed"
    REJECTED = "rejected"
    REFUSED = "refused"
    DISCARDED = "discarded"
    GONE = "gone"

    @property
    def lives(self) -> bool:
        """Whether the booking has its order; a booking has one that lives at most."""
        return self in (self.ASKED, self.WAITING, self.OPEN, self.COMPLETED)


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """The order of a booking as the diary shows it. `problem` is a sentence for the host."""

    state: TicketState
    number: str
    items: int
    owed: Money
    paid: Money
    problem: str


class Booking(msgspec.Struct, frozen=True, kw_only=True):
    """A visit. `day` is the day of the diary it belongs to, which begins at four in the morning.

    Times are instants. The party has its `tables` from `starts_at` for `duration_minutes`, and they
    are nobody else's for `turn_minutes` more. Both become those of the visit when the party is
    seated; `booked_for` and `booked_minutes` stay what was agreed. `name` is whom to call: the
    guest's, or what staff wrote for a party without one. `version` counts changes.
    """

    id: BookingId
    store: StoreId
    code: str
    kind: Kind
    source: Source
    waits: Waits | None
    status: str
    status_type: StatusType
    day: date
    starts_at: datetime
    duration_minutes: int
    booked_for: datetime
    booked_minutes: int
    turn_minutes: int
    covers: int
    service: ServiceId | None
    guest: GuestId | None
    member: MemberId | None
    name: str
    tables: tuple[TableId, ...]
    request: str
    note: str
    tags: tuple[str, ...]
    payment: PaymentSummary | None
    quoted_minutes: int | None
    arrived_at: datetime | None
    seated_at: datetime | None
    finished_at: datetime | None
    version: int
    created_at: datetime
    created_by: str

    @property
    def ends_at(self) -> datetime:
        """When the party is to leave; the turn comes after."""
        return self.starts_at + timedelta(minutes=self.duration_minutes)


class InDiary(msgspec.Struct, frozen=True, kw_only=True):
    """A booking as the diary shows it, with what a host sees without opening it."""

    booking: Booking
    vip: bool
    phone: str | None
    guest_tags: tuple[str, ...]
    guest_note: str
    visits: int
    no_shows: int
    birthday_near: bool
    ticket: TicketView | None


class Day(msgspec.Struct, frozen=True, kw_only=True):
    """One day of a store's diary: everything on it, in order of time. `note` is the day's own."""

    store: StoreId
    day: date
    note: str
    bookings: Sequence[InDiary]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A time that can really be kept for a party, and the tables that it would get."""

    service: ServiceId
    starts_at: datetime
    duration_minutes: int
    turn_minutes: int
    tables: tuple[TableId, ...]

"""What happens to bookings. Other systems may build on these shapes; fields are only ever added."""

from typing import ClassVar

import msgspec


class _OfBooking(msgspec.Struct, frozen=True, kw_only=True):
    """The booking as it stands after what happened.

    `starts_at` is an instant with its offset from UTC, `day` the day of the diary. `tables` are
    names. `guest` and `member` are ids; what is not there is empty.
    """

    booking: str
    store: int
    code: str
    type: str
    status: str
    status_type: str
    waits: str
    day: str
    starts_at: str
    duration_minutes: int
    covers: int
    tables: list[str]
    guest: str
    member: str
    version: int

    @property
    def subject(self) -> str:
        return f"booking:{self.booking}"


class BookingCreated(_OfBooking, frozen=True, kw_only=True):
    """A booking or a walk-in was taken. `source` says how it came in."""

    kind: ClassVar[str] = "booking.created"
    source: str


class BookingUpdated(_OfBooking, frozen=True, kw_only=True):
    """A booking was moved, stretched, given other tables or covers, or its texts changed.

    `changed` names the fields.
    """

    kind: ClassVar[str] = "booking.updated"
    changed: list[str]


class BookingStatusChanged(_OfBooking, frozen=True, kw_only=True):
    """A booking has another status."""

    kind: ClassVar[str] = "booking.status_changed"
    status_before: str
    type_before: str


class BookingSeated(_OfBooking, frozen=True, kw_only=True):
    """A party took its tables."""

    kind: ClassVar[str] = "booking.seated"
    seated_at: str


class BookingFinished(_OfBooking, frozen=True, kw_only=True):
    """A party has left. `minutes` is how long it sat."""

    kind: ClassVar[str] = "booking.finished"
    finished_at: str
    minutes: int


class BookingPaid(msgspec.Struct, frozen=True, kw_only=True):
    """Something was paid ahead for a booking, or went back where the amount is negative."""

    kind: ClassVar[str] = "booking.paid"
    booking: str
    store: int
    code: str
    amount_minor: int
    currency: str
    transaction: str
    paid_minor: int
    due_minor: int

    @property
    def subject(self) -> str:
        return f"booking:{self.booking}"


class GuestEdited(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a guest changed. `fields` are the names of what did."""

    kind: ClassVar[str] = "guest.edited"
    guest: str
    fields: list[str]

    @property
    def subject(self) -> str:
        return f"guest:{self.guest}"


class TicketMoved(msgspec.Struct, frozen=True, kw_only=True):
    """A booking's order on the till came to another state, or something went wrong with it.

    `problem` is empty where nothing did.
    """

    kind: ClassVar[str] = "ticket.moved"
    booking: str
    store: int
    code: str
    state: str
    order: str
    problem: str

    @property
    def subject(self) -> str:
        return f"booking:{self.booking}"


class DayChanged(msgspec.Struct, frozen=True, kw_only=True):
    """The note of a day, the floor, a service, a blockout or a status of a store changed."""

    kind: ClassVar[str] = "diary.changed"
    store: int
    what: str

    @property
    def subject(self) -> str:
        return f"diary:{self.store}"

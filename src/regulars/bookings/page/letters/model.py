"""The letters of a booking page, and what a guest was told last."""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.bookings.page.model import Asked


class Letter(StrEnum):
    """What a letter is about."""

    UNPAID = "unpaid"
    PAID_TWICE = "paid_twice"
    BOOKED = "booked"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    LISTED = "listed"
    LEFT_LIST = "left_list"
    IN_VAIN = "in_vain"
    OFFERED = "offered"
    REMINDER = "reminder"
    THANKS = "thanks"


class Later(StrEnum):
    """Letters that go when their time comes."""

    REMINDER = "reminder"
    THANKS = "thanks"


class State(StrEnum):
    """How a booking stands, as far as its guest was told."""

    BOOKED = "booked"
    WAITING = "waiting"
    OFF = "off"


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest was told last of a booking."""

    state: State
    starts_at: datetime
    covers: int


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """Whoever asked for a booking on the page, and what they know of it: nothing yet is None.

    On a list they would come up to `flexible_minutes` earlier or later than they asked for.
    """

    asked: Asked
    told: Told | None
    flexible_minutes: int

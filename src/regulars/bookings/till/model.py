"""The link between a booking and its order on the till, and what the order says of the party."""

from datetime import datetime

import msgspec

from regulars.bookings.guest import Guest
from regulars.bookings.model import Booking, TicketState
from regulars.bookings.quiet.model import Promise
from regulars.kernel.ids import BookingId, ConnectionId, TicketId


class Stated(msgspec.Struct, frozen=True):
    """What an order says of a party. `text` is our paragraph in its notes; `member`, the reference
    of the till's customer, is empty where no member comes.
    """

    covers: int
    tables: tuple[str, ...]
    text: str
    member: str = ""


class Ticket(msgspec.Struct, frozen=True, kw_only=True):
    """A booking's order, or the wish for one.

    `order` is the till's id of it, None while it is not known; it is kept for good. `tries` counts
    how often the till was told to make it, the last time at `tried_at`; from `sure_at` on, an order
    that is not found was not made. `items` and the amounts are as last read, staff's own items and
    minor units. `problem` is a sentence for the host.
    """

    id: TicketId
    booking: BookingId
    connection: ConnectionId
    site: str
    reference: str
    state: TicketState
    order: str | None = None
    number: str = ""
    asked_at: datetime
    tried_at: datetime | None = None
    tries: int = 0
    sure_at: datetime | None = None
    opened_at: datetime | None = None
    stated: Stated | None = None
    items: int = 0
    owed_minor: int = 0
    paid_minor: int = 0
    problem_code: str = ""
    problem: str = ""
    look_again_at: datetime | None = None


class Told(msgspec.Struct, frozen=True):
    """What the till was last told of a booking. The version is 0 where that was nothing."""

    version: int
    type: str | None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """A booking as the till is to be told of it, read at one moment.

    `changed_at` is when it came to its version, `promise` what was promised for a quiet time.
    """

    booking: Booking
    guest: Guest | None
    tables: tuple[str, ...]
    told: Told
    changed_at: datetime
    promise: Promise | None = None

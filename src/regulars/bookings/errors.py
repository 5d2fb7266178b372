"""Refusals of bookings.

BadBooking            what was typed makes no booking; `field` says where
NoSuchBooking         no booking of this merchant that the caller may reach has the code or id
OtherBooking          another system's id came with something else before
ChangedMeanwhile      somebody else changed the booking since it was read
TableTaken            somebody has the table in that time; says who, and what is free instead
NoTable               nothing is free for that party at that time; says when something is
SlotFull              the slot takes no more covers; staff may take them all the same
Closed                no service takes parties then, or the time is blocked
NotNow                the booking's status does not allow this
BadFloor              what was drawn or typed makes no floor; `field` says where
InUse                 the table, section or service has bookings to come
NoSuchStatus          the venue has no such status
"""

from datetime import datetime

from regulars.kernel.errors import Conflict, Invalid, NotFound
from regulars.kernel.ids import BookingId, TableId


class BadBooking(Invalid):
    """What was typed makes no booking."""

    code = "bad_booking"


class NoSuchStatus(BadBooking):
    """The venue has no such status."""

    code = "no_such_status"


class NoSuchBooking(NotFound):
    """No booking of this merchant has that code or id."""

    code = "no_such_booking"


class NoSuchGuest(NotFound):
    """No guest of this merchant has that id."""

    code = "no_such_guest"


class OtherBooking(Conflict):
    """Another system's id came with another booking before."""

    code = "other_booking"


class ChangedMeanwhile(Conflict):
    """Somebody else changed the booking since it was read."""

    code = "changed_meanwhile"


class TableTaken(Conflict):
    """Somebody has the table in that time.

    `by` is the booking that has it, where it is known; `instead` the tables that are free for the
    party at that time, if any are; `later` when the party could begin, if that is soon.
    """

    code = "table_taken"

    def __init__(
        self,
        sentence: str,
        *,
        by: BookingId | None = None,
        instead: tuple[TableId, ...] = (),
        later: datetime | None = None,
    ) -> None:
        super().__init__(sentence)
        self.by = by
        self.instead = instead
        self.later = later


class NoTable(Conflict):
    """Nothing is free for that party then. `later` is when something is, if that is soon."""

    code = "no_table"

    def __init__(self, sentence: str, *, later: datetime | None = None) -> None:
        super().__init__(sentence)
        self.later = later


class SlotFull(Conflict):
    """The slot takes no more covers. Staff may take them all the same."""

    code = "slot_full"


class Closed(Conflict):
    """No service takes parties then, or the time is blocked. Staff may take them all the same."""

    code = "closed"


class NotNow(Conflict):
    """The booking's status does not allow this."""

    code = "not_now"


class BadFloor(Invalid):
    """What was drawn or typed makes no floor or service."""

    code = "bad_floor"


class NoSuchPlace(NotFound):
    """The store has no such section, table, combination, service or blockout."""

    code = "no_such_place"


class InUse(Conflict):
    """The table, section or service has bookings to come."""

    code = "in_use"

"""Refusals of booking pages.

BadPage               what was typed makes no booking page; `field` says where
NoSuchPage            no booking page has that address
BookedOtherwise       the form booked something else before
BookedBefore          the guest has a booking for that time
TooManyBookings       the guest has many bookings to come, or asked for many today
FreeNow               nobody waits for what is free
TooManyHolds          times are held for the same guest already, as many as one may look at
TooLate               the venue's limit for guests who cancel or change has passed
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound


class BadPage(Invalid):
    """What was typed makes no booking page."""

    code = "bad_booking_page"


class NoSuchPage(NotFound):
    """No booking page has that address."""

    code = "no_such_booking_page"


class BookedOtherwise(Conflict):
    """The form of a booking page booked something else before."""

    code = "booked_otherwise"


class BookedBefore(Conflict):
    """A guest has booked that time before."""

    code = "booked_before"


class TooManyBookings(Conflict):
    """A guest has many bookings to come, or asked for many today."""

    code = "too_many_bookings"


class FreeNow(Conflict):
    """Nobody waits for a time that is free."""

    code = "free_now"


class TooManyHolds(Conflict):
    """As many times are held for a guest as one may look at."""

    code = "too_many_holds"


class TooLate(Conflict):
    """The time until which guests cancel, or change, by themselves has passed."""

    code = "too_late"

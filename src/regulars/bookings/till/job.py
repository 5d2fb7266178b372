"""The job that brings a booking's order on the till to where the booking is."""

import msgspec

from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform.jobs import JobKind


class BookingJob(msgspec.Struct, frozen=True):
    """The booking came to `version`, in a way that the till may have to hear of."""

    merchant: MerchantId
    booking: BookingId
    version: int


SYNC = JobKind("bookings.sync", BookingJob)

"""What happens after a booking changed: its guest is written to, and who waits is called."""

from datetime import date

import msgspec

from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.platform.jobs import LATER, JobKind


class GuestJob(msgspec.Struct, frozen=True):
    """A booking changed, in a way that its guest may have to hear of."""

    merchant: MerchantId
    booking: BookingId


class FreedJob(msgspec.Struct, frozen=True):
    """Something became free on a day of a store."""

    merchant: MerchantId
    store: StoreId
    day: date


TELL_GUEST = JobKind("bookings.tell_guest", GuestJob, priority=LATER)
CALL_WAITING = JobKind("bookings.call_waiting", FreedJob)

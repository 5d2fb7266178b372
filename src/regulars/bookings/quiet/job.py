"""The job that brings what was promised with a booking to where the booking is."""

from datetime import datetime

import msgspec

from regulars.bookings.model import Booking, Source, Stage
from regulars.bookings.rules.statuses import stage_of
from regulars.kernel.ids import BookingId, MerchantId
from regulars.platform import jobs
from regulars.platform.db import Transaction
from regulars.platform.jobs import JobKind


class PromiseJob(msgspec.Struct, frozen=True):
    """A booking that may have been promised something is off, is on again, or was moved."""

    merchant: MerchantId
    booking: BookingId


KEEP = JobKind("bookings.keep_promise", PromiseJob)


async def have_kept(tx: Transaction, merchant: MerchantId, before: Booking, after: Booking) -> None:
    """Have the promise of a booking looked at again, where this may change it. A step."""
    if after.source is Source.ONLINE and _stand(before) != _stand(after):
        await jobs.enqueue(tx, KEEP, PromiseJob(merchant, after.id))


def _stand(booking: Booking) -> tuple[bool, datetime]:
    return stage_of(booking.status_type) is Stage.OFF, booking.booked_for

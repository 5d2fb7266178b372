"""What a venue asks its guests to pay ahead."""

from datetime import datetime

from regulars.bookings.deposits.errors import MoreDeposit
from regulars.bookings.deposits.rules import deposit_for
from regulars.bookings.model import Booking
from regulars.bookings.page.model import Venue
from regulars.bookings.rules.times import day_of
from regulars.kernel.ids import ServiceId
from regulars.kernel.money import Money
from regulars.kernel.sentences import said


def deposit_of(
    venue: Venue, service: ServiceId | None, starts_at: datetime, covers: int
) -> Money | None:
    """What a party pays ahead for a time at `venue`; None for nothing."""
    return deposit_for(
        venue.terms.deposits,
        service=service,
        day=day_of(starts_at, venue.store.time_zone),
        covers=covers,
        currency=venue.merchant.currency,
    )


def due_for(
    venue: Venue, booking: Booking, *, service: ServiceId | None, starts_at: datetime, covers: int
) -> Money | None:
    """What `booking` would have to pay on top of what it was asked for; None for nothing."""
    wanted = deposit_of(venue, service, starts_at, covers)
    if wanted is None:
        return None
    more = wanted - (booking.payment.amount if booking.payment else Money.zero(wanted.currency))
    return more if more.minor > 0 else None


def check_due(venue: Venue, before: Booking, after: Booking) -> None:
    """Raises `MoreDeposit` where a changed booking would have to pay on top of what it was asked.

    Who keeps time and party is asked for nothing, whatever the rules say by now.
    """
    if _slot_of(after) == _slot_of(before):
        return
    service, starts_at, covers = _slot_of(after)
    if due_for(venue, before, service=service, starts_at=starts_at, covers=covers) is not None:
        raise MoreDeposit(
            said("A larger deposit is asked for then. Please call us, or cancel and book anew.")
        )


def _slot_of(booking: Booking) -> tuple[ServiceId | None, datetime, int]:
    return booking.service, booking.starts_at, booking.covers

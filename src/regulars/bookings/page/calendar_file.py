"""A booking as a file that a guest's calendar reads."""

from datetime import UTC, datetime

from icalendar import Calendar, Event
from icalendar.enums import STATUS

from regulars.bookings.model import Booking, Stage, StatusType
from regulars.bookings.page import words
from regulars.bookings.page.model import Venue
from regulars.bookings.rules.statuses import stage_of
from regulars.kernel.sentences import said
from regulars.platform.languages import say

MAKER = "-//Regulars//Bookings//EN"


def calendar_file(venue: Venue, booking: Booking, *, link: str, at: datetime) -> bytes:
    """`booking` as a calendar of one event, in the language that `venue` speaks.

    A later file of the same booking takes the place of an earlier one, or takes it off. Times are
    in UTC, so that they are right wherever the guest is.
    """
    off = stage_of(booking.status_type) is Stage.OFF
    event = Event.new(
        uid=str(booking.id),
        sequence=booking.version,
        stamp=at.astimezone(UTC),
        start=booking.starts_at.astimezone(UTC),
        end=booking.ends_at.astimezone(UTC),
        summary=say(venue.language, said("Table at %(venue)s", venue=words.name(venue))),
        description=_description(venue, booking, link),
        location=venue.terms.place or words.name(venue),
        url=link,
        status=_status(booking),
    )
    method = "CANCEL" if off else "PUBLISH"
    calendar = Calendar.new(prodid=MAKER, method=method, uid=str(booking.id), subcomponents=[event])
    file: bytes = calendar.to_ical()
    return file


def _status(booking: Booking) -> STATUS:
    if stage_of(booking.status_type) is Stage.OFF:
        return STATUS.CANCELLED
    open_yet = booking.waits is not None or booking.status_type is StatusType.UNCONFIRMED
    return STATUS.TENTATIVE if open_yet else STATUS.CONFIRMED


def _description(venue: Venue, booking: Booking, link: str) -> str:
    """How many, whom to call, and where the booking can be seen."""
    party = words.party(venue, booking.covers)
    return "\n".join(line for line in (party, venue.terms.phone, link) if line)

"""`/book/{slug}/{token}/calendar.ics`: a booking for the guest's calendar."""

from litestar import Response, get
from litestar.params import FromPath

from regulars.bookings.page import words
from regulars.bookings.page.calendar_file import calendar_file
from regulars.bookings.page.read import who_asked
from regulars.faces.guest.answers import HEADERS, GuestRequest, deps_of
from regulars.faces.guest.booking.find import BOOKING, find

FILE = {"Content-Disposition": 'attachment; filename="booking.ics"'}


@get(f"{BOOKING}/calendar.ics")
async def give_calendar_file(
    request: GuestRequest, slug: FromPath[str], token: FromPath[str]
) -> Response[bytes]:
    """The booking as it stands, in the language that it was made in: calendars speak none."""
    deps, found = deps_of(request), await find(request, slug, token)
    venue, booking = found.venue, found.booking
    asked = await who_asked(deps.db, venue.merchant.id, booking.id)
    link = deps.bookings.booking_in(asked.language, venue.terms.slug, venue.merchant.id, booking.id)
    speaking = words.speaking(venue, asked.language)
    file = calendar_file(speaking, booking, link=link, at=deps.clock())
    return Response(file, media_type="text/calendar", headers=HEADERS | FILE)


ROUTES = [give_calendar_file]

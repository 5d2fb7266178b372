"""What a guest has booked, by the link in their mail."""

from dataclasses import dataclass

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.model import Booking
from regulars.bookings.page import words
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Asked, Venue
from regulars.bookings.page.read import who_asked
from regulars.bookings.read import read_booking
from regulars.faces.guest.answers import GuestRequest, deps_of
from regulars.faces.guest.booking.venue import kept_of, venue_here
from regulars.faces.guest.kept import Kept
from regulars.faces.guest.spoken import spoken_with
from regulars.kernel.sentences import said

BOOKING = f"{PATH}/{{slug:str}}/{{token:str}}"


@dataclass(frozen=True, slots=True)
class Found:
    """A guest's booking, at a venue that speaks their language. `path` is its own page's."""

    venue: Venue
    booking: Booking
    asked: Asked
    kept: Kept
    path: str

    @property
    def here(self) -> str:
        """The address of its own page, with what is kept."""
        return self.kept.to(self.path)


async def find(request: GuestRequest, slug: str, token: str) -> Found:
    """Raises `NoSuchPage` and `NoSuchBooking`, also for a link that we did not sign."""
    deps = deps_of(request)
    venue = await venue_here(request, slug)
    number = deps.bookings.booking_of(venue.merchant.id, token)
    if number is None:
        sentence = said("This address is not complete. Please use the one in your mail.")
        raise NoSuchBooking(sentence)
    booking = await read_booking(deps.db, venue.merchant.id, number)
    if booking.store != venue.store.id:
        raise NoSuchBooking(said("There is no such booking."))
    asked = await who_asked(deps.db, venue.merchant.id, booking.id)
    speaking = words.speaking(venue, spoken_with(request, asked.language))
    path = f"{PATH}/{venue.terms.slug}/{token}"
    # What leads on from here, to another booking too, speaks as their letters do.
    kept = kept_of(request, venue).speaking(speaking.language)
    return Found(speaking, booking, asked, kept, path)

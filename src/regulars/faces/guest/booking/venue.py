"""The venue whose page is asked for, in the guest's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regulars.bookings.page import words
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Venue
from regulars.bookings.page.read import venue_at
from regulars.faces.guest.answers import GuestRequest, deps_of
from regulars.faces.guest.kept import Kept, read_kept
from regulars.faces.guest.spoken import Way, spoken, ways


@dataclass(frozen=True, slots=True)
class Host:
    """The venue as its page introduces it.

    `home` is the path of the steps to a table, and `start` the address of its booking page with
    what is `kept`, for links and forms that carry nothing else. `ways` are this very page in each
    language.
    """

    name: str
    intro: str
    place: str
    phone: str
    dials: str
    home: str
    start: str
    kept: Kept
    most_covers: int
    ways: Sequence[Way]


async def venue_here(request: GuestRequest, slug: str) -> Venue:
    """Whose page is asked for; known also to whoever has to refuse it. Raises `NoSuchPage`."""
    venue = await venue_at(deps_of(request).db, slug)
    request.state.venue = venue
    return venue


async def venue_for(request: GuestRequest, slug: str) -> Venue:
    """Raises `NoSuchPage`."""
    venue = await venue_here(request, slug)
    return words.speaking(venue, spoken(request, venue.language))


def kept_of(request: GuestRequest, venue: Venue) -> Kept:
    return read_kept(request.query_params, venue.terms.sites)


def introduce(venue: Venue, kept: Kept, address: Callable[[Kept], str], *, home: str = "") -> Host:
    """The venue on a page of which `address` is the address, with what is to be kept.

    `home` is where its steps begin, if that is not the booking page itself.
    """
    terms, page = venue.terms, f"{PATH}/{venue.terms.slug}"
    return Host(
        name=words.name(venue),
        intro=terms.intro,
        place=terms.place,
        phone=terms.phone,
        dials="".join(letter for letter in terms.phone if letter in "+0123456789"),
        home=home or page,
        start=kept.to(page),
        kept=kept,
        most_covers=terms.most_covers,
        ways=ways(venue.language, lambda lang: address(kept.speaking(lang))),
    )

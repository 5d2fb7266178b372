"""What a letter is about, and what it comes to: words that stand in its text and its page."""

from dataclasses import dataclass
from datetime import datetime

from regulars.bookings.deposits.model import Checkout
from regulars.bookings.model import Booking
from regulars.bookings.page import words
from regulars.bookings.page.letters.model import Told
from regulars.bookings.page.model import Held, Venue
from regulars.bookings.quiet.model import Promise
from regulars.kernel.sentences import Sentence, said


@dataclass(frozen=True, slots=True)
class Matter:
    """What a letter is about: the booking, what its guest knew before, and what is held for them.

    `deposit` is what they were asked to pay ahead, `promise` what they get for a quiet time. On a
    list they take a time within `flexible_minutes` of the one that they asked for.
    """

    venue: Venue
    booking: Booking
    at: datetime
    told: Told | None = None
    held: Held | None = None
    flexible_minutes: int = 0
    deposit: Checkout | None = None
    promise: Promise | None = None

    @property
    def starts_at(self) -> datetime:
        return self.held.starts_at if self.held else self.booking.starts_at


@dataclass(frozen=True, slots=True)
class Text:
    """A letter's words, in English.

    `stands` is whether the booking that it is about does; where the button `presses`, there is
    something to do at once.
    """

    subject: str
    heading: str
    lead: str
    notes: tuple[str, ...]
    button: str
    stands: bool = True
    presses: bool = False


def when(matter: Matter) -> str:
    """`Friday, 8 May 2026, 7:30 pm`"""
    return words.moment(matter.venue, matter.starts_at)


def call_us(matter: Matter) -> tuple[Sentence, ...]:
    phone = matter.venue.terms.phone
    return (said("For anything else, call us on %(phone)s.", phone=phone),) if phone else ()

"""A letter as a mail."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from regulars.bookings.page import words
from regulars.bookings.page.letters.matter import Matter
from regulars.bookings.page.letters.model import Letter
from regulars.bookings.page.letters.texts import in_language, text_of
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Asked
from regulars.kernel.sentences import said
from regulars.platform.languages import say
from regulars.platform.mail import Mail

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent),
    autoescape=select_autoescape(["html"]),
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    undefined=StrictUndefined,
)

ELSEWHERE = frozenset({Letter.CANCELLED, Letter.LEFT_LIST, Letter.IN_VAIN, Letter.THANKS})
"""Letters that lead to the page, since there is nothing more to do about the booking."""
IN_CALENDAR = frozenset({Letter.BOOKED, Letter.CHANGED, Letter.REMINDER})


def mail_of(
    letter: Letter, matter: Matter, asked: Asked, *, policy: str, links: BookingLinks
) -> Mail:
    """`letter` to whoever asked. The venue of `matter` speaks their language."""
    venue, booking = matter.venue, matter.booking
    text = in_language(text_of(letter, matter), venue)
    page = links.page_in(venue.language, venue.terms.slug)
    of_booking = (venue.language, venue.terms.slug, venue.merchant.id, booking.id)
    shown = {
        "language": venue.language.value,
        "venue": words.name(venue),
        "hello": say(venue.language, said("Hello %(name)s,", name=asked.name)),
        "text": text,
        "day": words.day_there(venue, matter.starts_at),
        "time": words.clock(venue, matter.starts_at),
        "night": _night(matter),
        "party": words.party(venue, booking.covers),
        "place": venue.terms.place,
        "has_slot": letter is not Letter.THANKS,
        "policy": policy if letter in IN_CALENDAR else "",
        "link": page if letter in ELSEWHERE else links.booking_in(*of_booking),
        "calendar": links.calendar_file_in(*of_booking) if letter in IN_CALENDAR else "",
        "to_calendar": say(venue.language, said("Add it to your calendar")),
    }
    return Mail(
        sender=venue.merchant.name,
        to=asked.email,
        subject=text.subject,
        body=_templates.get_template("letter.txt").render(shown),
        html=_templates.get_template("letter.html").render(shown),
        about=f"booking:{booking.id}",
    )


def _night(matter: Matter) -> str:
    """`the night of Friday, 8 May 2026`, for a time after midnight."""
    night = words.night_of(matter.venue, matter.starts_at)
    return say(matter.venue.language, said("the night of %(day)s", day=night)) if night else ""

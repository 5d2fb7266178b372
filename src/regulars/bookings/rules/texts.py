"""What people type about a booking, as it is kept. No clock, no database."""

import unicodedata
from collections.abc import Iterable

from regulars.bookings.errors import BadBooking
from regulars.kernel.errors import Invalid
from regulars.members import rules as of_members

LONGEST_NAME = 160
LONGEST_FIRST_NAME = 80
LONGEST_TEXT = 1000
LONGEST_DAY_NOTE = 2000
LONGEST_TAG = 30
MOST_TAGS = 20
LONGEST_TRANSACTION = 100


def line(text: str, *, most: int, field: str) -> str:
    """One line in single blanks. Raises `BadBooking` for what cannot be kept."""
    return " ".join(_kept(text, most=most, field=field, allowed="").split())


def paragraph(text: str, *, field: str, most: int = LONGEST_TEXT) -> str:
    """A text that may have several lines. Raises `BadBooking` for what cannot be kept."""
    return _kept(text.replace("\r\n", "\n"), most=most, field=field, allowed="\n\t").strip()


def tags(given: Iterable[str], *, field: str = "tags") -> tuple[str, ...]:
    """Each tag once, however it is written, in the order given."""
    once: dict[str, str] = {}
    for one in given:
        tag = line(one, most=LONGEST_TAG, field=field)
        once.setdefault(tag.casefold(), tag)
    once.pop("", None)
    if len(once) > MOST_TAGS:
        raise BadBooking(f"At most {MOST_TAGS} tags can be given.", field=field)
    return tuple(once.values())


def email(text: str | None) -> str | None:
    """An e-mail address in small letters, or None for an empty one."""
    try:
        return of_members.email(line(text or "", most=of_members.LONGEST_EMAIL, field="email"))
    except Invalid as refusal:
        raise BadBooking(refusal.sentence, field="email") from refusal


def phone(text: str | None, *, country: str) -> str | None:
    """A telephone number as it is dialled from anywhere, read as it is typed in `country`."""
    try:
        return of_members.phone(line(text or "", most=40, field="phone"), country=country)
    except Invalid as refusal:
        raise BadBooking(refusal.sentence, field="phone") from refusal


def _kept(text: str, *, most: int, field: str, allowed: str) -> str:
    if len(text) > most:
        raise BadBooking(f"This text is too long: it has at most {most} characters.", field=field)
    if text.isascii() and text.isprintable():
        return text
    if any(_cannot_be_kept(letter) for letter in text if letter not in allowed):
        raise BadBooking("This text has characters that cannot be kept.", field=field)
    turned = "".join(letter for letter in text if letter not in of_members.TURNING)
    return unicodedata.normalize("NFC", turned)


def _cannot_be_kept(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs")

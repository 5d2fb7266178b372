"""What a guest has chosen so far, as the address of the page says it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from regulars.bookings.model import Slot
from regulars.bookings.page.model import PageTerms
from regulars.faces.guest.kept import Kept, read_kept
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import ServiceId
from regulars.kernel.sentences import Sentence, said

D = TypeVar("D", date, datetime)

USUAL_PARTY = 2
YEARS = range(2000, 2200)
MINUTES = "%Y-%m-%dT%H:%MZ"
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """Party, then day, then time with its service. `month` is the one that is looked at.

    `key` is of the form that a time is held for.
    """

    party: int
    day: date | None = None
    time: datetime | None = None
    service: ServiceId | None = None
    month: date | None = None
    key: str = ""
    kept: Kept = field(default_factory=Kept)

    @property
    def query(self) -> str:
        """`?party=2&day=2026-05-08`"""
        return f"?{urlencode(self.parts)}"

    @property
    def parts(self) -> dict[str, str]:
        """As the fields of a form."""
        parts = {
            "party": str(self.party),
            "day": self.day.isoformat() if self.day else "",
            "time": self.time.astimezone(UTC).strftime(MINUTES) if self.time else "",
            "service": str(self.service) if self.service else "",
            "month": f"{self.month:%Y-%m}" if self.month else "",
            "key": self.key,
        }
        return {name: text for name, text in parts.items() if text} | self.kept.parts

    @property
    def carried(self) -> dict[str, str]:
        """What a form takes along that asks for everything anew."""
        return ({"key": self.key} if self.key else {}) | self.kept.parts

    def of(self, party: int) -> "Choice":
        """Another party, on the same day."""
        return replace(self, party=party, time=None, service=None)

    def on(self, day: date) -> "Choice":
        return replace(self, day=day, time=None, service=None, month=None)

    def at(self, slot: Slot) -> "Choice":
        return replace(self, time=slot.starts_at, service=slot.service, month=None)

    def looking_at(self, month: date) -> "Choice":
        return replace(self, day=None, time=None, service=None, month=month)


def usual(terms: PageTerms, kept: Kept | None = None) -> Choice:
    """What is chosen for somebody who has not chosen yet."""
    return Choice(min(USUAL_PARTY, terms.most_covers), kept=kept or Kept())


def read_choice(asked: Mapping[str, str], terms: PageTerms) -> Choice:
    """What an address says. Raises `Invalid` with a sentence for what nobody can choose."""
    party = asked.get("party", "").strip()
    return Choice(
        party=_party(party, terms) if party else usual(terms).party,
        day=_day(asked.get("day", "")),
        time=_time(asked.get("time", "")),
        service=_service(asked.get("service", "")),
        month=_month(asked.get("month", "")),
        key=asked.get("key", "")[:LONGEST_KEY],
        kept=read_kept(asked, terms.sites),
    )


def _party(text: str, terms: PageTerms) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:9]) > 0):
        raise Invalid(said("Please say how many you are."))
    if len(text) > 3 or int(text) > terms.most_covers:
        raise Invalid(_too_many(terms))
    return int(text)


def _too_many(terms: PageTerms) -> Sentence:
    if terms.phone:
        return said(
            "Parties of up to %(most)s can be booked here. Please call us on %(phone)s.",
            most=terms.most_covers,
            phone=terms.phone,
        )
    return said(
        "Parties of up to %(most)s can be booked here. Please ask us directly.",
        most=terms.most_covers,
    )


def _day(text: str) -> date | None:
    sentence = said("There is no such day. Please choose one below.")
    return _known(text, date.fromisoformat, sentence)


def _month(text: str) -> date | None:
    sentence = said("There is no such month. Please choose a day below.")
    return _known(text and f"{text}-01", date.fromisoformat, sentence)


def _time(text: str) -> datetime | None:
    sentence = said("There is no such time. Please choose a day below.")
    return _known(text, lambda one: datetime.strptime(one, MINUTES).replace(tzinfo=UTC), sentence)


def _known(text: str, read: Callable[[str], D], sentence: Sentence) -> D | None:
    """What `text` says; None for none. Raises `Invalid` for what no calendar of ours has."""
    if not text:
        return None
    try:
        found = read(text)
    except ValueError as error:
        raise Invalid(sentence) from error
    if found.year not in YEARS:
        raise Invalid(sentence)
    return found


def _service(text: str) -> ServiceId | None:
    try:
        return ServiceId(UUID(text)) if text else None
    except ValueError as error:
        raise Invalid(said("There is no such time. Please choose a day below.")) from error

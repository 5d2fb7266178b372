"""What a guest types, and what is wrong with it."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from regulars.bookings.page.model import PageTerms, Wish
from regulars.bookings.page.rules import faults
from regulars.faces.guest.booking.choice import Choice, read_choice
from regulars.kernel.errors import Invalid
from regulars.kernel.sentences import Language, said
from regulars.platform.languages import say
from regulars.platform.secrets import to_text

MOST_FIELDS = 40
KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
TRAP = "website"
"""A field that people do not see. Who fills it in reads the page as machines do."""


@dataclass(slots=True)
class Typed:
    """A form with what was chosen. A template shows it again by `value` and `error`.

    `language` is the one of the page that it stands on.
    """

    choice: Choice
    key: str
    language: Language
    fields: Mapping[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.fields.get(name, "")

    def error(self, name: str) -> str:
        return self.errors.get(name, "")

    @property
    def is_by_machine(self) -> bool:
        return bool(self.value(TRAP).strip())

    def note_faults(self, country: str) -> bool:
        """Whether anything that was typed cannot be used; `errors` then says what."""
        found = faults(self.wish, country=country)
        self.errors = {name: say(self.language, sentence) for name, sentence in found.items()}
        return bool(self.errors)

    @property
    def wish(self) -> Wish:
        assert self.choice.time is not None
        assert self.choice.service is not None
        return Wish(
            key=self.key,
            starts_at=self.choice.time,
            service=self.choice.service,
            covers=self.choice.party,
            first_name=self.value("first_name"),
            last_name=self.value("last_name"),
            email=self.value("email"),
            phone=self.value("phone"),
            request=self.value("request"),
            language=self.language,
        )


def empty_form(choice: Choice, language: Language) -> Typed:
    """A form with a name of its own, so that it books once however often it is sent."""
    return Typed(choice, to_text(secrets.token_bytes(16)), language)


def read_typed(body: bytes, terms: PageTerms, language: Language) -> Typed:
    """The form that was sent. Raises `Invalid` for one without what has to be chosen first.

    `instead` is a button for another time, and wins over the time that was chosen.
    """
    fields = _fields(body)
    time, _, service = fields.get("instead", "").partition(" ")
    if time:
        fields |= {"time": time, "service": service}
    choice = read_choice(fields, terms)
    if choice.day is None or choice.time is None or choice.service is None:
        raise Invalid(said("Please choose a day and a time first."))
    key = fields.get("key", "")
    typed = empty_form(choice, language)
    typed.fields = fields
    if KEY.fullmatch(key):
        typed.key = key
    return typed


def _fields(body: bytes) -> dict[str, str]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Invalid(said("This form cannot be read. Please begin anew.")) from error

"""What a guest types, and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import parse_qsl

from regulars.bookings.page.model import PageTerms, Wish
from regulars.bookings.page.rules import faults
from regulars.faces.guest.answers import GuestRequest
from regulars.faces.guest.booking.choice import Choice, read_choice
from regulars.faces.guest.booking.form_key import given_out, new_key
from regulars.kernel.errors import Invalid
from regulars.kernel.sentences import Language, said
from regulars.platform.languages import say
from regulars.platform.secrets import KeyRing

MOST_FIELDS = 40
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


def new_form(choice: Choice, language: Language, ring: KeyRing, *, at: datetime) -> Typed:
    """A form with a name of its own, so that it books once however often it is sent.

    The name that a time is held under already stays.
    """
    known = given_out(ring, choice.key) is not None
    key = choice.key if known else new_key(ring, at=at)
    return Typed(replace(choice, key=key), key, language)


def read_typed(
    fields: Mapping[str, str], terms: PageTerms, language: Language, ring: KeyRing, *, at: datetime
) -> Typed:
    """The form that was sent. Raises `Invalid` for one without what has to be chosen first."""
    typed = new_form(read_chosen(fields, terms), language, ring, at=at)
    typed.fields = fields
    return typed


def read_chosen(fields: Mapping[str, str], terms: PageTerms) -> Choice:
    """The time that was chosen. Raises `Invalid` where none was.

    `slot` is a button with a time, and wins over the time that was chosen before.
    """
    time, _, service = fields.get("slot", "").partition(" ")
    choice = read_choice({**fields, "time": time, "service": service} if time else fields, terms)
    if choice.day is None or choice.time is None or choice.service is None:
        raise Invalid(said("Please choose a day and a time first."))
    return choice


async def read_fields(request: GuestRequest) -> dict[str, str]:
    """What a form says. Raises `Invalid` for what is none."""
    try:
        body = (await request.body()).decode()
        return dict(parse_qsl(body, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise Invalid(said("This form cannot be read. Please begin anew.")) from error

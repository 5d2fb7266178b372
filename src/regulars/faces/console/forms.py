"""What a person typed into a form: read field by field, with a sentence for each that is wrong."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import parse_qsl
from uuid import UUID

from regulars.faces.console.speech import Speech
from regulars.kernel.errors import Invalid, RegularsError
from regulars.kernel.ids import MemberId
from regulars.kernel.money import Money

E = TypeVar("E", bound=StrEnum)

MOST_FIELDS = 500
LARGEST_NUMBER = 10**12


class Form:
    """The fields of one form. Reading notes what is wrong; look at `errors` before acting.

    A template shows it again with `form.value('name')` and `form.error('name')`.
    """

    def __init__(self, fields: Mapping[str, str] | None = None) -> None:
        self.fields = dict(fields or {})
        self.errors: dict[str, str] = {}
        self.failure = ""

    @classmethod
    def parse(cls, body: bytes) -> "Form":
        """Read an `application/x-www-form-urlencoded` body. Raises `Invalid`."""
        try:
            text = body.decode()
            pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise Invalid("This form cannot be read.") from error
        return cls(dict(pairs))

    @property
    def is_good(self) -> bool:
        """Whether nothing that was read is wrong."""
        return not self.errors and not self.failure

    def value(self, name: str, default: str = "") -> str:
        """A field as typed, to show it again."""
        return self.fields.get(name, default)

    def error(self, name: str) -> str:
        """What is wrong with a field, or nothing."""
        return self.errors.get(name, "")

    def text(self, name: str, *, required: str = "", most: int = 200) -> str:
        """One line without blanks around it. `required` is the sentence for when it is missing."""
        typed = self.fields.get(name, "").strip()
        if required and not typed:
            return self._wrong(name, required)
        if len(typed) > most:
            return self._wrong(name, f"At most {most} characters.")
        if not all(letter.isprintable() for letter in typed):
            return self._wrong(name, "This has characters that cannot be used.")
        return typed

    def secret(self, name: str) -> str:
        """A password, exactly as typed."""
        return self.fields.get(name, "")

    def flag(self, name: str) -> bool:
        """A switch."""
        return self.fields.get(name) == "on"

    def choice(self, name: str, options: type[E], default: E) -> E:
        """One of `options`; `default` when the field is missing or not one of them."""
        typed = self.fields.get(name, default.value)
        if typed not in list(options):
            self._wrong(name, "Choose one of these.")
            return default
        return options(typed)

    def whole(
        self, name: str, *, required: str = "", least: int = 0, most: int = LARGEST_NUMBER
    ) -> int | None:
        """A whole number; None when the field is empty."""
        typed = self.text(name, required=required, most=20)
        if not typed:
            return None
        if not (typed.isascii() and typed.removeprefix("-").isdigit()):
            self._wrong(name, "A whole number, please.")
            return None
        number = int(typed)
        if not least <= number <= most:
            self._wrong(name, f"Between {least} and {most}, please.")
            return None
        return number

    def money(
        self, name: str, speech: Speech, currency: str, *, required: str = ""
    ) -> Money | None:
        """An amount of zero or more, written as the merchant does; None when the field is empty."""
        typed = self.text(name, required=required, most=20)
        if not typed:
            return None
        try:
            amount = Money.of(speech.decimal(typed), currency)
        except Invalid as refusal:
            self._wrong(name, refusal.sentence)
            return None
        if amount.minor < 0:
            self._wrong(name, "An amount of zero or more, please.")
            return None
        return amount

    def moment(self, name: str, speech: Speech) -> datetime | None:
        """A day and a time on the merchant's clock; None when the field is empty."""
        typed = self.text(name, most=20)
        if not typed:
            return None
        try:
            return datetime.fromisoformat(typed).replace(tzinfo=speech.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            self._wrong(name, "A day and a time, please.")
            return None

    def member(self, name: str) -> MemberId | None:
        """The id of a member; None when the field is empty."""
        typed = self.text(name, most=40)
        try:
            return MemberId(UUID(typed)) if typed else None
        except ValueError:
            self._wrong(name, "There is no such member.")
            return None

    def refuse(self, refusal: RegularsError) -> None:
        """Note a refusal of what the form asked for: beside its field, else above the form."""
        field = refusal.field if isinstance(refusal, Invalid) else None
        if field in self.fields:
            self.errors[field] = refusal.sentence
        else:
            self.failure = refusal.sentence

    def _wrong(self, name: str, sentence: str) -> str:
        self.errors.setdefault(name, sentence)
        return ""

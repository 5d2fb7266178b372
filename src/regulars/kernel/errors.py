"""The root of every refusal.

    RegularsError              a refusal with a code for programs and a sentence for people
    ├── NotFound               nothing there that the caller may reach
    ├── Invalid                what was sent cannot be used as it is
    ├── Conflict               the same key came with other content, or somebody was first
    └── Unavailable            an outside party did not answer; trying again may help

Only faces translate these into a dialect (an HTTP status, a till's JSON, a page).
"""

from typing import ClassVar


class RegularsError(Exception):
    """A refusal. `code` is stable and for programs; the message is a sentence for people."""

    code: ClassVar[str] = "refused"

    @property
    def sentence(self) -> str:
        """What a cashier, an owner or an operator reads."""
        return str(self)

    @property
    def told(self) -> str:
        """The sentence as it was made: a `Sentence` can be said in other languages."""
        return self.args[0] if self.args else ""


class NotFound(RegularsError):
    """Nothing there, or nothing that this caller may reach: the two are not told apart."""

    code = "not_found"


class Invalid(RegularsError):
    """What was sent cannot be used as it is. `field` names the input it belongs to, if one does."""

    code = "invalid"

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Conflict(RegularsError):
    """The same key came with other content, or somebody else was first."""

    code = "conflict"


class Unavailable(RegularsError):
    """An outside party did not answer, or answered nonsense. Trying again may help."""

    code = "unavailable"

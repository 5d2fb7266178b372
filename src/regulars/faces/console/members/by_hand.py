"""What the forms share with which points or money are given or taken by hand."""

from enum import StrEnum
from uuid import UUID, uuid4

from regulars.faces.console.forms import Form


class Way(StrEnum):
    """Whether the member has more afterwards, or less."""

    GIVE = "give"
    TAKE = "take"


def empty() -> Form:
    """A form to begin with. Its key makes one that is sent twice count once."""
    return Form({"way": Way.GIVE.value, "key": str(uuid4())})


def key_of(form: Form) -> UUID:
    try:
        return UUID(form.value("key"))
    except ValueError:
        form.failure = "This form is not complete. Open it again."
        return uuid4()

"""What the address of a list asks for: a store, a day, where the page before ended."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from regulars.faces.console.forms import Form
from regulars.merchants.model import Store

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


def asked_store(form: Form, venues: Sequence[Store]) -> Store | None:
    """The store that is chosen, if any."""
    typed = form.text("store")
    if not typed:
        return None
    found = next((store for store in venues if str(store.id) == typed), None)
    if found is None:
        form.errors["store"] = "There is no such store."
    return found


def asked_day(form: Form, name: str, what: str) -> date | None:
    """A day of this century. `what` begins the sentence for anything else."""
    typed = form.text(name)
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        form.errors[name] = f"{what} has to be a day, such as 2026-05-04."
        return None
    if not EARLIEST <= day < LATEST:
        form.errors[name] = f"{what} has to be in this century."
        return None
    return day


def asked_mark(form: Form, sentence: str) -> tuple[datetime, UUID] | None:
    """Where the page before ended; `sentence` is for a mark that none of ours is."""
    typed = form.text("before")
    if not typed:
        return None
    at, _, row = typed.partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(row)
    except (ValueError, OverflowError):
        form.errors["before"] = sentence
        return None

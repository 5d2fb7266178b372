"""A form that a guest has sent: what it says, and why it is shown again instead of taken."""

from typing import NamedTuple

from regulars.faces.guest.answers import GuestRequest, deps_of
from regulars.faces.guest.booking.brake import FORMS, Brake
from regulars.faces.guest.booking.form_key import is_too_quick
from regulars.faces.guest.booking.typed import Typed, read_fields, read_typed
from regulars.faces.guest.booking.walk import Walk
from regulars.kernel.sentences import said

SLOWER = said("Too many forms came from here. Please wait ten minutes, or call us.")
MACHINE = said("This looks as if a machine had filled it in. Please try again, or call us.")
QUICK = said("That was very quick. Please look at it once more, then send it again.")


class Fault(NamedTuple):
    """Why a form is not taken: a sentence above it, and the status of the page that has it again.

    Without a sentence, what is wrong stands beside the fields.
    """

    notice: str
    status: int


async def read_form(request: GuestRequest, walk: Walk) -> Typed:
    """What was sent. Raises `Invalid` for a form that was not ours."""
    ring, venue = deps_of(request).bookings.ring, walk.venue
    fields = await read_fields(request)
    return read_typed(fields, venue.terms, venue.language, ring, at=walk.at)


def too_many(request: GuestRequest, walk: Walk) -> Fault | None:
    """Count one more form from there, and stop whoever sends one after the other."""
    brake: Brake = request.app.state.brake
    return Fault(SLOWER, 429) if brake.is_on(request, FORMS, at=walk.at) else None


def fault_of(request: GuestRequest, walk: Walk, typed: Typed) -> Fault | None:
    """What keeps a guest's form from being taken, if anything does."""
    flood = too_many(request, walk)
    if flood is not None:
        return flood
    if typed.is_by_machine:
        return Fault(MACHINE, 422)
    if typed.note_faults(walk.venue.store.country):
        return Fault("", 422)
    if is_too_quick(deps_of(request).bookings.ring, typed.key, at=walk.at):
        return Fault(QUICK, 422)
    return None

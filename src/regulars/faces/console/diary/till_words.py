"""The order of a booking on the till, in a host's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regulars.bookings.model import Booking, Stage, TicketState, TicketView
from regulars.bookings.rules.statuses import stage_of
from regulars.faces.console.speech import Speech

SAID: Mapping[TicketState, tuple[str, str]] = {
    TicketState.ASKED: ("On its way to the till", "wait"),
    TicketState.WAITING: ("Waiting for staff at the till", "wait"),
    TicketState.OPEN: ("Open on the till", "good"),
    TicketState.COMPLETED: ("Paid on the till", "good"),
    TicketState.REJECTED: ("Not taken at the till", "bad"),
    TicketState.REFUSED: ("Refused by the till", "bad"),
    TicketState.DISCARDED: ("Taken back from the till", "neutral"),
    TicketState.GONE: ("Deleted on the till", "bad"),
}

HELPS = (TicketState.REJECTED, TicketState.REFUSED, TicketState.GONE)
"""Where sending the order again makes a new one."""


@dataclass(frozen=True, slots=True)
class OnTheTill:
    """The order as it stands, and whether it can be sent again."""

    state: str
    look: str
    number: str
    facts: Sequence[tuple[str, str]]
    problem: str
    may_send_again: bool


def on_the_till(booking: Booking, ticket: TicketView | None, speech: Speech) -> OnTheTill | None:
    """None for a booking that has had no order yet."""
    if ticket is None:
        return None
    state, look = SAID[ticket.state]
    at_table = stage_of(booking.status_type) is Stage.AT_TABLE
    return OnTheTill(
        state=state,
        look=look,
        number=ticket.number,
        facts=_facts(ticket, speech),
        problem=ticket.problem,
        may_send_again=at_table and ticket.state in HELPS,
    )


def _facts(ticket: TicketView, speech: Speech) -> Sequence[tuple[str, str]]:
    if ticket.state not in (TicketState.OPEN, TicketState.COMPLETED):
        return []
    return [
        ("Items", speech.number(ticket.items)),
        ("To pay", speech.money(ticket.owed)),
        ("Paid", speech.money(ticket.paid)),
    ]

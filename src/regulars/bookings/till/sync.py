"""Bring a booking's order on the till to where the booking is.

It may be told the same as often as anybody likes, and in any order: what is done is the difference
between what the till was last told and how the booking is now. `rules/next_step.py` says what that
is; here it is done, so that a crash between any two steps leaves one order and not two.
"""

from typing import assert_never

from msgspec.structs import replace

from regulars.bookings.facts import BookingCreated, BookingStatusChanged
from regulars.bookings.model import Stage, StatusType, TicketState
from regulars.bookings.rules.next_step import (
    DiscardOrder,
    KeepOrder,
    Nothing,
    OnTill,
    OpenOrder,
    Why,
    needs_order,
    next_step,
)
from regulars.bookings.rules.progress import came_to, state_of
from regulars.bookings.rules.statuses import stage_of
from regulars.bookings.till import words
from regulars.bookings.till.callback import Callbacks
from regulars.bookings.till.job import BookingJob
from regulars.bookings.till.look_for import look_for, without_twins
from regulars.bookings.till.model import Party, Ticket
from regulars.bookings.till.open import go_on_opening, open_order
from regulars.bookings.till.restate import restate
from regulars.bookings.till.telling import Telling
from regulars.bookings.till.turn import take_turn
from regulars.kernel.clock import Clock
from regulars.kernel.errors import RegularsError
from regulars.platform import journal
from regulars.platform.db import Database
from regulars.pos.errors import NotAuthorised, OrderClosed, OrderGone, PosRefused
from regulars.pos.model import PosOrder
from regulars.pos.port import Tills


async def sync_order(
    db: Database,
    tills: Tills,
    job: BookingJob,
    *,
    callbacks: Callbacks | None,
    clock: Clock,
) -> None:
    """Tell the till what became of a booking, unless it was told that or something newer.

    Raises `Unavailable` when the till does not answer, or somebody else is telling it: then it is
    to be tried again.
    """
    telling = await take_turn(db, tills, job, callbacks=callbacks, clock=clock)
    if telling is None:
        return
    try:
        await bring(telling)
    except Exception:
        await telling.give_back()
        raise


async def bring(telling: Telling) -> None:
    """Take the step that is due."""
    try:
        ticket = await settled(telling)
        order = await read_if_needed(telling, ticket)
    except (NotAuthorised, PosRefused) as refusal:
        await note_problem(telling, telling.ticket, refusal)
        return
    before, after = await what_happened(telling, ticket)
    state = ticket.state if ticket else None
    at = telling.party.changed_at
    match next_step(before, after, state, on_till(order), at=at):
        case OpenOrder():
            await open_order(telling)
        case DiscardOrder():
            assert ticket is not None, "only an order that is there is discarded"
            await discard(telling, ticket)
        case KeepOrder(why):
            assert ticket is not None, "only an order that is there is kept"
            await keep(telling, ticket, why)
        case Nothing():
            await leave(telling, ticket, order)
        case other:
            assert_never(other)


async def settled(telling: Telling) -> Ticket | None:
    """The booking's ticket, once it is clear whether the till has its order, and how often."""
    ticket = telling.ticket
    if ticket is None or not ticket.tries:
        return ticket
    if ticket.state is TicketState.ASKED:
        return await look_for(telling, ticket)
    if ticket.state.lives and ticket.tries > 1:
        return await without_twins(telling, ticket)
    return ticket


async def read_if_needed(telling: Telling, ticket: Ticket | None) -> PosOrder | None:
    """The order as the till has it, where the step hangs on that."""
    after = telling.party.booking.status_type
    if ticket is None or ticket.order is None or not needs_order(after, ticket.state):
        return None
    _, till = await telling.way(ticket)
    try:
        return await till.read(ticket.order)
    except OrderGone:
        return None


async def what_happened(
    telling: Telling, ticket: Ticket | None
) -> tuple[StatusType | None, StatusType]:
    """The status types between which a booking went since the till was last told.

    Who sat down and was taken further before we came to it has become Seated on the way.
    """
    party = telling.party
    before = None if party.told.type is None else StatusType(party.told.type)
    after = party.booking.status_type
    has_order = ticket is not None and ticket.state.lives
    several = party.booking.version > party.told.version + 1
    if not several or has_order or stage_of(after) is not Stage.AT_TABLE:
        return before, after
    if await became_seated(telling, party):
        return None, StatusType.SEATED
    return before, after


async def became_seated(telling: Telling, party: Party) -> bool:
    """Whether one of the changes that the till was not told of was one to Seated."""
    facts = await journal.newest(
        telling.db, telling.merchant, subject=f"booking:{party.booking.id}", limit=100
    )
    seated = StatusType.SEATED.value
    return any(
        fact.kind in (BookingCreated.kind, BookingStatusChanged.kind)
        and fact.data["version"] > party.told.version
        and fact.data["status_type"] == seated
        and fact.data.get("type_before") != seated
        for fact in facts
    )


def on_till(order: PosOrder | None) -> OnTill | None:
    """What the step hangs on. What we put on the order ourselves does not count."""
    if order is None:
        return None
    return OnTill(order.status, order.created_at, len(order.staff_lines), len(order.staff_payments))


async def discard(telling: Telling, ticket: Ticket) -> None:
    """Have the till delete the order: the seating was a slip."""
    assert ticket.order is not None, "it was read"
    _, till = await telling.way(ticket)
    try:
        await till.discard(ticket.order)
    except OrderClosed:
        await keep(telling, ticket, Why.FINISHED)
    except (PosRefused, NotAuthorised, OrderGone) as refusal:
        await note_problem(telling, ticket, refusal)
    else:
        await telling.end(ticket, taken_back)


async def keep(telling: Telling, ticket: Ticket, why: Why) -> None:
    """Leave the order on the till, and tell the host why."""
    sentence = words.KEPT[why]
    await telling.end(ticket, lambda now: replace(now, problem_code=why.value, problem=sentence))


async def leave(telling: Telling, ticket: Ticket | None, order: PosOrder | None) -> None:
    """No order is made or taken away. What one says of its party may have to be put right."""
    if ticket is None or not ticket.state.lives:
        await telling.end()
    elif stage_of(telling.party.booking.status_type) is Stage.AT_TABLE:
        go_on = go_on_opening if ticket.state is TicketState.ASKED else restate
        await go_on(telling, ticket)
    elif ticket.state is TicketState.ASKED:
        await telling.end(ticket, taken_back)
    elif needs_order(telling.party.booking.status_type, ticket.state):
        await telling.end(ticket, lambda now: away(now, order))
    else:
        await telling.end(ticket)


def taken_back(ticket: Ticket) -> Ticket:
    """A ticket whose order is no more, because nobody sits there."""
    return replace(
        ticket, state=TicketState.DISCARDED, problem_code="", problem="", look_again_at=None
    )


def away(ticket: Ticket, order: PosOrder | None) -> Ticket:
    """A ticket whose order was away already when its booking was taken back."""
    if order is None or state_of(order.status) is TicketState.GONE:
        return taken_back(ticket)
    return replace(ticket, state=came_to(ticket.state, state_of(order.status)), look_again_at=None)


async def note_problem(telling: Telling, ticket: Ticket | None, refusal: RegularsError) -> None:
    """The till would not do it, and asking again would not help: the host has to."""
    is_known = ticket is not None and ticket.order is not None
    code, sentence = refusal.code, words.trouble(refusal, is_known=is_known)
    await telling.end(ticket, lambda now: replace(now, problem_code=code, problem=sentence))

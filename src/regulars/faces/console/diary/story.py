"""What happened to a booking, from the journal, in a host's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from regulars.bookings.facts import (
    BookingCreated,
    BookingPaid,
    BookingStatusChanged,
    BookingUpdated,
    TicketMoved,
)
from regulars.bookings.model import Booking, Source, TicketState
from regulars.bookings.page.facts import BookingOffered
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.diary.till_words import SAID
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.money import Money
from regulars.merchants.users import users
from regulars.platform import journal
from regulars.platform.journal import Written

SHOWN = 30

TAKEN: Mapping[str, tuple[str, str]] = {
    Source.ONLINE: ("globe", "Booked on the booking page"),
    Source.PHONE: ("phone", "Taken by phone"),
    Source.IN_PERSON: ("user-round", "Taken in person"),
    Source.EMAIL: ("mail", "Taken by e-mail"),
    Source.API: ("plug", "Came in from another system"),
    Source.WALK_IN: ("footprints", "Walked in"),
}

CHANGES: Mapping[str, str] = {
    "starts_at": "the time",
    "duration_minutes": "how long",
    "covers": "the party",
    "tables": "the tables",
    "waits": "the list",
    "guest": "the guest",
    "name": "the name",
    "request": "the request",
    "note": "the note",
    "tags": "the tags",
    "payment": "what is asked for ahead",
    "quoted_minutes": "the quoted wait",
}

NOT_PEOPLE: Mapping[str, str] = {
    "api": "another system",
    "guest": "the guest",
    "system": "",
    "deposits": "the deposit",
    "provider": "the payment provider",
    "till": "the till",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that happened, who did it, and when."""

    picture: str
    title: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that happened, newest first. `seen` says how far, to know whether more came."""

    lines: Sequence[Line]
    seen: str


async def told(request: ConsoleRequest, desk: Desk, booking: Booking) -> Story:
    """The story of a booking, as far back as a host wants to know."""
    facts = await written(request, booking)
    people = {f"user:{one.id}": one.name for one in await users(request.db, request.merchant.id)}
    lines = [line(fact, desk, people, request.merchant.currency) for fact in facts]
    return Story([one for one in lines if one is not None], _seen(booking, facts))


async def seen_of(request: ConsoleRequest, booking: Booking) -> str:
    """How far the story of a booking has come."""
    return _seen(booking, await written(request, booking, limit=1))


async def written(
    request: ConsoleRequest, booking: Booking, *, limit: int = SHOWN
) -> Sequence[Written]:
    subject = f"booking:{booking.id}"
    return await journal.newest(request.db, request.merchant.id, subject=subject, limit=limit)


def _seen(booking: Booking, facts: Sequence[Written]) -> str:
    return f"{booking.version}-{facts[0].id}" if facts else str(booking.version)


def line(fact: Written, desk: Desk, people: Mapping[str, str], currency: str) -> Line | None:
    """`fact` in plain words; None for what another fact says already."""
    said = words(fact, desk, currency)
    if said is None:
        return None
    picture, title, reason = said
    return Line(picture, title, reason, who(fact.actor, people), fact.at)


def words(fact: Written, desk: Desk, currency: str) -> tuple[str, str, str] | None:
    """A picture, what happened, and how things stand then."""
    data = fact.data
    match fact.kind:
        case BookingCreated.kind:
            picture, title = TAKEN.get(data["source"], ("calendar", "Taken"))
            return picture, title, agreed(fact, desk)
        case BookingUpdated.kind:
            return "pencil", changed(data["changed"]), agreed(fact, desk)
        case BookingStatusChanged.kind:
            return "arrow-right", status_named(data["status"], desk), ""
        case BookingOffered.kind:
            return "bell", "A table was offered by mail", offered(fact, desk)
        case BookingPaid.kind:
            amount = Money(data["amount_minor"], currency)
            done = "paid ahead" if amount.minor > 0 else "given back"
            money = desk.speech.money(Money(abs(amount.minor), currency))
            return "hand-coins", f"{money} {done}", data["transaction"]
        case TicketMoved.kind:
            return "receipt-text", SAID[TicketState(data["state"])][0], data["problem"]
        case _:
            return None


def agreed(fact: Written, desk: Desk) -> str:
    """`4 people, Monday, 4 May, 7:30 pm, table 12`"""
    data = fact.data
    starts_at = datetime.fromisoformat(data["starts_at"])
    when = f"{desk.day(starts_at)}, {desk.speech.time(starts_at)}"
    tables = data["tables"]
    where = f"table {' + '.join(tables)}" if tables else "no table"
    return f"{people_of(data['covers'])}, {when}, {where}"


def offered(fact: Written, desk: Desk) -> str:
    """`7:30 pm, kept until 6:30 pm`"""
    begins = desk.speech.time(datetime.fromisoformat(fact.data["starts_at"]))
    until = desk.speech.time(datetime.fromisoformat(fact.data["until"]))
    return f"{begins}, kept until {until}"


def changed(fields: Sequence[str]) -> str:
    """`Changed the time and the tables`"""
    named = list(dict.fromkeys(CHANGES[one] for one in fields if one in CHANGES))
    if not named:
        return "Changed"
    *first, last = named
    return f"Changed {', '.join(first)} and {last}" if first else f"Changed {last}"


def people_of(covers: int) -> str:
    """`1 person`, `4 people`"""
    return f"{covers} {'person' if covers == 1 else 'people'}"


def status_named(code: str, desk: Desk) -> str:
    return next((one.name for one in desk.statuses if one.code == code), code)


def who(actor: str, people: Mapping[str, str]) -> str:
    """The person's name, or what else did it."""
    return people.get(actor) or NOT_PEOPLE.get(actor.partition(":")[0], actor)

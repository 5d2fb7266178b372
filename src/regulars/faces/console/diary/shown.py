"""A booking as the panel shows it: its visit, its guest, its order and its story, in words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from regulars.bookings.availability import free_tables
from regulars.bookings.deposits.model import Checkout
from regulars.bookings.deposits.read import deposit_asked
from regulars.bookings.deposits.rules import returnable
from regulars.bookings.guest import Glance
from regulars.bookings.guests import glance, history
from regulars.bookings.model import Booking, Kind, Source, Stage, Waits
from regulars.bookings.quiet.model import Promise
from regulars.bookings.quiet.read import promise_of
from regulars.bookings.rules.birthdays import is_near
from regulars.bookings.rules.statuses import has_come, stage_of
from regulars.bookings.till.read import read_ticket
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.diary.steps import LOOKS, Steps, steps_of
from regulars.faces.console.diary.story import Story, people_of, told
from regulars.faces.console.diary.till_words import OnTheTill, on_the_till
from regulars.faces.console.guests.words import birthday_of, figures
from regulars.faces.console.quiet.words import promise_said
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.money import Money

PAST = 5
PLACES = 3

SOURCES = {
    Source.ONLINE: "Booking page",
    Source.PHONE: "Phone",
    Source.IN_PERSON: "In person",
    Source.EMAIL: "E-mail",
    Source.API: "Another system",
    Source.WALK_IN: "Walked in",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that the panel says. `places` are tables for a party that has none.

    `goes_back_at` is when the deposit goes back by itself. `promise` is what a quiet time brings;
    `voucher_waits` is whether the party has come and its voucher is not used yet.
    """

    booking: Booking
    when: str
    steps: Steps
    look: str
    facts: Sequence[tuple[str, str]]
    till: OnTheTill | None
    guest: Glance | None
    glance: Sequence[tuple[str, str, str]]
    birthday: str
    past: Sequence[Booking]
    places: Sequence[tuple[str, str]]
    story: Story
    deposit: Checkout | None
    goes_back_at: str
    promise: str
    voucher_waits: bool

    @property
    def people(self) -> str:
        return people_of(self.booking.covers)

    @property
    def birthday_near(self) -> bool:
        return bool(self.birthday)

    @property
    def tags(self) -> Sequence[str]:
        """What the host should know at once: the guest's tags, then the visit's."""
        of_guest = self.guest.guest.tags if self.guest else ()
        return list(dict.fromkeys([*of_guest, *self.booking.tags]))

    @property
    def can_go_back(self) -> Money:
        """What of the deposit that was asked for can be given back."""
        assert self.deposit is not None, "a deposit was asked for"
        return returnable(self.booking, self.deposit)

    @property
    def sits_now(self) -> bool:
        """Whether a party without tables would sit down at once, and is not for a later time."""
        return self.booking.waits is Waits.WAITLIST or self.booking.arrived_at is not None


async def shown_of(request: ConsoleRequest, desk: Desk, booking: Booking) -> Shown:
    """Read all that belongs to a booking."""
    db, merchant = request.db, request.merchant.id
    found = None
    if booking.guest is not None:
        found = await glance(db, merchant, booking.guest, at=request.now)
    visits = () if booking.guest is None else await history(db, merchant, booking.guest, PAST + 1)
    ticket = await read_ticket(db, merchant, booking.id, currency=request.merchant.currency)
    promise = await _promised(request, booking)
    deposit = await deposit_asked(db, merchant, booking.id)
    return Shown(
        booking=booking,
        when=when(booking, desk),
        steps=steps_of(booking, desk.statuses, request.now),
        look=LOOKS[stage_of(booking.status_type)],
        facts=list(_facts(booking, desk)),
        till=on_the_till(booking, ticket, desk.speech),
        guest=found,
        glance=figures(found, desk.speech) if found else (),
        birthday=_birthday(found, booking, desk),
        past=[one for one in visits if one.id != booking.id][:PAST],
        places=await _places(request, desk, booking),
        story=await told(request, desk, booking),
        deposit=deposit,
        goes_back_at=_goes_back_at(request, desk, deposit),
        promise=promise_said(promise, request.speech) if promise else "",
        voucher_waits=bool(promise and promise.voucher_waits and has_come(booking.status_type)),
    )


def _birthday(guest: Glance | None, booking: Booking, desk: Desk) -> str:
    """The guest's birthday where it is near enough to say a word."""
    if guest is None or guest.guest.birthday is None:
        return ""
    month, day = guest.guest.birthday
    return birthday_of(guest.guest, desk.speech) if is_near(month, day, booking.day) else ""


def when(booking: Booking, desk: Desk) -> str:
    """`Today, 7:30 pm – 9:15 pm`; a party that is not seated yet ends when it is expected to."""
    speech = desk.speech
    day = "Today" if booking.day == desk.place.today else desk.day(booking.starts_at)
    if booking.waits is Waits.WAITLIST:
        return f"{day}, since {speech.time(booking.created_at)}"
    ends_at = booking.finished_at or booking.ends_at
    return f"{day}, {speech.time(booking.starts_at)} – {speech.time(ends_at)}"


def span(minutes: int) -> str:
    """`45 min`, `1 h 45 min`"""
    hours, rest = divmod(max(minutes, 0), 60)
    return " ".join(
        part
        for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
        if part
    )


def minutes_between(before: datetime, after: datetime) -> int:
    return (after - before) // timedelta(minutes=1)


def _facts(booking: Booking, desk: Desk) -> Iterator[tuple[str, str]]:
    """The visit in names and values."""
    speech = desk.speech
    if booking.kind is Kind.BOOKING and not booking.waits:
        yield "Booked for", f"{speech.time(booking.booked_for)}, {span(booking.booked_minutes)}"
    if booking.quoted_minutes is not None:
        yield "Wait quoted", span(booking.quoted_minutes)
    if booking.arrived_at:
        yield "Arrived", speech.time(booking.arrived_at)
    if booking.seated_at:
        yield "Seated", speech.time(booking.seated_at)
    if booking.finished_at and booking.seated_at:
        sat = span(minutes_between(booking.seated_at, booking.finished_at))
        yield "Left", f"{speech.time(booking.finished_at)}, after {sat}"
    elif booking.seated_at and stage_of(booking.status_type) is Stage.AT_TABLE:
        yield "Table is kept until", speech.time(booking.ends_at)
    yield "Came in by", SOURCES[booking.source]


def _goes_back_at(request: ConsoleRequest, desk: Desk, deposit: Checkout | None) -> str:
    """`7:15 pm`; empty for what goes right now, or not at all."""
    if deposit is None or deposit.back_at is None or deposit.back_at <= request.now:
        return ""
    return desk.speech.time(deposit.back_at)


async def _promised(request: ConsoleRequest, booking: Booking) -> Promise | None:
    """What a guest who booked by themselves was promised for a quiet time."""
    if booking.source is not Source.ONLINE:
        return None
    return await promise_of(request.db, request.merchant.id, booking.id)


async def _places(
    request: ConsoleRequest, desk: Desk, booking: Booking
) -> Sequence[tuple[str, str]]:
    """The best tables for a party that comes and has none."""
    if booking.tables or stage_of(booking.status_type) is not Stage.COMING:
        return []
    waits_now = booking.waits is Waits.WAITLIST
    starts_at = request.now if waits_now else booking.starts_at
    held = booking.duration_minutes + booking.turn_minutes
    free = await free_tables(
        request.db, request.merchant.id, booking.store, starts_at, held, booking.covers
    )
    return [(",".join(map(str, tables)), desk.tables(tables)) for tables in free[:PLACES]]

"""What a host types of a booking: times by the store's clock, tables by name, the guest."""

from datetime import date, datetime
from uuid import UUID

from regulars.bookings.floor.model import Floor
from regulars.bookings.guest import NewGuest
from regulars.bookings.model import PaymentType
from regulars.bookings.rules.times import DAY_BEGINS, instant_of
from regulars.faces.console.diary.desk import Desk
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import GuestId, MemberId, TableId, draw_code
from regulars.kernel.money import Money

A_DAY = 1440
MOST_COVERS = 400
LONGEST_STAY = 1440
FIRST_YEAR, LAST_YEAR = 2000, 2200


def wrong(form: Form, name: str, sentence: str) -> None:
    """Put a sentence beside a field that has none yet."""
    form.errors.setdefault(name, sentence)


def key_of(form: Form) -> str:
    """What this form is told from others by; one without gets its own."""
    return form.text("key", most=40) or draw_code(4)


def typed_day(form: Form, name: str = "day") -> date | None:
    """A day of the diary; None with a sentence where there is none."""
    try:
        day = date.fromisoformat(form.value(name).strip())
    except ValueError:
        wrong(form, name, "Which day?")
        return None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        wrong(form, name, "That day is too far away.")
        return None
    return day


def minute_typed(text: str) -> int | None:
    """`19:30` as minutes from the midnight with which the day begins; `01:00` is after midnight."""
    hours, _, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and minutes[:2].isdecimal() and len(hours) <= 2):
        return None
    minute = int(hours) * 60 + int(minutes[:2])
    if int(minutes[:2]) > 59 or minute >= A_DAY:
        return None
    return minute if minute >= DAY_BEGINS else minute + A_DAY


def as_clock(minute: int) -> str:
    """`19:30`, as a field for a time has it."""
    return f"{minute % A_DAY // 60:02}:{minute % 60:02}"


def typed_start(form: Form, desk: Desk) -> datetime | None:
    """When the party begins: what was proposed and taken, else day and time as typed."""
    if form.value("later"):
        return _proposed(form)
    day = typed_day(form)
    minute = minute_typed(form.value("other_time") or form.value("time"))
    if minute is None:
        wrong(form, "time", "What time?")
        return None
    if day is None:
        return None
    instant = instant_of(day, minute, desk.zone)
    if instant is None:
        wrong(form, "time", "The clocks go forward then: that time does not exist.")
    return instant


def typed_covers(form: Form) -> int | None:
    """How many people: what is written for a large party, else what was pressed."""
    name = "more_covers" if form.value("more_covers").strip() else "covers"
    return form.whole(name, required="How many people?", least=1, most=MOST_COVERS)


def typed_minutes(form: Form) -> int | None:
    """How long the party stays; None leaves it to the service."""
    return form.whole("minutes", least=5, most=LONGEST_STAY)


def typed_tables(form: Form, desk: Desk) -> tuple[TableId, ...] | None:
    """The tables: what was proposed and taken, else by name, else what was pressed.

    None leaves it to the diary.
    """
    if form.value("instead"):
        return ids_of(form, "instead", desk.floor)
    if form.value("other_tables").strip():
        return _by_name(form, desk.floor)
    if form.value("tables"):
        return ids_of(form, "tables", desk.floor)
    return None


def ids_of(form: Form, name: str, floor: Floor) -> tuple[TableId, ...] | None:
    """Tables of this store by their ids."""
    try:
        tables = tuple(TableId(UUID(one)) for one in form.value(name).split(","))
    except ValueError:
        tables = ()
    if not tables or any(floor.table(one) is None for one in tables):
        wrong(form, "tables", "This table is not on the floor any more.")
        return None
    return tables


def typed_guest(form: Form) -> NewGuest | None:
    """Who books: somebody who was found, else as written; None where nobody is."""
    kind, _, number = form.value("who").partition(":")
    try:
        if kind == "member":
            return NewGuest(member=MemberId(UUID(number)))
        if kind == "guest":
            return NewGuest(guest=GuestId(UUID(number)))
    except ValueError:
        wrong(form, "name", "This guest is not known any more.")
        return None
    first, _, last = form.text("name", most=160).partition(" ")
    email, phone = form.text("email", most=254), form.text("phone", most=40)
    if not (first or email or phone):
        return None
    last = last.strip()
    return NewGuest(first_name=first, last_name=last, email=email or None, phone=phone or None)


def typed_tags(form: Form) -> tuple[str, ...]:
    """`window, high chair` as tags."""
    return tuple(one.strip() for one in form.value("tags").split(",") if one.strip())


def typed_payment(form: Form, request: ConsoleRequest) -> tuple[PaymentType, Money] | None:
    """What is asked for ahead; None where no amount is written."""
    kind = form.choice("payment", PaymentType, PaymentType.DEPOSIT)
    amount = form.money("amount", request.speech, request.merchant.currency)
    return (kind, amount) if amount else None


def _proposed(form: Form) -> datetime | None:
    try:
        instant = datetime.fromisoformat(form.value("later"))
    except ValueError:
        wrong(form, "time", "What time?")
        return None
    if instant.tzinfo is None:
        wrong(form, "time", "What time?")
        return None
    return instant


def _by_name(form: Form, floor: Floor) -> tuple[TableId, ...] | None:
    named = {table.name.casefold(): table.id for table in floor.tables}
    words = form.value("other_tables").replace(",", "+").split("+")
    wanted = [one.strip() for one in words if one.strip()]
    unknown = [one for one in wanted if one.casefold() not in named]
    if unknown or not wanted:
        sentence = f"There is no table {unknown[0]} here." if unknown else "Which table?"
        wrong(form, "other_tables", sentence)
        return None
    return tuple(dict.fromkeys(named[one.casefold()] for one in wanted))

"""A service as it is typed."""

from datetime import date

from regulars.bookings.floor.model import EVERY_DAY, Floor, ServiceKind, ServiceTerms, Stay
from regulars.bookings.rules.floor import MOST_STAYS
from regulars.faces.console.forms import Form
from regulars.faces.console.services.clock import read_minute, typed_minute
from regulars.kernel.ids import SectionId

NEW = ServiceTerms(
    name="",
    kind=ServiceKind.DINNER,
    first_minute=18 * 60,
    last_minute=21 * 60,
    stays=(Stay(2, 90), Stay(4, 105), Stay(8, 120)),
    turn_minutes=15,
)
"""What the form of a new service begins with."""
SEVERAL = ("weekdays", "stays", "sections")
"""What is typed into more than one field."""


def as_typed(terms: ServiceTerms) -> Form:
    days = {f"day_{day}": "on" for day in range(7) if terms.weekdays >> day & 1}
    stays = {
        f"stay_{part}_{line}": str(value)
        for line, stay in enumerate(terms.stays)
        for part, value in (("covers", stay.covers), ("minutes", stay.minutes))
    }
    sections = {f"section_{section}": "on" for section in terms.sections}
    return Form(
        {
            "name": terms.name,
            "kind": terms.kind.value,
            "first_day": terms.first_day.isoformat() if terms.first_day else "",
            "last_day": terms.last_day.isoformat() if terms.last_day else "",
            "first_minute": typed_minute(terms.first_minute),
            "last_minute": typed_minute(terms.last_minute),
            "slot_minutes": str(terms.slot_minutes),
            "slot_covers": str(terms.slot_covers or ""),
            "turn_minutes": str(terms.turn_minutes),
            "online": "on" if terms.online else "",
            "policy": terms.policy,
            "active": "on" if terms.active else "",
        }
        | days
        | stays
        | sections
    )


def read_terms(form: Form, floor: Floor) -> ServiceTerms | None:
    """The terms that were typed; None, with sentences in `form`, when they are not complete."""
    name = form.text("name", required="What is this service called?", most=40)
    kind = form.choice("kind", ServiceKind, ServiceKind.DINNER)
    first = read_minute(form, "first_minute", required="When is the first party seated?")
    last = read_minute(form, "last_minute", required="When is the last party seated?")
    slot = form.whole("slot_minutes", required="How often?", least=5, most=120)
    covers = form.whole("slot_covers", least=1, most=10_000)
    turn = form.whole("turn_minutes", least=0, most=240)
    first_day, last_day = read_day(form, "first_day"), read_day(form, "last_day")
    stays = read_stays(form)
    weekdays = sum(1 << day for day in range(7) if form.flag(f"day_{day}"))
    if not weekdays:
        form.errors["weekdays"] = "Choose at least one day."
    if not form.is_good or first is None or last is None or slot is None:
        return None
    return ServiceTerms(
        name=name,
        kind=kind,
        weekdays=weekdays & EVERY_DAY,
        first_day=first_day,
        last_day=last_day,
        first_minute=first,
        last_minute=last,
        slot_minutes=slot,
        slot_covers=covers,
        stays=stays,
        turn_minutes=turn or 0,
        sections=read_sections(form, floor),
        online=form.flag("online"),
        policy=form.value("policy").strip(),
        active=form.flag("active"),
    )


def read_stays(form: Form) -> tuple[Stay, ...]:
    """How long parties stay, line by line; a line that is empty does not count."""
    stays = []
    for line in range(MOST_STAYS):
        covers = form.whole(f"stay_covers_{line}", least=1, most=400)
        minutes = form.whole(f"stay_minutes_{line}", least=15, most=720)
        if covers is not None and minutes is not None:
            stays.append(Stay(covers, minutes))
        elif covers is not None or minutes is not None or has_error(form, line):
            form.errors["stays"] = "A line has covers, and 15 to 720 minutes."
    if not stays:
        form.errors.setdefault("stays", "How long do parties stay?")
    return tuple(stays)


def has_error(form: Form, line: int) -> bool:
    """Whether a line cannot be read; the sentence about it stands below all of them."""
    wrong = [form.errors.pop(f"stay_{part}_{line}", "") for part in ("covers", "minutes")]
    return any(wrong)


def read_sections(form: Form, floor: Floor) -> tuple[SectionId, ...]:
    """The sections that were chosen; none means the whole floor, and so do all of them."""
    chosen = tuple(one.id for one in floor.sections if form.flag(f"section_{one.id}"))
    return () if len(chosen) == len(floor.sections) else chosen


def read_day(form: Form, name: str) -> date | None:
    typed = form.text(name, most=10)
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        form.errors[name] = "A day, please."
        return None


def stay_lines(form: Form) -> range:
    """The lines to show: those that are filled in, and one more, but not fewer than four."""
    filled = [line for line in range(MOST_STAYS) if form.value(f"stay_covers_{line}")]
    return range(min(MOST_STAYS, max(4, max(filled, default=0) + 2)))

"""Criteria, between the form and the segment."""

from uuid import UUID

from regulars.faces.console.benefits import plain, read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import Voice
from regulars.kernel.ids import TierId
from regulars.programs.segments.model import BirthdayIn, Criteria, Segment
from regulars.programs.segments.rules import LONGEST_AGO, MOST_VISITS

DAYS = ("not_seen_days", "seen_days", "joined_days", "within_days")
VISITS = ("least_visits", "most_visits")


def read_criteria(form: Form, request: ConsoleRequest) -> Criteria:
    """What the form asks for. Look at the form's errors."""
    days = {field: form.whole(field, least=1, most=LONGEST_AGO) for field in DAYS}
    visits = {field: form.whole(field, least=0, most=MOST_VISITS) for field in VISITS}
    birthday = form.choice("birthday", BirthdayIn, BirthdayIn.DAY) if _has_birthday(form) else None
    return Criteria(
        **days,
        **visits,
        birthday=birthday,
        tiers=_tiers(form),
        least_spent=read_money(form, request, "least_spent"),
    )


def filled_in(segment: Segment, speech: Speech) -> Form:
    """A form that has what a segment asks for."""
    its = segment.criteria
    fields = {"name": segment.name, "birthday": its.birthday.value if its.birthday else ""}
    for field in (*DAYS, *VISITS):
        number = getattr(its, field)
        fields[field] = "" if number is None else str(number)
    fields["least_spent"] = plain(its.least_spent, speech) if its.least_spent else ""
    return Form(fields | {f"tier_{tier}": "on" for tier in its.tiers})


def tier_options(form: Form, voice: Voice) -> list[tuple[str, str, bool]]:
    """The tiers, and those that are chosen."""
    return [(f"tier_{one.id}", one.name, form.flag(f"tier_{one.id}")) for one in voice.tiers]


def _has_birthday(form: Form) -> bool:
    return bool(form.value("birthday"))


def _tiers(form: Form) -> tuple[TierId, ...]:
    """The tiers that are ticked; what is no id is nobody's tier."""
    chosen = []
    for name in form.fields:
        if name.startswith("tier_") and form.flag(name):
            try:
                chosen.append(TierId(UUID(name.removeprefix("tier_"))))
            except ValueError:
                continue
    return tuple(chosen)

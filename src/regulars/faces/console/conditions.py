"""When, where, by whom and how often something can be used: read from a form, and filled in."""

from enum import StrEnum
from typing import assert_never

from regulars.faces.console.benefits import plain, read_money
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.faces.console.speech import Speech
from regulars.faces.console.voice import Voice
from regulars.faces.console.vouchers.typed import hours_typed, read_hours
from regulars.programs.conditions.model import (
    Audience,
    Conditions,
    Everybody,
    InSegment,
    OfTiers,
    OneMember,
    Period,
)

MOST_USES = 10**9
PERIODS = [
    (Period.EVER, "For good"),
    (Period.DAY, "A day"),
    (Period.WEEK, "A week"),
    (Period.MONTH, "A month"),
    (Period.YEAR, "A year"),
]


class Whom(StrEnum):
    """Whom something can be for."""

    EVERYBODY = "everybody"
    TIERS = "tiers"
    SEGMENT = "segment"
    MEMBER = "member"


WHOM = [
    (Whom.EVERYBODY, "Everybody", "Every member", "users"),
    (Whom.TIERS, "Some tiers", "Gold only, say", "crown"),
    (Whom.SEGMENT, "A segment", "Members it describes", "filter"),
    (Whom.MEMBER, "One member", "A thank-you, an apology", "user-round"),
]
NEW = {"audience": Whom.EVERYBODY.value, "per": Period.EVER.value}


def read_conditions(form: Form, request: ConsoleRequest, voice: Voice) -> Conditions | None:
    """The conditions that were typed; None, with sentences in `form`, when something is wrong."""
    starts_at = form.moment("starts_at", request.speech)
    ends_at = form.moment("ends_at", request.speech)
    if starts_at and ends_at and ends_at <= starts_at:
        form.errors["ends_at"] = "Later than the beginning, please."
    conditions = Conditions(
        stores=tuple(one.id for one in voice.venues if form.flag(f"store_{one.id}")),
        hours=read_hours(form),
        starts_at=starts_at,
        ends_at=ends_at,
        minimum=read_money(form, request, "minimum"),
        limit_total=form.whole("limit_total", least=1, most=MOST_USES),
        limit_per_member=form.whole("limit_per_member", least=1, most=MOST_USES),
        per=form.choice("per", Period, Period.EVER),
        budget=read_money(form, request, "budget"),
        audience=read_audience(form, voice) or Everybody(),
        alone=form.flag("alone"),
    )
    return conditions if form.is_good else None


def read_audience(form: Form, voice: Voice) -> Audience | None:
    kind = form.choice("audience", Whom, Whom.EVERYBODY)
    match kind:
        case Whom.EVERYBODY:
            return Everybody()
        case Whom.TIERS:
            chosen = tuple(one.id for one in voice.tiers if form.flag(f"tier_{one.id}"))
            if not chosen:
                form.errors["audience"] = "Which tiers?"
            return OfTiers(chosen)
        case Whom.SEGMENT:
            return _segment(form, voice)
        case Whom.MEMBER:
            member = form.member("member")
            if member is None:
                form.errors.setdefault("member", "Which member? Look for them, then choose.")
                return None
            return OneMember(member)
        case other:
            assert_never(other)


def _segment(form: Form, voice: Voice) -> InSegment | None:
    typed = form.text("segment", required="Which segment?", most=40)
    found = next((one.id for one in voice.segments if str(one.id) == typed), None)
    if typed and found is None:
        form.errors["segment"] = "There is no such segment."
    return InSegment(found) if found else None


def conditions_typed(conditions: Conditions, speech: Speech) -> dict[str, str]:
    """The fields that a form shows `conditions` in."""
    its = conditions
    fields = {
        "starts_at": speech.typed(its.starts_at),
        "ends_at": speech.typed(its.ends_at),
        "minimum": plain(its.minimum, speech) if its.minimum else "",
        "limit_total": str(its.limit_total or ""),
        "limit_per_member": str(its.limit_per_member or ""),
        "per": its.per.value,
        "budget": plain(its.budget, speech) if its.budget else "",
        "alone": "on" if its.alone else "",
    }
    stores = {f"store_{one}": "on" for one in its.stores}
    return fields | stores | hours_typed(its.hours) | audience_typed(its.audience)


def audience_typed(audience: Audience) -> dict[str, str]:
    match audience:
        case Everybody():
            return {"audience": Whom.EVERYBODY}
        case OfTiers(tiers):
            return {"audience": Whom.TIERS} | {f"tier_{one}": "on" for one in tiers}
        case InSegment(segment):
            return {"audience": Whom.SEGMENT, "segment": str(segment)}
        case OneMember(member):
            return {"audience": Whom.MEMBER, "member": str(member)}
        case other:
            assert_never(other)

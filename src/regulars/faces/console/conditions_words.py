"""When, where, by whom and how often something can be used, in an owner's words."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import assert_never

from regulars.faces.console.voice import GONE, Voice, sentence
from regulars.faces.console.vouchers.words import hours
from regulars.kernel.money import Money
from regulars.programs.conditions.model import (
    Audience,
    Conditions,
    Everybody,
    InSegment,
    OfTiers,
    OneMember,
    Period,
)
from regulars.programs.model import Offer, Reward
from regulars.vouchers.model import Hours

PER = {
    Period.EVER: "",
    Period.DAY: " a day",
    Period.WEEK: " a week",
    Period.MONTH: " a month",
    Period.YEAR: " a year",
}


def whom(audience: Audience, voice: Voice) -> str:
    """`Gold and Silver`, `Members of Sunday regulars`, `Rosa Diaz`"""
    match audience:
        case Everybody():
            return "Every member"
        case OfTiers(tiers):
            return voice.of_tiers(tiers)
        case InSegment(segment):
            names = {one.id: one.name for one in voice.segments}
            return f"Segment “{names.get(segment, GONE)}”"
        case OneMember(member):
            return voice.members.get(member, "One member")
        case other:
            assert_never(other)


def when(conditions: Conditions, voice: Voice) -> str:
    """`Mon, Tue, 2:00 pm to 5:00 pm, until 4 May 2026, 10:00 pm, at Front room`"""
    speech, its, said = voice.speech, conditions, []
    if its.hours != Hours():
        said.append(hours(its.hours, speech))
    if its.starts_at:
        said.append(f"from {speech.moment(its.starts_at)}")
    if its.ends_at:
        said.append(f"until {speech.moment(its.ends_at)}")
    if its.stores:
        said.append(f"at {voice.stores(its.stores)}")
    return sentence(", ".join(said)) or "Always"


def which_bills(conditions: Conditions, voice: Voice) -> str:
    """`On bills from $20.00, with nothing else`"""
    its, said = conditions, []
    if its.minimum:
        said.append(f"on bills from {voice.speech.money(its.minimum)}")
    if its.alone:
        said.append("with nothing else")
    return sentence(", ".join(said)) or "Any bill"


def how_often(conditions: Conditions, voice: Voice) -> str:
    """`Once a member a week, 50 times in all, $200.00 in all`"""
    return sentence(", ".join(_limits(conditions, voice))) or "No limit"


def _limits(conditions: Conditions, voice: Voice) -> Iterator[str]:
    its, speech = conditions, voice.speech
    if its.limit_per_member:
        yield f"{_times(its.limit_per_member, speech.number)} a member{PER[its.per]}"
    if its.limit_total:
        yield f"{_times(its.limit_total, speech.number)} in all"
    if its.budget:
        yield f"{speech.money(its.budget)} in all"


def _times(count: int, number: Callable[[int], str]) -> str:
    return "once" if count == 1 else f"{number(count)} times"


def in_short(conditions: Conditions, voice: Voice) -> list[str]:
    """What is set, and nothing of what is not."""
    said = [] if conditions.audience == Everybody() else [whom(conditions.audience, voice)]
    unset = {"Always", "Any bill", "No limit"}
    rest = (when, which_bills, how_often)
    return said + [words for each in rest if (words := each(conditions, voice)) not in unset]


def used(subject: Reward | Offer, voice: Voice) -> str:
    """`12`, `12 of 50`, `12 · $160.00 of the budget left`"""
    its, speech = subject.conditions, voice.speech
    said = speech.number(subject.used)
    if its.limit_total:
        said += f" of {speech.number(its.limit_total)}"
    if its.budget:
        left = its.budget - Money(subject.spent_minor, its.budget.currency)
        said += f" · {speech.money(left)} of {speech.money(its.budget)} left"
    return said


def state(subject: Reward | Offer, at: datetime) -> tuple[str, str]:
    """A word on whether the till offers it at `at`, and the kind of its badge."""
    its = subject.conditions
    if not subject.active:
        return "Off", "neutral"
    if its.ends_at is not None and its.ends_at <= at:
        return "Over", "neutral"
    if its.limit_total is not None and subject.used >= its.limit_total:
        return "Used up", "neutral"
    if its.budget is not None and subject.spent_minor >= its.budget.minor:
        return "Budget spent", "neutral"
    if its.starts_at is not None and at < its.starts_at:
        return "Not yet", "wait"
    return "On", "good"

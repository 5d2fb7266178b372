"""Who is in a segment, in an owner's words."""

from collections.abc import Iterator

from regulars.faces.console.voice import Voice, listed
from regulars.programs.segments.model import BirthdayIn, Criteria

BIRTHDAYS = [
    ("", "Any day"),
    ("day", "Today"),
    ("week", "This week"),
    ("month", "This month"),
]
IN_WORDS = {
    BirthdayIn.DAY: "have their birthday today",
    BirthdayIn.WEEK: "have their birthday this week",
    BirthdayIn.MONTH: "have their birthday this month",
}

STARTS = [
    ("Missed for two months", {"not_seen_days": "60"}, "Write to them, or give them an offer."),
    ("Birthday this month", {"birthday": "month"}, "Something for the day."),
    ("New this month", {"joined_days": "30"}, "A reason to come again."),
    ("Regulars", {"least_visits": "5", "within_days": "90"}, "Who comes every other week."),
]
"""What merchants begin from: a name, what it asks, and what for."""


def described(criteria: Criteria, voice: Voice) -> str:
    """`Members who were not seen for 60 days and are in Gold.`"""
    return f"Members who {listed(list(_said(criteria, voice)))}."


def _said(criteria: Criteria, voice: Voice) -> Iterator[str]:
    its = criteria
    if its.not_seen_days is not None:
        yield f"were not seen for {_days(its.not_seen_days, voice)}"
    if its.seen_days is not None:
        yield f"were seen in the last {_days(its.seen_days, voice)}"
    if its.joined_days is not None:
        yield f"joined in the last {_days(its.joined_days, voice)}"
    if its.birthday is not None:
        yield IN_WORDS[its.birthday]
    if its.tiers:
        yield f"are in {voice.of_tiers(its.tiers).replace(' and ', ' or ')}"
    yield from _sales(its, voice)


def _sales(its: Criteria, voice: Voice) -> Iterator[str]:
    over = f" in the last {_days(its.within_days, voice)}" if its.within_days else ""
    least, most = its.least_visits, its.most_visits
    if least is not None and most is not None:
        yield f"came from {voice.speech.number(least)} to {_times(most, voice)}{over}"
    elif least is not None:
        yield f"came at least {_times(least, voice)}{over}"
    elif most is not None:
        yield f"came at most {_times(most, voice)}{over}" if most else f"never came{over}"
    if its.least_spent is not None:
        yield f"spent at least {voice.speech.money(its.least_spent)}{over}"


def _days(number: int, voice: Voice) -> str:
    return "1 day" if number == 1 else f"{voice.speech.number(number)} days"


def _times(number: int, voice: Voice) -> str:
    return "once" if number == 1 else f"{voice.speech.number(number)} times"

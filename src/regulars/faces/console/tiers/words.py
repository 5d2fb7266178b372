"""Tiers in an owner's words."""

from typing import assert_never

from regulars.faces.console.program.rule_words import extra
from regulars.faces.console.voice import Voice
from regulars.kernel.money import Money
from regulars.programs.tiers.model import Measure, Span, Tier, TierScheme

COLOURS = [
    ("neutral", "Grey"),
    ("accent", "Copper"),
    ("wait", "Gold"),
    ("good", "Green"),
    ("info", "Blue"),
    ("bad", "Red"),
]
MEASURES = [
    ("points", "Points", "Earned by sales", "coins"),
    ("spend", "Money", "Spent, after what went back", "banknote"),
    ("visits", "Visits", "Bills that were paid", "footprints"),
]
SPANS = [
    ("months", "This month and those before"),
    ("year", "This calendar year"),
    ("ever", "All time"),
]


def amount(scheme: TierScheme, figure: int, voice: Voice, currency: str) -> str:
    """What is measured, as a figure: `500 Points`, `$1,000.00`, `12 visits`."""
    match scheme.measure:
        case Measure.POINTS:
            return voice.points(figure)
        case Measure.SPEND:
            return voice.speech.money(Money(figure, currency))
        case Measure.VISITS:
            return f"{voice.speech.number(figure)} visit{'' if figure == 1 else 's'}"
        case other:
            assert_never(other)


def more(tier: Tier, voice: Voice) -> str:
    """`50% more Points`; nothing for a tier that earns like everybody."""
    return extra(tier.extra, voice) if tier.extra else ""


def how(scheme: TierScheme, voice: Voice) -> str:
    """How a member comes to a tier, and loses it."""
    counted = {
        Measure.POINTS: f"What counts are the {voice.label} that a member earned by sales",
        Measure.SPEND: "What counts is the money that a member spent",
        Measure.VISITS: "What counts is how often a member came",
    }[scheme.measure]
    at_once = "Who reaches a tier has it as soon as the bill is paid."
    return f"{counted} {span(scheme)}. {at_once} {grace(scheme)}"


def span(scheme: TierScheme) -> str:
    """`in the last 12 months`"""
    match scheme.span:
        case Span.YEAR:
            return "in this calendar year"
        case Span.EVER:
            return "since they joined"
        case Span.MONTHS if scheme.months == 1:
            return "in this month"
        case Span.MONTHS:
            return f"in this month and the {scheme.months - 1} before it"
        case other:
            assert_never(other)


def grace(scheme: TierScheme) -> str:
    if not scheme.grace_days:
        return "Who falls below loses it on the same day."
    days = "one more day" if scheme.grace_days == 1 else f"{scheme.grace_days} more days"
    return f"Who falls below keeps it for {days}."


def example(scheme: TierScheme, voice: Voice, currency: str) -> list[str]:
    """What becomes of one member, tier by tier."""
    said = []
    for tier in scheme.tiers:
        here = f"With {amount(scheme, tier.threshold, voice, currency)} a member is {tier.name}"
        said.append(f"{here}{_earns(tier, voice)}.")
    lowest = scheme.tiers[0]
    if lowest.threshold:
        below = amount(scheme, lowest.threshold - 1, voice, currency)
        said.insert(0, f"With {below} a member has no tier yet.")
    return said


def _earns(tier: Tier, voice: Voice) -> str:
    if not tier.extra:
        return ""
    given = 10 * (10_000 + tier.extra) // 10_000
    return f", and gets {voice.points(given)} where others get {voice.speech.number(10)}"

"""A rule of earning in an owner's words, and why one gave nothing."""

from decimal import Decimal
from typing import assert_never

from regulars.faces.console.voice import Voice, sentence
from regulars.faces.console.vouchers.words import hours
from regulars.kernel.money import BASIS_POINTS, Money
from regulars.kernel.points import Points
from regulars.programs.earning.model import (
    EarningRule,
    Extra,
    FirstVisit,
    Part,
    PerAmount,
    PerItem,
    PerVisit,
    WhyNot,
)
from regulars.vouchers.model import Hours

TIMES = {2: "Double", 3: "Triple"}
SHORT_DAY = 24 * 60


def gives(rule: EarningRule, voice: Voice) -> str:
    """`1 Point for every $1.00 spent on Coffee`"""
    goods = voice.selection(rule.goods)
    match rule.gives:
        case PerAmount(points, per):
            said = f"{voice.points(points)} for every {voice.speech.money(per)} spent"
            return f"{said} on {goods}" if goods else said
        case PerVisit(points, cooldown):
            said = f"{voice.points(points)} for each visit" + (f" with {goods}" if goods else "")
            return f"{said}, once in {lasting(cooldown)}" if cooldown else said
        case PerItem(points):
            return f"{voice.points(points)} for each {goods or 'item'}"
        case Extra(basis_points):
            said = extra(basis_points, voice)
            return f"{said} on bills with {goods}" if goods else said
        case FirstVisit(points):
            return f"{voice.points(points)} for the first visit" + (
                f" with {goods}" if goods else ""
            )
        case other:
            assert_never(other)


def extra(basis_points: int, voice: Voice) -> str:
    """`Double Points`, `50% more Points`"""
    times, rest = divmod(BASIS_POINTS + basis_points, BASIS_POINTS)
    if not rest and times in TIMES:
        return f"{TIMES[times]} {voice.label}"
    if not rest:
        return f"{voice.speech.number(times)} times the {voice.label}"
    share = voice.speech.number(Decimal(basis_points) / 100)
    return f"{share}% more {voice.label}"


def lasting(minutes: int) -> str:
    """`45 minutes`, `4 hours`, `2 days`"""
    for size, one in ((SHORT_DAY, "day"), (60, "hour")):
        if not minutes % size:
            return f"{minutes // size} {one}" + ("s" if minutes != size else "")
    return f"{minutes} minutes"


def conditions(rule: EarningRule, voice: Voice) -> list[str]:
    """When the rule holds: `Tue, 2:00 pm to 5:00 pm`, `On bills from $20.00`"""
    speech, said = voice.speech, []
    if rule.hours != Hours():
        said.append(hours(rule.hours, speech))
    if rule.from_day:
        said.append(f"from {speech.date(rule.from_day)}")
    if rule.to_day:
        said.append(f"until {speech.date(rule.to_day)}")
    if rule.stores:
        said.append(f"at {voice.stores(rule.stores)}")
    if rule.tiers:
        said.append(f"for {voice.of_tiers(rule.tiers)}")
    if rule.minimum:
        said.append(f"on bills from {speech.money(rule.minimum)}")
    if rule.most_a_day:
        said.append(f"at most {voice.points(rule.most_a_day)} a day")
    return [sentence(each) for each in said]


def reckoned(part: Part, rule: EarningRule | None, voice: Voice) -> str:
    """What the points of a part come from: `$38.50 counts.`"""
    if rule is None:
        return "More for members of this tier."
    match rule.gives:
        case PerAmount(_, per):
            counts = Money(part.base, per.currency)
            return f"{voice.speech.money(counts)} counts: {gives(rule, voice)}."
        case PerItem(_):
            goods = voice.selection(rule.goods) or "any item"
            return f"{voice.speech.number(part.base)} × {goods}."
        case Extra(basis_points):
            return f"{extra(basis_points, voice)}, on {voice.points(Points(part.base))}."
        case PerVisit() | FirstVisit():
            return f"{gives(rule, voice)}."
        case other:
            assert_never(other)


def described(rule: EarningRule, voice: Voice) -> str:
    """All of a rule in a line: `Double Points · Tue, 2:00 pm to 5:00 pm`"""
    return " · ".join([gives(rule, voice), *conditions(rule, voice)])


WHY_NOT = {
    WhyNot.OTHER_STORE: "Not in this store.",
    WhyNot.OTHER_DAY: "Not on this date.",
    WhyNot.OTHER_HOURS: "Not at this time of the week.",
    WhyNot.OTHER_TIER: "Not for members of this tier.",
    WhyNot.BELOW_MINIMUM: "The bill is too small.",
    WhyNot.NO_GOODS: "Nothing on the bill that it is for.",
    WhyNot.TOO_LITTLE: "Too little for a whole step.",
    WhyNot.TOO_SOON: "Too soon after the visit before.",
    WhyNot.NOT_FIRST: "Not the first visit.",
    WhyNot.NOTHING_TO_ADD_TO: "There is nothing to add to.",
    WhyNot.DAY_IS_FULL: "The most of a day is reached.",
    WhyNot.REDEEMED: "Something was redeemed on the bill.",
}

"""The settings of a program in an owner's words."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import assert_never

from regulars.faces.console.tiers.words import amount, more
from regulars.faces.console.voice import Voice, listed
from regulars.programs.earning.model import (
    CalendarEnd,
    CalendarUnit,
    Expiry,
    Idle,
    MonthsSince,
    Never,
    Terms,
    WhenSpent,
)
from regulars.programs.tiers.model import Tier, TierScheme

UNITS = {CalendarUnit.MONTH: "month", CalendarUnit.QUARTER: "quarter", CalendarUnit.YEAR: "year"}
PAIRS = (
    ("rewards_with_rewards", "two rewards"),
    ("offers_with_offers", "two offers"),
    ("rewards_with_offers", "a reward and an offer"),
    ("vouchers_with_others", "a voucher and something else"),
)
TOGETHER = "Each is reckoned from the whole bill: 10% and 20% take 30% off."


def counting(terms: Terms, voice: Voice) -> str:
    """What of a bill counts."""
    tax = "with tax" if terms.tax_included else "without tax"
    discounts = "before discounts" if terms.discounts_count else "after discounts"
    said = [f"What the guest pays, {tax}, {discounts}."]
    if terms.left_out:
        said.append(f"Never {voice.selection(terms.left_out)}.")
    if not terms.earn_when_redeeming:
        said.append("Nothing on a bill with a reward or offer.")
    if terms.most_a_day:
        said.append(f"At most {voice.points(terms.most_a_day)} a day.")
    return " ".join(said)


def lasting(terms: Terms, voice: Voice) -> str:
    """How long points last, when they can be spent, and what becomes of those that go back."""
    said = [_expiring(terms.expiry, voice)]
    if terms.pending_days:
        days = "a day" if terms.pending_days == 1 else f"{terms.pending_days} days"
        said.append(f"They can be spent {days} after they were earned.")
    if terms.when_spent is WhenSpent.DEBT:
        said.append("What goes back and is spent already is paid by the next visits.")
    return " ".join(said)


def _expiring(expiry: Expiry, voice: Voice) -> str:
    match expiry:
        case Never():
            return f"{voice.label} never expire."
        case MonthsSince(months):
            return f"{voice.label} expire {_months(months)} after the visit."
        case CalendarEnd(unit, after):
            return f"{voice.label} expire when the {_unit(UNITS[unit], after)} ends."
        case Idle(months):
            return f"{voice.label} expire after {_months(months)} without a visit."
        case other:
            assert_never(other)


def _unit(unit: str, after: int) -> str:
    """The unit in which they were earned, the next, or one later still."""
    return {0: unit, 1: f"next {unit}"}.get(after, f"{unit} {after} {unit}s later")


def _months(months: int) -> str:
    return "a month" if months == 1 else f"{months} months"


def bonuses(terms: Terms, voice: Voice) -> str:
    """What is given without a sale."""
    said = []
    if terms.sign_up:
        said.append(f"{voice.points(terms.sign_up)} for joining")
    if terms.birthday:
        said.append(f"{voice.points(terms.birthday)} on the birthday")
    return f"{listed(said)}." if said else "Nothing."


def combining(terms: Terms, voice: Voice) -> str:
    """What may be on one bill, and what it comes to."""
    stacking = terms.stacking
    never = [what for name, what in PAIRS if not getattr(stacking, name)]
    if stacking.most == 1:
        return "One thing on a bill, and no more."
    most = f"Up to {voice.speech.number(stacking.most)} things on a bill"
    said = f"{most}, but never {listed(never, 'or')}." if never else f"{most}, in any mix."
    return f"{said} {TOGETHER}" if stacking.rewards_with_rewards else said


def tiers(terms: Terms, voice: Voice) -> str:
    """`Silver from 500 Points and Gold from 1,000 Points.`"""
    scheme = terms.tiers
    if scheme is None or not scheme.tiers:
        return "None."
    return listed([_tier(one, scheme, voice) for one in scheme.tiers]) + "."


def _tier(tier: Tier, scheme: TierScheme, voice: Voice) -> str:
    said = f"{tier.name} from {amount(scheme, tier.threshold, voice, voice.currency)}"
    return f"{said} ({more(tier, voice)})" if tier.extra else said


class Aspect(StrEnum):
    """What a part of the terms is about."""

    COUNTING = "What counts"
    LASTING = "How long points last"
    BONUSES = "Points without a bill"
    COMBINING = "Combining"
    TIERS = "Tiers"


ASPECTS: Mapping[Aspect, Callable[[Terms, Voice], str]] = {
    Aspect.COUNTING: counting,
    Aspect.LASTING: lasting,
    Aspect.BONUSES: bonuses,
    Aspect.COMBINING: combining,
    Aspect.TIERS: tiers,
}
"""Everything but the rules."""

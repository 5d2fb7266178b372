"""A change of the terms: which rules become another version, and what cannot be."""

from typing import assert_never

import msgspec

from regulars.programs.earning.model import (
    CalendarEnd,
    EarningRule,
    Expiry,
    Extra,
    FirstVisit,
    Gives,
    Idle,
    MonthsSince,
    Never,
    PerAmount,
    PerItem,
    PerVisit,
    Terms,
)
from regulars.programs.errors import BadReward
from regulars.programs.tiers.rules import check_scheme

MOST_POINTS = 1_000_000
MOST_EXTRA = 100_000
"""In basis points: ten times as much on top."""
MOST_RULES = 100
MOST_MONTHS = 120
MOST_PENDING = 365
LONGEST_COOLDOWN = 60 * 24 * 366


def renumbered(before: Terms, after: Terms) -> Terms:
    """`after` with each rule that is another than `before` in its next version."""
    known = {rule.id: rule for rule in before.rules}
    rules = tuple(_renumbered(known.get(rule.id), rule) for rule in after.rules)
    return msgspec.structs.replace(after, rules=rules)


def _renumbered(before: EarningRule | None, after: EarningRule) -> EarningRule:
    if before is None:
        return msgspec.structs.replace(after, version=1)
    same = msgspec.structs.replace(after, version=before.version)
    if same == before:
        return same
    return msgspec.structs.replace(after, version=before.version + 1)


def check(terms: Terms) -> None:
    """Raises `BadReward` or `BadTiers`, with the field, for terms that no program can have."""
    if len(terms.rules) > MOST_RULES:
        raise BadReward(f"A program has at most {MOST_RULES} rules.", field="rules")
    if len({rule.id for rule in terms.rules}) < len(terms.rules):
        raise BadReward("A rule is there twice.", field="rules")
    for rule in terms.rules:
        check_rule(rule)
    check_expiry(terms.expiry)
    for field, points in (
        ("most_a_day", terms.most_a_day),
        ("sign_up", terms.sign_up),
        ("birthday", terms.birthday),
    ):
        if points is not None:
            _within(field, points, 1, MOST_POINTS, "Points")
    if terms.tiers is not None:
        check_scheme(terms.tiers)
    _within("pending_days", terms.pending_days, 0, MOST_PENDING, "Days")
    _within("most", terms.stacking.most, 1, 10, "Rewards on one bill")


def check_rule(rule: EarningRule) -> None:
    """Raises `BadReward`, with the field, for a rule that cannot be."""
    if not rule.name.strip() or len(rule.name) > 60 or not rule.name.isprintable():
        raise BadReward("A rule has a name of at most 60 characters.", field="name")
    check_gives(rule.gives)
    if rule.from_day and rule.to_day and rule.to_day < rule.from_day:
        raise BadReward("The last day is not before the first.", field="to_day")
    if rule.minimum is not None and rule.minimum.minor <= 0:
        raise BadReward("The smallest bill is more than zero.", field="minimum")
    if rule.most_a_day is not None:
        _within("most_a_day", rule.most_a_day, 1, MOST_POINTS, "Points")
    if not 1 <= rule.hours.weekdays <= 127:
        raise BadReward("Choose a day of the week at least.", field="weekdays")


def check_gives(gives: Gives) -> None:
    match gives:
        case PerAmount(points, per):
            _within("points", points, 0, MOST_POINTS, "Points")
            if per.minor <= 0:
                raise BadReward("The amount that earns points is more than zero.", field="per")
        case PerVisit(points, cooldown_minutes):
            _within("points", points, 1, MOST_POINTS, "Points")
            _within("cooldown_minutes", cooldown_minutes, 0, LONGEST_COOLDOWN, "Minutes")
        case PerItem(points) | FirstVisit(points):
            _within("points", points, 1, MOST_POINTS, "Points")
        case Extra(basis_points):
            _within("basis_points", basis_points, 1, MOST_EXTRA, "Basis points")
        case other:
            assert_never(other)


def check_expiry(expiry: Expiry) -> None:
    match expiry:
        case Never():
            pass
        case MonthsSince(months) | Idle(months):
            if not 1 <= months <= MOST_MONTHS:
                raise BadReward(f"Points last from 1 to {MOST_MONTHS} months.", field="months")
        case CalendarEnd(_, after):
            _within("after", after, 0, MOST_MONTHS, "How much later")
        case other:
            assert_never(other)


def _within(field: str, number: int, least: int, most: int, what: str) -> None:
    if not least <= number <= most:
        raise BadReward(f"{what}: a whole number from {least:,} to {most:,}.", field=field)

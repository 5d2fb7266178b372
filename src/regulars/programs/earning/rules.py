"""What a bill earns, rule by rule. No clock, no database, no till.

The order is that of docs/algorithms/earning.md: what each rule gives outright, then the extras on
top of it, then the limits of the day.
"""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import TypeAlias, assert_never

import msgspec

from regulars.kernel.ids import RuleId
from regulars.kernel.money import BASIS_POINTS, part_of, rounded, split
from regulars.kernel.points import Points
from regulars.programs.earning.counting import Counting
from regulars.programs.earning.model import (
    Basket,
    EarningRule,
    Extra,
    FirstVisit,
    Part,
    Passed,
    PerAmount,
    PerItem,
    PerVisit,
    Standing,
    Terms,
    WhyNot,
    Worked,
)
from regulars.programs.goods.model import Selection
from regulars.vouchers.rules import within

Outcome: TypeAlias = Part | Passed
"""What became of a rule."""


MOST_AT_ONCE = 10**12
"""No sale earns more: what a slip in the terms would give, the ledger would not take."""


class _OnTop(msgspec.Struct, frozen=True):
    """An extra on `base` points; of a tier it has no version."""

    rule: RuleId
    version: int
    name: str
    basis_points: int
    base: int

    @property
    def weight(self) -> int:
        return self.basis_points * self.base


def work_out(terms: Terms, basket: Basket, standing: Standing) -> Worked:
    """What `basket` earns by `terms` for a member of whom `standing` is known."""
    rules = [rule for rule in terms.rules if rule.active]
    refused = _earns_nothing(terms, basket)
    if refused is not None:
        return Worked(Points(0), passed=tuple(_passed(rule, refused) for rule in rules))
    bill = Counting(terms, basket)
    outright = [_gives(bill, standing, rule) for rule in rules if not isinstance(rule.gives, Extra)]
    on_top = _extras(bill, standing, rules, _parts(outright))
    return _limited(terms, standing, rules, [*outright, *on_top])


def _earns_nothing(terms: Terms, basket: Basket) -> WhyNot | None:
    """Why no rule is even looked at."""
    if basket.redeemed and not terms.earn_when_redeeming:
        return WhyNot.REDEEMED
    if basket.total.minor < 0 or basket.total.minor + basket.discount.minor <= 0:
        return WhyNot.TOO_LITTLE
    return None


def _gives(bill: Counting, standing: Standing, rule: EarningRule) -> Outcome:
    """What a rule that is no extra gives outright."""
    refused = _why_not(bill, standing, rule)
    if refused is not None:
        return _passed(rule, refused)
    points, base = _outright(bill, rule)
    if not points:
        return _passed(rule, WhyNot.TOO_LITTLE)
    return Part(rule.id, rule.version, rule.name, Points(points), base)


def _outright(bill: Counting, rule: EarningRule) -> tuple[int, int]:
    """The points, and what they were reckoned from."""
    match rule.gives:
        case PerAmount(points, per):
            spent = bill.money(rule.goods).minor
            return spent // per.minor * points, spent
        case PerItem(points):
            whole = int(bill.items(rule.goods))
            return whole * points, whole
        case PerVisit(points) | FirstVisit(points):
            return points, 1
        case Extra():
            raise AssertionError("extras come on top of the others")
        case other:
            assert_never(other)


def _why_not(bill: Counting, standing: Standing, rule: EarningRule) -> WhyNot | None:
    """Why a rule does not hold for this bill, the first reason of several."""
    basket, day = bill.basket, bill.basket.at.date()
    if rule.stores and basket.store not in rule.stores:
        return WhyNot.OTHER_STORE
    if (rule.from_day and day < rule.from_day) or (rule.to_day and day > rule.to_day):
        return WhyNot.OTHER_DAY
    if not within(rule.hours, basket.at):
        return WhyNot.OTHER_HOURS
    if rule.tiers and standing.tier not in rule.tiers:
        return WhyNot.OTHER_TIER
    if rule.minimum is not None and bill.money() < rule.minimum:
        return WhyNot.BELOW_MINIMUM
    if not bill.has(rule.goods):
        return WhyNot.NO_GOODS
    if isinstance(rule.gives, PerVisit) and _too_soon(rule.gives, basket, standing, rule):
        return WhyNot.TOO_SOON
    if isinstance(rule.gives, FirstVisit) and standing.visited_before:
        return WhyNot.NOT_FIRST
    return None


def _too_soon(gives: PerVisit, basket: Basket, standing: Standing, rule: EarningRule) -> bool:
    """Whether the rule gave some too near in time, before it or, of a bill that is late, after."""
    last = standing.last_given.get(rule.id)
    if last is None:
        return False
    return abs(basket.at - last) < timedelta(minutes=gives.cooldown_minutes)


def _extras(
    bill: Counting, standing: Standing, rules: Sequence[EarningRule], parts: Sequence[Part]
) -> list[Outcome]:
    """What comes on top: the sum of all extras rounded down once, cut among them."""
    found: list[_OnTop] = []
    passed: list[Outcome] = []
    givers = {rule.id: rule for rule in rules}
    more = [part for part in parts if not isinstance(givers[part.rule].gives, FirstVisit)]
    all_points: int = sum(part.points for part in more)
    for rule in rules:
        if not isinstance(rule.gives, Extra):
            continue
        refused = _why_not(bill, standing, rule)
        if refused is not None:
            passed.append(_passed(rule, refused))
            continue
        base = all_points
        if rule.goods:
            base = sum(_of_goods(bill, givers[part.rule], part, rule.goods) for part in more)
        found.append(_OnTop(rule.id, rule.version, rule.name, rule.gives.basis_points, base))
    return [*_shared_out([*found, *_of_tier(bill.terms, standing, all_points)]), *passed]


def _of_goods(bill: Counting, giver: EarningRule, part: Part, goods: Selection) -> int:
    """How many of the points that `giver` gave `goods` brought."""
    match giver.gives:
        case PerAmount():
            both = bill.money(giver.goods, goods).minor
            return part_of(part.points, min(both, part.base), part.base)
        case PerItem():
            of_both = min(bill.items(giver.goods, goods), Decimal(part.base))
            return rounded(part.points * of_both / part.base)
        case _:
            return part.points


def _of_tier(terms: Terms, standing: Standing, base: int) -> list[_OnTop]:
    """The extra of the member's tier."""
    return [
        _OnTop(RuleId(tier.id), 0, tier.name, tier.extra, base)
        for tier in (terms.tiers.tiers if terms.tiers else ())
        if tier.id == standing.tier and tier.extra
    ]


def _shared_out(found: Sequence[_OnTop]) -> list[Outcome]:
    whole = sum(one.weight for one in found) // BASIS_POINTS
    shares = split(whole, [one.weight for one in found]) if whole else [0] * len(found)
    return [
        Part(one.rule, one.version, one.name, Points(points), one.base)
        if points
        else Passed(
            one.rule,
            one.version,
            one.name,
            WhyNot.TOO_LITTLE if one.base else WhyNot.NOTHING_TO_ADD_TO,
        )
        for one, points in zip(found, shares, strict=True)
    ]


def _limited(
    terms: Terms, standing: Standing, rules: Sequence[EarningRule], outcomes: Sequence[Outcome]
) -> Worked:
    """What the limits of the day leave: each rule's own first, then that of all together."""
    most = {rule.id: rule.most_a_day for rule in rules if rule.most_a_day is not None}
    parts = [
        _cut(part, part.points - (most[part.rule] - standing.today.get(part.rule, 0)))
        if part.rule in most
        else part
        for part in _parts(outcomes)
    ]
    room = MOST_AT_ONCE
    if terms.most_a_day is not None:
        room = max(0, terms.most_a_day - standing.today_in_all)
    parts = _within_day(parts, room)
    full = [
        Passed(part.rule, part.version, part.name, WhyNot.DAY_IS_FULL)
        for part in parts
        if not part.points
    ]
    given = tuple(part for part in parts if part.points)
    passed = (one for one in outcomes if isinstance(one, Passed))
    return Worked(Points(sum(part.points for part in given)), given, (*passed, *full))


def _within_day(parts: Sequence[Part], room: int) -> list[Part]:
    """The parts cut from the last one back, so that all are `room` points at most."""
    kept = []
    for part in parts:
        kept.append(_cut(part, part.points - room))
        room -= kept[-1].points
    return kept


def _cut(part: Part, over: int) -> Part:
    """`part` with `over` points less, as far as it has them."""
    off = min(max(over, 0), part.points)
    if not off:
        return part
    return msgspec.structs.replace(
        part, points=Points(part.points - off), cut=Points(part.cut + off)
    )


def _parts(outcomes: Sequence[Outcome]) -> list[Part]:
    return [one for one in outcomes if isinstance(one, Part)]


def _passed(rule: EarningRule, why: WhyNot) -> Passed:
    return Passed(rule.id, rule.version, rule.name, why)

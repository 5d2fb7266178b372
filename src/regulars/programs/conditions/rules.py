"""Whether a reward or an offer can be used. No clock, no database: moments are the store's own."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import assert_never

import msgspec

from regulars.kernel.ids import MemberId, SegmentId, StoreId, TierId
from regulars.kernel.money import Money
from regulars.programs.conditions.model import (
    FOR_EVER,
    Audience,
    Conditions,
    Everybody,
    InSegment,
    OfTiers,
    OneMember,
    Period,
    Used,
)
from regulars.programs.errors import CannotRedeem, NotMet, UsedUp
from regulars.vouchers.rules import within


class Problem(StrEnum):
    """Why something cannot be used. The order is the one they are looked at in."""

    NOT_FOR_MEMBER = "not_for_member"
    NOT_YET = "not_yet"
    ENDED = "ended"
    OTHER_STORE = "other_store"
    OTHER_HOURS = "other_hours"
    USED_UP = "used_up"
    BUDGET_SPENT = "budget_spent"
    MEMBER_USED_UP = "member_used_up"
    BELOW_MINIMUM = "below_minimum"


SINCE = {
    Period.EVER: "",
    Period.DAY: " today",
    Period.WEEK: " this week",
    Period.MONTH: " this month",
    Period.YEAR: " this year",
}


class Who(msgspec.Struct, frozen=True):
    """A member, with the tier and the segments that the member is in now."""

    member: MemberId
    tier: TierId | None = None
    segments: Collection[SegmentId] = ()


def problem_of(
    conditions: Conditions,
    who: Who,
    used: Used,
    *,
    store: StoreId,
    at: datetime,
    before: Money | None = None,
) -> Problem | None:
    """Why it cannot be used; None when it can.

    `at` is in the time zone of the store. `before` is what the bill came to without anything of
    ours; without it no bill is known, and the minimum is not judged.
    """
    its = conditions
    if not is_for(its.audience, who):
        return Problem.NOT_FOR_MEMBER
    if its.starts_at is not None and at < its.starts_at:
        return Problem.NOT_YET
    if its.ends_at is not None and at >= its.ends_at:
        return Problem.ENDED
    if its.stores and store not in its.stores:
        return Problem.OTHER_STORE
    if not within(its.hours, at):
        return Problem.OTHER_HOURS
    if its.limit_total is not None and used.in_all >= its.limit_total:
        return Problem.USED_UP
    if its.budget is not None and used.money >= its.budget.minor:
        return Problem.BUDGET_SPENT
    if its.limit_per_member is not None and used.by_member >= its.limit_per_member:
        return Problem.MEMBER_USED_UP
    if its.minimum is not None and before is not None and before < its.minimum:
        return Problem.BELOW_MINIMUM
    return None


def check(
    title: str,
    conditions: Conditions,
    who: Who,
    used: Used,
    *,
    store: StoreId,
    at: datetime,
    before: Money,
) -> None:
    """Raises `NotMet` or `UsedUp` when it cannot be used on this bill now."""
    problem = problem_of(conditions, who, used, store=store, at=at, before=before)
    if problem is not None:
        raise refusal(problem, title, conditions)


def refusal(problem: Problem, title: str, conditions: Conditions) -> CannotRedeem:
    """What the cashier reads."""
    sentence = f"“{title}” {_said(problem, conditions)}"
    match problem:
        case Problem.USED_UP | Problem.BUDGET_SPENT | Problem.MEMBER_USED_UP:
            return UsedUp(sentence)
        case _:
            return NotMet(sentence)


def _said(problem: Problem, conditions: Conditions) -> str:
    match problem:
        case Problem.NOT_FOR_MEMBER:
            return "is not for this member."
        case Problem.NOT_YET:
            return "has not started yet."
        case Problem.ENDED:
            return "has ended."
        case Problem.OTHER_STORE:
            return "is not given in this store."
        case Problem.OTHER_HOURS:
            return "is not given at this time."
        case Problem.USED_UP:
            return "has been used up."
        case Problem.BUDGET_SPENT:
            return "has no more left to give on this bill: its budget is spent."
        case Problem.MEMBER_USED_UP:
            since = SINCE[conditions.per]
            return f"has been used by this member as often as it can be{since}."
        case Problem.BELOW_MINIMUM:
            least = conditions.minimum
            return f"is for bills of {least.major} {least.currency} or more." if least else ""
        case other:
            assert_never(other)


def is_for(audience: Audience, who: Who) -> bool:
    """Whether a member belongs to those whom something is for."""
    match audience:
        case Everybody():
            return True
        case OfTiers(tiers):
            return who.tier in tiers
        case InSegment(segment):
            return segment in who.segments
        case OneMember(member):
            return member == who.member
        case other:
            assert_never(other)


def began(per: Period, at: datetime) -> date:
    """The first day of the running period; `at` is in the time zone of the store."""
    day = at.date()
    match per:
        case Period.EVER:
            return FOR_EVER
        case Period.DAY:
            return day
        case Period.WEEK:
            return day - timedelta(days=day.weekday())
        case Period.MONTH:
            return day.replace(day=1)
        case Period.YEAR:
            return day.replace(month=1, day=1)
        case other:
            assert_never(other)

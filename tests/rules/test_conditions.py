"""Promises about who can use a reward or an offer, when, where and how often."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from regulars.kernel.ids import MemberId, SegmentId, StoreId, TierId
from regulars.kernel.money import Money
from regulars.programs.conditions.check import check_conditions
from regulars.programs.conditions.model import (
    FOR_EVER,
    Conditions,
    InSegment,
    OfTiers,
    OneMember,
    Period,
    Used,
)
from regulars.programs.conditions.rules import Problem, Who, began, check, problem_of
from regulars.programs.errors import BadReward, NotMet, UsedUp
from regulars.vouchers.model import Hours

SYDNEY = ZoneInfo("Australia/Sydney")
SUNDAY_NIGHT = datetime(2026, 11, 22, 23, 30, tzinfo=SYDNEY)
HERE, ELSEWHERE = StoreId(1), StoreId(2)
ROSA, FINN = MemberId(UUID(int=1)), MemberId(UUID(int=2))
GOLD, SILVER = TierId(UUID(int=3)), TierId(UUID(int=4))
LAPSED = SegmentId(UUID(int=5))
MONDAYS, SUNDAYS = 1, 64
DAY = timedelta(days=1)


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


REFUSED: list[tuple[dict[str, Any], Used, Problem, str]] = [
    ({"audience": OneMember(FINN)}, Used(), Problem.NOT_FOR_MEMBER, "not for this member"),
    ({"audience": OfTiers((SILVER,))}, Used(), Problem.NOT_FOR_MEMBER, "not for this member"),
    ({"audience": InSegment(LAPSED)}, Used(), Problem.NOT_FOR_MEMBER, "not for this member"),
    ({"starts_at": SUNDAY_NIGHT + DAY}, Used(), Problem.NOT_YET, "not started"),
    ({"ends_at": SUNDAY_NIGHT}, Used(), Problem.ENDED, "has ended"),
    ({"stores": (ELSEWHERE,)}, Used(), Problem.OTHER_STORE, "in this store"),
    ({"hours": Hours(MONDAYS)}, Used(), Problem.OTHER_HOURS, "at this time"),
    ({"hours": Hours(SUNDAYS, 8 * 60, 11 * 60)}, Used(), Problem.OTHER_HOURS, "at this time"),
    ({"limit_total": 3}, Used(in_all=3), Problem.USED_UP, "used up"),
    ({"budget": aud("50")}, Used(money=5_000), Problem.BUDGET_SPENT, "budget is spent"),
    (
        {"limit_per_member": 2, "per": Period.WEEK},
        Used(by_member=2),
        Problem.MEMBER_USED_UP,
        "as often as it can be this week",
    ),
    ({"minimum": aud("30.01")}, Used(), Problem.BELOW_MINIMUM, "30.01 AUD or more"),
]
MET: list[dict[str, Any]] = [
    {},
    {"audience": OneMember(ROSA)},
    {"audience": OfTiers((SILVER, GOLD))},
    {"starts_at": SUNDAY_NIGHT, "ends_at": SUNDAY_NIGHT + DAY},
    {"stores": (ELSEWHERE, HERE)},
    {"hours": Hours(SUNDAYS, 22 * 60, 2 * 60)},
    {"limit_total": 3, "limit_per_member": 2, "budget": aud("50")},
    {"minimum": aud("30")},
]


@pytest.mark.parametrize(("conditions", "used", "problem", "words"), REFUSED)
def test_each_condition_that_is_not_met_has_a_sentence_of_its_own(
    conditions: dict[str, Any], used: Used, problem: Problem, words: str
) -> None:
    its, who, bill = Conditions(**conditions), Who(ROSA, GOLD), aud("30")
    found = problem_of(its, who, used, store=HERE, at=SUNDAY_NIGHT, before=bill)
    assert found is problem
    limit = problem in (Problem.USED_UP, Problem.BUDGET_SPENT, Problem.MEMBER_USED_UP)
    with pytest.raises(UsedUp if limit else NotMet, match=words) as refused:
        check("Lunch deal", its, who, used, store=HERE, at=SUNDAY_NIGHT, before=bill)
    assert "“Lunch deal”" in refused.value.sentence


@pytest.mark.parametrize("conditions", MET)
def test_what_is_met_can_be_used(conditions: dict[str, Any]) -> None:
    its, used = Conditions(**conditions), Used(in_all=2, by_member=1, money=4_999)
    who = Who(ROSA, GOLD, {LAPSED})
    assert problem_of(its, who, used, store=HERE, at=SUNDAY_NIGHT, before=aud("30")) is None


def test_a_smallest_bill_is_not_judged_before_there_is_a_bill() -> None:
    its = Conditions(minimum=aud("1000"))
    assert problem_of(its, Who(ROSA), Used(), store=HERE, at=SUNDAY_NIGHT) is None


@pytest.mark.parametrize(
    ("per", "first"),
    [
        (Period.EVER, FOR_EVER),
        (Period.DAY, date(2026, 11, 22)),
        (Period.WEEK, date(2026, 11, 16)),
        (Period.MONTH, date(2026, 11, 1)),
        (Period.YEAR, date(2026, 1, 1)),
    ],
)
def test_a_period_begins_where_the_store_is(per: Period, first: date) -> None:
    """It is Sunday at noon in London by then."""
    assert began(per, SUNDAY_NIGHT) == first
    assert began(per, SUNDAY_NIGHT.astimezone(UTC).astimezone(SYDNEY)) == first


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ({"starts_at": SUNDAY_NIGHT, "ends_at": SUNDAY_NIGHT}, "ends_at"),
        ({"minimum": aud("0")}, "minimum"),
        ({"budget": aud("-1")}, "budget"),
        ({"limit_total": 0}, "limit_total"),
        ({"limit_per_member": -1}, "limit_per_member"),
        ({"limit_total": 10**10}, "limit_total"),
        ({"hours": Hours(0)}, "weekdays"),
        ({"hours": Hours(127, 60)}, "hours"),
        ({"audience": OfTiers(())}, "audience"),
    ],
)
def test_conditions_that_contradict_themselves_have_a_sentence_beside_their_field(
    conditions: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadReward) as refused:
        check_conditions(Conditions(**conditions))
    assert refused.value.field == field


def test_ordinary_conditions_can_be_set() -> None:
    for conditions in MET:
        check_conditions(Conditions(**conditions))

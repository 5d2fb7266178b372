"""Who belongs to a segment."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from regulars.kernel.ids import TierId
from regulars.kernel.money import Money
from regulars.members.model import Birthday
from regulars.programs.errors import BadSegment
from regulars.programs.segments.model import BirthdayIn, Criteria, MemberFacts
from regulars.programs.segments.rules import belongs, check_criteria, counted_from

AUCKLAND = ZoneInfo("Pacific/Auckland")
NOW = datetime(2026, 11, 22, 9, 0, tzinfo=AUCKLAND)
"""A Sunday."""
GOLD = TierId(UUID(int=12))
REGULAR = MemberFacts(
    birthday=Birthday(11, 22, 1990),
    enrolled_at=NOW - timedelta(days=100),
    last_seen_at=NOW - timedelta(days=10),
    tier=GOLD,
    visits=5,
    spent=Money.of("120", "NZD"),
)


def nzd(amount: str) -> Money:
    return Money.of(amount, "NZD")


@pytest.mark.parametrize(
    ("criteria", "expected"),
    [
        (Criteria(not_seen_days=9), True),
        (Criteria(not_seen_days=10), False),
        (Criteria(seen_days=10), True),
        (Criteria(seen_days=9), False),
        (Criteria(joined_days=100), True),
        (Criteria(joined_days=99), False),
        (Criteria(birthday=BirthdayIn.DAY), True),
        (Criteria(tiers=(GOLD,)), True),
        (Criteria(tiers=(TierId(UUID(int=13)),)), False),
        (Criteria(least_visits=5, most_visits=5), True),
        (Criteria(least_visits=6), False),
        (Criteria(most_visits=4), False),
        (Criteria(least_spent=nzd("120")), True),
        (Criteria(least_spent=nzd("120.01")), False),
        (Criteria(seen_days=10, least_visits=6), False),
        (Criteria(seen_days=10, least_visits=5, birthday=BirthdayIn.MONTH), True),
    ],
)
def test_all_that_is_set_has_to_hold(criteria: Criteria, expected: bool) -> None:
    assert belongs(criteria, REGULAR, NOW) is expected


def test_somebody_who_was_never_seen_is_not_seen_since_they_joined() -> None:
    never = msgspec.structs.replace(REGULAR, last_seen_at=None)
    assert belongs(Criteria(not_seen_days=99), never, NOW)
    assert not belongs(Criteria(not_seen_days=100), never, NOW)
    assert not belongs(Criteria(seen_days=365), never, NOW)


@pytest.mark.parametrize(
    ("birthday", "days"),
    [
        (Birthday(11, 22), {"day", "week", "month"}),
        (Birthday(11, 16), {"week", "month"}),
        (Birthday(11, 15), {"month"}),
        (Birthday(11, 23), {"month"}),
        (Birthday(12, 1), set()),
        (None, set()),
    ],
)
def test_a_birthday_is_in_the_running_day_week_and_month(
    birthday: Birthday | None, days: set[str]
) -> None:
    facts = msgspec.structs.replace(REGULAR, birthday=birthday)
    found = {when for when in BirthdayIn if belongs(Criteria(birthday=when), facts, NOW)}
    assert found == days


def test_a_birthday_is_on_the_day_where_the_merchant_is() -> None:
    yesterday_elsewhere = NOW.replace(hour=0, minute=30)
    assert yesterday_elsewhere.astimezone(UTC).day == 21
    assert belongs(Criteria(birthday=BirthdayIn.DAY), REGULAR, yesterday_elsewhere)


def test_days_back_are_24_hours_also_where_a_clock_was_put_forward() -> None:
    spring = datetime(2026, 9, 28, 9, 0, tzinfo=AUCKLAND)
    since = counted_from(Criteria(within_days=2), spring)
    assert since is not None
    assert spring.astimezone(UTC) - since == timedelta(hours=48)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("criteria", {}),
        ("criteria", {"within_days": 30}),
        ("not_seen_days", {"not_seen_days": 0}),
        ("seen_days", {"seen_days": 4_000}),
        ("most_visits", {"least_visits": 3, "most_visits": 2}),
        ("least_visits", {"least_visits": -1}),
        ("seen_days", {"seen_days": 30, "not_seen_days": 30}),
        ("least_spent", {"least_spent": nzd("0")}),
    ],
)
def test_criteria_that_nobody_can_meet_are_refused(field: str, typed: dict[str, Any]) -> None:
    with pytest.raises(BadSegment) as refused:
        check_criteria(Criteria(**typed))
    assert refused.value.field == field

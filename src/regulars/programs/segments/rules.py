"""Who is in a segment. No clock, no database: `at` is the moment, in the merchant's own time."""

from datetime import UTC, date, datetime, timedelta
from typing import assert_never

from regulars.members.birthdays import celebrated_on
from regulars.programs.errors import BadSegment
from regulars.programs.segments.model import BirthdayIn, Criteria, MemberFacts, Segment

LONGEST_NAME = 60
LONGEST_AGO = 3_660
MOST_VISITS = 1_000_000


def check_segment(segment: Segment) -> None:
    """Raises `BadSegment` with the field that cannot be used."""
    if not segment.name.strip() or not segment.name.isprintable():
        raise BadSegment("A segment needs a name.", field="name")
    if len(segment.name) > LONGEST_NAME:
        raise BadSegment(f"At most {LONGEST_NAME} characters.", field="name")
    check_criteria(segment.criteria)


def check_criteria(criteria: Criteria) -> None:
    """Raises `BadSegment` for criteria that ask nothing, or what nobody can be."""
    if criteria == Criteria(within_days=criteria.within_days):
        raise BadSegment("Choose at least one thing that they have in common.", field="criteria")
    for field in ("not_seen_days", "seen_days", "joined_days", "within_days"):
        _check_whole(field, getattr(criteria, field), 1, LONGEST_AGO, "days")
    for field in ("least_visits", "most_visits"):
        _check_whole(field, getattr(criteria, field), 0, MOST_VISITS, "visits")
    least, most = criteria.least_visits, criteria.most_visits
    if least is not None and most is not None and least > most:
        raise BadSegment("That is fewer than the least.", field="most_visits")
    seen, not_seen = criteria.seen_days, criteria.not_seen_days
    if seen is not None and not_seen is not None and seen <= not_seen:
        raise BadSegment("Nobody was seen then and not seen since.", field="seen_days")
    if criteria.least_spent is not None and criteria.least_spent.minor <= 0:
        raise BadSegment("The amount is more than zero.", field="least_spent")


def belongs(criteria: Criteria, facts: MemberFacts, at: datetime) -> bool:
    """Whether all of `criteria` holds for a member of whom `facts` are known."""
    return (
        _seen(criteria, facts, at)
        and (criteria.joined_days is None or facts.enrolled_at >= ago(at, criteria.joined_days))
        and (criteria.birthday is None or _has_birthday(criteria.birthday, facts, at))
        and (not criteria.tiers or facts.tier in criteria.tiers)
        and _visited(criteria, facts)
    )


def ago(at: datetime, days: int) -> datetime:
    """The instant so many times 24 hours before `at`."""
    return at.astimezone(UTC) - timedelta(days=days)


def counted_from(criteria: Criteria, at: datetime) -> datetime | None:
    """From when on visits and money count; None for all time."""
    return None if criteria.within_days is None else ago(at, criteria.within_days)


def birthdays_in(when: BirthdayIn, at: datetime) -> tuple[tuple[int, int], ...]:
    """The months and days of the birthdays celebrated in the day, week or month of `at`."""
    return tuple(birthday for day in _days(when, at.date()) for birthday in celebrated_on(day))


def _check_whole(field: str, number: int | None, least: int, most: int, what: str) -> None:
    if number is not None and not least <= number <= most:
        raise BadSegment(f"From {least} to {most:,} {what}.", field=field)


def _seen(criteria: Criteria, facts: MemberFacts, at: datetime) -> bool:
    seen = facts.last_seen_at
    if criteria.seen_days is not None and (seen is None or seen < ago(at, criteria.seen_days)):
        return False
    last = seen or facts.enrolled_at
    return criteria.not_seen_days is None or last < ago(at, criteria.not_seen_days)


def _has_birthday(when: BirthdayIn, facts: MemberFacts, at: datetime) -> bool:
    birthday = facts.birthday
    return birthday is not None and (birthday.month, birthday.day) in birthdays_in(when, at)


def _days(when: BirthdayIn, today: date) -> list[date]:
    match when:
        case BirthdayIn.DAY:
            return [today]
        case BirthdayIn.WEEK:
            monday = today - timedelta(days=today.weekday())
            return [monday + timedelta(days=number) for number in range(7)]
        case BirthdayIn.MONTH:
            days = (today.replace(day=1) + timedelta(days=number) for number in range(31))
            return [day for day in days if day.month == today.month]
        case other:
            assert_never(other)


def _visited(criteria: Criteria, facts: MemberFacts) -> bool:
    return (
        (criteria.least_visits is None or facts.visits >= criteria.least_visits)
        and (criteria.most_visits is None or facts.visits <= criteria.most_visits)
        and (criteria.least_spent is None or facts.spent >= criteria.least_spent)
    )

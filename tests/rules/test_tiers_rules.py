"""Which tier follows from which figure; the figures are those of docs/algorithms/tiers.md."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MemberId, TierId
from regulars.members.birthdays import celebrated, celebrated_on, check_born, checked_birthday
from regulars.members.model import Birthday
from regulars.programs.errors import BadTiers
from regulars.programs.segments.model import BirthdayIn
from regulars.programs.segments.rules import birthdays_in
from regulars.programs.tiers.model import Membership, Span, Tier, TierScheme
from regulars.programs.tiers.rules import (
    check_scheme,
    counted_from,
    progress,
    reached,
    stands,
)

SYDNEY = ZoneInfo("Australia/Sydney")
MEMBER = MemberId(UUID(int=1))
SILVER = Tier(TierId(UUID(int=11)), "Silver", 100)
GOLD = Tier(TierId(UUID(int=12)), "Gold", 500, extra=5_000)
SCHEME = TierScheme((SILVER, GOLD))
NAMES = {tier.id: tier.name for tier in SCHEME.tiers}


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d %B %Y, %H:%M").replace(tzinfo=SYDNEY)


def day(text: str) -> datetime:
    """Nine in the morning of that day of 2026."""
    return moment(f"{text} 2026, 09:00")


def spanning(text: str) -> TierScheme:
    if text == "this year":
        return TierScheme((SILVER,), span=Span.YEAR)
    return TierScheme((SILVER,), months=int(text.split(maxsplit=1)[0]))


def test_a_span_begins_as_the_table_says() -> None:
    for now, span, begins in table("tiers", "What is counted"):
        assert counted_from(spanning(span), moment(now)) == moment(begins)
    assert counted_from(TierScheme((SILVER,), span=Span.EVER), day("1 May")) is None


def test_a_figure_reaches_the_tier_of_the_table() -> None:
    for figure, name in table("tiers", "Which tier"):
        tier = reached(SCHEME, int(figure))
        assert (tier.name if tier else "none") == name


def test_a_tier_comes_at_once_and_goes_after_the_grace_as_the_table_says() -> None:
    held: Membership | None = None
    for on, figure, name, until in table("tiers", "Up at once, down after the grace"):
        held = stands(SCHEME, MEMBER, held, int(figure), at=day(on))
        assert (NAMES[held.tier] if held else "none") == name, on
        ends = held.until if held else None
        assert ends == (day(until).replace(hour=0) if until else None), on


def test_a_tier_that_is_kept_is_held_since_it_was_reached() -> None:
    held = stands(SCHEME, MEMBER, None, 520, at=day("10 March"))
    kept = stands(SCHEME, MEMBER, held, 80, at=day("20 March"))
    again = stands(SCHEME, MEMBER, kept, 700, at=day("25 March"))
    assert held is not None
    assert again == held
    assert held.since == day("10 March").astimezone(UTC)


def test_without_grace_a_tier_goes_as_soon_as_it_is_noticed() -> None:
    strict = TierScheme((SILVER, GOLD), grace_days=0)
    held = stands(strict, MEMBER, None, 520, at=day("10 March"))
    lower = stands(strict, MEMBER, held, 499, at=day("10 March"))
    assert lower is not None
    assert lower.tier == SILVER.id


def test_a_tier_that_was_taken_out_is_gone_at_once() -> None:
    gold = Membership(MEMBER, GOLD.id, day("1 March"))
    without = TierScheme((SILVER,))
    found = stands(without, MEMBER, gold, 600, at=day("2 March"))
    assert found is not None
    assert (found.tier, found.since) == (SILVER.id, day("2 March"))
    assert stands(TierScheme(()), MEMBER, gold, 600, at=day("2 March")) is None


@given(
    st.lists(st.integers(min_value=-300, max_value=400), max_size=12),
    st.integers(min_value=0, max_value=40),
)
def test_once_the_grace_is_over_the_tier_follows_from_the_figure_in_any_order(
    changes: list[int], grace: int
) -> None:
    scheme = TierScheme((SILVER, GOLD), grace_days=grace)
    orders = [changes, sorted(changes), sorted(changes, reverse=True)]
    final = sum(changes)
    for order in orders:
        figure, held, at = 0, None, day("1 March")
        for change in order:
            figure, at = figure + change, at + timedelta(hours=7)
            held = stands(scheme, MEMBER, held, figure, at=at)
            entitled = reached(scheme, figure)
            heights = {None: -1, SILVER.id: 0, GOLD.id: 1}
            has = heights[held.tier if held else None]
            assert has >= heights[entitled.id if entitled else None], "never below what is reached"
        for _ in range(2):
            at += timedelta(days=grace + 1)
            held = stands(scheme, MEMBER, held, figure, at=at)
        tier = reached(scheme, final)
        assert (held.tier if held else None) == (tier.id if tier else None)
        assert held is None or held.until is None


def test_progress_counts_to_the_next_tier_above_the_one_that_is_held() -> None:
    nothing = progress(SCHEME, None, 40)
    assert (nothing.tier, nothing.next, nothing.missing) == (None, SILVER, 60)
    silver = progress(SCHEME, Membership(MEMBER, SILVER.id, day("1 March")), 180)
    assert (silver.tier, silver.next, silver.missing) == (SILVER, GOLD, 320)
    until = day("1 May")
    kept = progress(SCHEME, Membership(MEMBER, GOLD.id, day("1 March"), until), 20)
    assert (kept.tier, kept.next, kept.until) == (GOLD, None, until)


@pytest.mark.parametrize(
    ("scheme", "field"),
    [
        (TierScheme(()), "tiers"),
        (TierScheme((GOLD, SILVER)), "tiers"),
        (TierScheme((SILVER, Tier(GOLD.id, "silver", 200))), "tiers"),
        (TierScheme((Tier(GOLD.id, " ", 1),)), "name"),
        (TierScheme((Tier(GOLD.id, "Gold", -1),)), "threshold"),
        (TierScheme((Tier(GOLD.id, "Gold", 1, extra=90_001),)), "extra"),
        (TierScheme((Tier(GOLD.id, "Gold", 1, colour="pink"),)), "colour"),
        (TierScheme((GOLD,), months=0), "months"),
        (TierScheme((GOLD,), grace_days=-1), "grace_days"),
    ],
)
def test_tiers_that_make_no_sense_are_refused_where_they_do_not(
    scheme: TierScheme, field: str
) -> None:
    with pytest.raises(BadTiers) as refused:
        check_scheme(scheme)
    assert refused.value.field == field


def test_birthdays_are_celebrated_as_the_table_says() -> None:
    for birthday, on, week_of, is_so in table("tiers", "Birthdays"):
        known = datetime.strptime(f"{birthday} 2000", "%d %B %Y").replace(tzinfo=UTC)
        if on:
            days = celebrated_on(datetime.strptime(on, "%d %B %Y").replace(tzinfo=UTC).date())
        else:
            at = datetime.strptime(week_of, "%d %B %Y").replace(hour=9, tzinfo=SYDNEY)
            days = birthdays_in(BirthdayIn.WEEK, at)
        assert ((known.month, known.day) in days) is (is_so == "yes"), (birthday, on, week_of)


@given(st.dates(date(1999, 1, 1), date(2105, 1, 1)), st.integers(1999, 2104))
def test_every_birthday_is_celebrated_once_a_year(born: date, year: int) -> None:
    birthday = Birthday(born.month, born.day)
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    found = [
        one for one in days if one.year == year and (born.month, born.day) in celebrated_on(one)
    ]
    assert found == [celebrated(birthday, year)]


@pytest.mark.parametrize(
    "birthday",
    [
        Birthday(2, 30),
        Birthday(2, 29, 2023),
        Birthday(13, 1),
        Birthday(0, 1),
        Birthday(6, 0),
        Birthday(6, 31, 1990),
        Birthday(6, 1, 1899),
        Birthday(6, 1, 2027),
    ],
)
def test_a_day_that_never_was_is_no_birthday(birthday: Birthday) -> None:
    with pytest.raises(Invalid) as refused:
        check_born(checked_birthday(birthday), day("1 March"))
    assert refused.value.field == "birthday"


def test_a_leap_day_is_a_birthday_with_and_without_its_year() -> None:
    assert checked_birthday(Birthday(2, 29)) == Birthday(2, 29)
    assert checked_birthday(Birthday(2, 29, 2024)) == Birthday(2, 29, 2024)
    assert checked_birthday(None) is None

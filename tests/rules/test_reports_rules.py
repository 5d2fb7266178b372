"""How rows add up to figures; the worked evening is that of docs/algorithms/reports.md."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st
from tests.worked import table

from regulars.bookings.model import StatusType
from regulars.reports.model import LEADS, Booked, Figures, Paid, Period, Used
from regulars.reports.rules import days_in, figures_of, lead_of, summed, to_count, to_fold
from regulars.reports.sources import Bill, Coming, Party, Redeemed, Rows

FRIDAY = date(2026, 11, 20)
DAY = timedelta(days=1)
REWARD = UUID(int=5)


def minor(text: str) -> int:
    return int(Decimal(text) * 100)


def coming(text: str) -> Coming:
    return Coming({"yes": True, "no": False, "unknown": None}[text])


def party(cells: list[str]) -> Party:
    how, taken, covers, became, sat, stayed, bills, before = cells
    listed = became == "on a list"
    amounts = [minor(amount) for amount in bills.split(", ") if amount]
    return Party(
        walk_in=how == "walk-in",
        listed=listed,
        status=StatusType.CONFIRMED if listed else StatusType(became),
        source=how.replace("-", "_"),
        covers=int(covers),
        taken_on=datetime.strptime(f"{taken} 2026", "%d %B %Y").replace(tzinfo=UTC).date(),
        came=coming(before) if sat else None,
        hour=int(sat.split(":")[0]) if sat else 0,
        minutes=int(stayed) if stayed else None,
        minor=sum(amounts) if amounts else None,
    )


def bill(amount: str, points: int = 0, *, came: Coming | None = None, stands: bool = True) -> Bill:
    return Bill(
        stands=stands,
        of_member=came is not None,
        minor=minor(amount),
        tips_minor=0,
        discount_minor=0,
        points=points,
        came=came,
    )


def evening() -> Rows:
    worked = list(table("reports", "A worked evening", 1))
    points = {"900.00": 800}
    bills = [
        bill(amount, points.get(amount, 0))
        for cells in worked
        for amount in cells[6].split(", ")
        if amount
    ]
    at_the_bar = bill("12.00", 12, came=Coming(before=True))
    taken_back = bill("9.90", stands=False)
    redeemed = Redeemed(what=REWARD, minor=500, points=50)
    return Rows([*map(party, worked)], [*bills, at_the_bar, taken_back], [redeemed])


def said(text: str) -> dict[str, int]:
    """`18: 2, 19: 14`, with amounts as minor units."""
    parts = (part.split(": ") for part in text.split(", "))
    return {key: minor(value) if "." in value else int(value) for key, value in parts}


def as_said(figures: Figures) -> dict[str, object]:
    """The figures by the names that the page has for them."""
    plain = {
        "spent": figures.spent_minor,
        "spent by visits": figures.visit_minor,
        "by hour": {str(key): covers for key, covers in figures.by_hour.items()},
        "by party": {str(key): paid.minor for key, paid in figures.by_party.items()},
        "by stay": {str(key): paid.minor for key, paid in figures.by_stay.items()},
        "by lead": {str(key): bookings for key, bookings in figures.by_lead.items()},
        "by source": {key: booked.bookings for key, booked in figures.by_source.items()},
    }
    return {
        **{n: getattr(figures, n.replace("-", "_").replace(" ", "_"), None) for n in NAMES},
        **plain,
    }


NAMES = [name for name, _ in table("reports", "A worked evening", 2)]


def test_an_evening_comes_to_what_is_worked_out_by_hand() -> None:
    figures = figures_of(FRIDAY, evening())
    shown = as_said(figures)
    for name, value in table("reports", "A worked evening", 2):
        wanted = said(value) if ":" in value else minor(value) if "." in value else int(value)
        assert shown[name] == wanted, name
    assert figures.rewards == {REWARD: Used(1, 500, 50)}
    assert figures.by_party[9] == Paid(1, 10, 90_000)
    assert figures.by_source["online"] == Booked(2, 6)


parties = st.builds(
    Party,
    walk_in=st.booleans(),
    listed=st.booleans(),
    status=st.sampled_from(StatusType),
    source=st.sampled_from(["online", "phone", "walk_in"]),
    covers=st.integers(1, 12),
    taken_on=st.dates(FRIDAY - 60 * DAY, FRIDAY + DAY),
    came=st.none() | st.builds(Coming, st.none() | st.booleans()),
    hour=st.integers(4, 27),
    minutes=st.none() | st.integers(0, 400),
    minor=st.none() | st.integers(0, 100_000),
    points=st.integers(0, 500),
)
bills = st.builds(
    Bill,
    stands=st.booleans(),
    of_member=st.booleans(),
    minor=st.integers(-500, 100_000),
    tips_minor=st.integers(0, 500),
    discount_minor=st.integers(0, 500),
    points=st.integers(0, 500),
    came=st.none() | st.builds(Coming, st.none() | st.booleans()),
)
redemptions = st.builds(
    Redeemed,
    what=st.sampled_from([REWARD, UUID(int=6)]),
    minor=st.integers(0),
    points=st.integers(0),
)
days = st.builds(Rows, st.lists(parties), st.lists(bills), st.lists(redemptions))


@given(st.lists(days, max_size=4))
def test_figures_of_parts_add_up_to_those_of_the_whole(parts: list[Rows]) -> None:
    whole = Rows(
        [one for part in parts for one in part.parties],
        [one for part in parts for one in part.bills],
        [one for part in parts for one in part.redeemed],
    )
    added = summed([figures_of(FRIDAY, part) for part in parts])
    assert added == figures_of(FRIDAY, whole)


@given(days)
def test_every_figure_is_within_the_one_that_it_is_a_part_of(rows: Rows) -> None:
    figures = figures_of(FRIDAY, rows)
    guests = figures.new_guests + figures.returning_guests + figures.unknown_guests
    assert figures.visits <= guests <= figures.visits + figures.sales
    assert sum(figures.by_hour.values()) == figures.covers >= figures.paid_covers
    assert sum(paid.minor for paid in figures.by_party.values()) == figures.visit_minor
    assert sum(paid.covers for paid in figures.by_party.values()) == figures.paid_covers
    assert sum(paid.visits for paid in figures.by_stay.values()) <= figures.left
    assert sum(figures.by_lead.values()) == figures.bookings
    assert sum(booked.covers for booked in figures.by_source.values()) == figures.booked_covers
    assert figures.cancelled + figures.no_shows <= figures.bookings
    assert sum(used.points for used in figures.rewards.values()) == figures.burned


def test_a_booking_counts_by_how_many_days_ahead_it_was_taken() -> None:
    ahead = [
        lead_of(FRIDAY, FRIDAY - days * DAY) for days in (0, 1, 2, 3, 4, 7, 8, 15, 30, 31, 400)
    ]
    assert ahead == [0, 1, 2, 2, 4, 4, 8, 15, 15, 31, 31]
    assert set(ahead) == set(LEADS)
    assert lead_of(FRIDAY, FRIDAY + DAY) == 0, (
        "who came after midnight was not taken the day before"
    )


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    month = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert month.before == Period(date(2026, 1, 29), date(2026, 2, 28))
    assert month.before.days == month.days == 31


def test_days_are_counted_that_are_not_kept_or_have_changed() -> None:
    first, second, third, fourth, fifth = week = days_in(Period(FRIDAY, FRIDAY + 4 * DAY))
    period = Period(first, fifth)
    assert to_count(period, (), (), since=None) == week
    assert to_count(period, [second, third], (), since=second) == [fourth, fifth]
    assert to_count(period, [second, third], [first, third], since=second) == [
        first,
        third,
        fourth,
        fifth,
    ]
    assert to_fold(None, fifth, ()) == []
    assert to_fold(second, fourth, [third]) == [second, fourth]
    assert to_fold(fourth, third, ()) == [], "nothing was on a day that is over"

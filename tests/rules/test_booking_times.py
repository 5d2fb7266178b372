"""The store's clock: days that begin at four in the morning, and nights with an hour too few."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.rooms import ATHENS, LORD_HOWE, SYDNEY

from regulars.bookings.rules.times import (
    DAY_BEGINS,
    DAY_ENDS,
    bounds,
    day_of,
    instant_of,
    minute_of,
)

HOUR = timedelta(hours=1)

ZONES = st.sampled_from([ATHENS, SYDNEY, LORD_HOWE, "America/New_York", "Asia/Kolkata", "UTC"])
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
INSTANTS = st.integers(0, 8 * 366 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_three_in_the_morning_still_belongs_to_the_day_before() -> None:
    assert day_of(utc("2026-11-20 01:59"), ATHENS) == date(2026, 11, 19)  # 03:59
    assert day_of(utc("2026-11-20 02:00"), ATHENS) == date(2026, 11, 20)  # 04:00
    assert day_of(utc("2026-11-20 16:59"), SYDNEY) == date(2026, 11, 20)  # 03:59 on the 21st
    assert day_of(utc("2026-11-20 17:00"), SYDNEY) == date(2026, 11, 21)


def test_minutes_go_on_past_midnight() -> None:
    one_in_the_morning = utc("2026-11-20 23:00")

    assert instant_of(date(2026, 11, 20), 1500, ATHENS) == one_in_the_morning
    assert minute_of(one_in_the_morning, date(2026, 11, 20), ATHENS) == 1500


# Each night at two zones: the day of the diary that it ends, the minutes of the hour that is left
# out or doubled, and when the clock changes.
SPRING = [
    (ATHENS, date(2026, 3, 28), range(1620, 1680), utc("2026-03-29 01:00")),
    (SYDNEY, date(2026, 10, 3), range(1560, 1620), utc("2026-10-03 16:00")),
]
AUTUMN = [
    (ATHENS, date(2026, 10, 24), range(1620, 1680), utc("2026-10-25 01:00")),
    (SYDNEY, date(2026, 4, 4), range(1560, 1620), utc("2026-04-04 16:00")),
]


@pytest.mark.parametrize(("zone", "day", "hour", "changes_at"), SPRING)
def test_a_time_that_the_clock_leaves_out_is_no_time(
    zone: str, day: date, hour: range, changes_at: datetime
) -> None:
    assert {instant_of(day, minute, zone) for minute in hour} == {None}
    assert instant_of(day, hour[0] - 1, zone) == changes_at - timedelta(minutes=1)
    begins, ends = bounds(day, zone)
    assert ends - begins == 23 * HOUR
    assert {day_of(changes_at + step, zone) for step in (-HOUR, -timedelta(seconds=1))} == {day}


@pytest.mark.parametrize(("zone", "day", "hour", "changes_at"), AUTUMN)
def test_a_time_that_the_clock_has_twice_is_the_first_of_the_two(
    zone: str, day: date, hour: range, changes_at: datetime
) -> None:
    first = changes_at - HOUR

    assert [instant_of(day, minute, zone) for minute in hour] == [
        first + timedelta(minutes=number) for number in range(60)
    ]
    assert minute_of(first, day, zone) == minute_of(changes_at, day, zone) == hour[0]
    begins, ends = bounds(day, zone)
    assert ends - begins == 25 * HOUR


@settings(deadline=None)
@given(INSTANTS, ZONES)
def test_every_instant_is_in_one_day_and_between_its_bounds(instant: datetime, zone: str) -> None:
    day = day_of(instant, zone)
    begins, ends = bounds(day, zone)

    assert begins <= instant < ends
    assert DAY_BEGINS <= minute_of(instant, day, zone) < DAY_ENDS
    assert bounds(day + timedelta(days=1), zone)[0] == ends


@settings(deadline=None)
@given(DAYS, st.integers(DAY_BEGINS, DAY_ENDS - 1), ZONES)
def test_a_time_on_the_clock_comes_back_as_it_went(day: date, minute: int, zone: str) -> None:
    instant = instant_of(day, minute, zone)

    if instant is not None:
        assert (day_of(instant, zone), minute_of(instant, day, zone)) == (day, minute)
        # None of the same name was earlier.
        earlier = (instant - step * timedelta(minutes=30) for step in (1, 2))
        assert all(minute_of(one, day, zone) != minute for one in earlier)


def test_an_eight_o_clock_booking_stays_at_eight_when_the_clocks_change() -> None:
    """https://github.com/calcom/cal.diy/issues/1092, https://github.com/calcom/cal.diy/issues/7667"""
    for zone, day, _, _ in SPRING + AUTUMN:
        for around in range(-3, 4):
            night = day + timedelta(days=around)
            instant = instant_of(night, 20 * 60, zone)
            assert instant is not None
            assert (day_of(instant, zone), minute_of(instant, night, zone)) == (night, 20 * 60)

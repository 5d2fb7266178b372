"""The slots that a party is offered: services and their limits, what is blocked, and nights on
which the clock changes.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from tests.rules.rooms import (
    ATHENS,
    NEVER,
    SYDNEY,
    TERRACE,
    blockout,
    combination,
    floor,
    plan,
    service,
    table,
    table_id,
    terms,
)

from regulars.bookings.floor.model import Plan, ServiceKind, Stay
from regulars.bookings.model import Slot
from regulars.bookings.rules.availability import (
    blocking,
    nearest,
    room_in,
    runs_on,
    service_at,
    slot_at,
    slots,
    stay_of,
)
from regulars.bookings.rules.placing import Taken
from regulars.bookings.rules.times import instant_of, minute_of

FRIDAY = date(2026, 11, 20)
MINUTE = timedelta(minutes=1)
HALF_PAST_FIVE, EIGHT, NINE = 1050, 1200, 1260
ONE_TABLE = floor(table(1, 1, 4))


def at(minute: int, day: date = FRIDAY, zone: str = ATHENS) -> datetime:
    instant = instant_of(day, minute, zone)
    assert instant is not None
    return instant


def begins(found: Sequence[Slot], day: date = FRIDAY, zone: str = ATHENS) -> list[int]:
    return [minute_of(slot.starts_at, day, zone) for slot in found]


def offered(
    of: Plan,
    covers: int = 2,
    *,
    day: date = FRIDAY,
    taken: Sequence[Taken] = (),
    begun: Mapping[datetime, int] | None = None,
    now: datetime = NEVER,
    online: bool = True,
    notice: int = 0,
) -> list[int]:
    """When the day's slots begin, in minutes of the store's clock."""
    found = slots(
        of,
        day,
        covers,
        taken=taken,
        begun=begun or {},
        now=now,
        notice=notice * MINUTE,
        online=online,
    )
    return begins(found, day, of.time_zone)


def test_a_slot_says_how_long_the_party_stays_and_what_it_gets() -> None:
    of = plan(ONE_TABLE, service(EIGHT, EIGHT, stays=(Stay(2, 90), Stay(4, 120)), turn_minutes=15))

    [slot] = slots(of, FRIDAY, 3, taken=[], begun={}, now=NEVER)

    assert slot == Slot(
        service=of.services[0].id,
        starts_at=at(EIGHT),
        duration_minutes=120,
        turn_minutes=15,
        tables=(table_id(1),),
    )


def test_larger_parties_stay_longer_and_the_largest_as_the_last_line_says() -> None:
    dinner = terms(EIGHT, NINE, stays=(Stay(2, 90), Stay(4, 105), Stay(8, 120)))

    assert [stay_of(dinner, covers) for covers in (1, 2, 3, 4, 8, 30)] == [
        90, 90, 105, 105, 120, 120,
    ]  # fmt: skip


def test_the_table_stays_taken_for_the_whole_stay_of_a_party() -> None:
    """https://github.com/tastyigniter/TastyIgniter/issues/242"""
    of = plan(ONE_TABLE, service(HALF_PAST_FIVE, NINE, turn_minutes=15))
    party = Taken(table_id(1), at(1140), at(1140 + 105))  # seven o'clock, 90 minutes and the turn

    assert offered(of, taken=[party]) == [NINE]
    assert offered(of, taken=[]) == [1050, 1080, 1110, 1140, 1170, 1200, 1230, 1260]


def test_the_turn_is_kept_free_after_a_party_too() -> None:
    party = [Taken(table_id(1), at(1140), at(1230))]

    without = plan(ONE_TABLE, service(HALF_PAST_FIVE, 1080, turn_minutes=0))
    assert offered(without, taken=party) == [1050]
    with_turn = plan(ONE_TABLE, service(HALF_PAST_FIVE, 1080, turn_minutes=1))
    assert offered(with_turn, taken=party) == []


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        ({}, True),
        ({"active": False}, False),
        ({"weekdays": 0b0010000}, True),
        ({"weekdays": 0b1101111}, False),
        ({"first_day": FRIDAY, "last_day": FRIDAY}, True),
        ({"first_day": FRIDAY + timedelta(days=1)}, False),
        ({"last_day": FRIDAY - timedelta(days=1)}, False),
    ],
)
def test_a_service_runs_on_its_days(change: dict[str, Any], runs: bool) -> None:
    dinner = terms(EIGHT, NINE, **change)

    assert runs_on(dinner, FRIDAY) is runs
    assert bool(offered(plan(ONE_TABLE, service(EIGHT, NINE, **change)))) is runs


def test_only_a_service_for_guests_is_offered_to_guests() -> None:
    of = plan(ONE_TABLE, service(EIGHT, EIGHT, online=False))

    assert offered(of, online=True) == []
    assert offered(of, online=False) == [EIGHT]


def test_a_service_in_some_sections_gives_only_their_tables() -> None:
    room = floor(table(1, 1, 4), table(2, 1, 4, section=TERRACE))
    of = plan(room, service(EIGHT, EIGHT, sections=(TERRACE,)))

    [slot] = slots(of, FRIDAY, 2, taken=[], begun={}, now=NEVER)

    assert slot.tables == (table_id(2),)


def test_a_slot_takes_as_many_covers_as_its_limit_and_each_slot_counts_its_own() -> None:
    of = plan(ONE_TABLE, service(EIGHT, NINE, slot_covers=6))
    begun = {at(EIGHT): 3, at(EIGHT + 29): 2, at(EIGHT + 30): 4, at(EIGHT - 1): 50}

    assert offered(of, 1, begun=begun) == [EIGHT, EIGHT + 30, NINE]
    assert offered(of, 2, begun=begun) == [EIGHT + 30, NINE]
    assert offered(of, 3, begun=begun) == [NINE]


def test_nothing_is_offered_in_the_past_or_within_notice() -> None:
    of = plan(ONE_TABLE, service(EIGHT, NINE))

    assert offered(of, now=at(EIGHT)) == [EIGHT, EIGHT + 30, NINE]
    assert offered(of, now=at(EIGHT) + timedelta(seconds=1)) == [EIGHT + 30, NINE]
    assert offered(of, now=at(EIGHT), notice=30) == [EIGHT + 30, NINE]
    assert offered(of, now=at(EIGHT), notice=61) == []


def test_a_blocked_store_takes_nobody_who_would_sit_there_then() -> None:
    closed = blockout(at(EIGHT + 90), at(EIGHT + 120))

    of = plan(ONE_TABLE, service(EIGHT, EIGHT + 120), blockouts=[closed])

    assert offered(of) == [EIGHT, EIGHT + 120]


def test_a_blocked_table_leaves_the_others() -> None:
    room = floor(table(1, 1, 2), table(2, 1, 4), together=[combination((1, 2), 5, 6)])
    wedding = blockout(at(EIGHT), at(NINE), 1)
    of = plan(room, service(EIGHT, EIGHT), blockouts=[wedding])

    [slot] = slots(of, FRIDAY, 2, taken=[], begun={}, now=NEVER)

    assert slot.tables == (table_id(2),)
    assert offered(of, 6) == []
    assert blocking(of, at(EIGHT), at(NINE), tables=[table_id(1)]) == wedding
    assert blocking(of, at(EIGHT), at(NINE), tables=[table_id(2)]) is None
    assert blocking(of, at(NINE), at(NINE + 1), tables=[table_id(1)]) is None


def test_staff_may_book_what_is_only_blocked_for_guests() -> None:
    of = plan(
        ONE_TABLE,
        service(EIGHT, EIGHT),
        blockouts=[blockout(at(EIGHT), at(NINE), online_only=True)],
    )

    assert offered(of, online=True) == []
    assert offered(of, online=False) == [EIGHT]
    assert blocking(of, at(EIGHT), at(NINE), online=True) is not None
    assert blocking(of, at(EIGHT), at(NINE), online=False) is None


def test_two_services_are_offered_in_order_of_time() -> None:
    of = plan(ONE_TABLE, service(EIGHT, NINE, number=1), service(EIGHT + 15, NINE, number=2))

    found = slots(of, FRIDAY, 2, taken=[], begun={}, now=NEVER)

    assert begins(found) == [1200, 1215, 1230, 1245, 1260]
    assert [slot.service.int for slot in found] == [901, 902, 901, 902, 901]


def test_a_service_takes_parties_between_its_slots_too_and_until_its_last() -> None:
    of = plan(ONE_TABLE, service(EIGHT, NINE))

    def found(minute: int) -> bool:
        return service_at(of, at(minute)) is not None

    assert [found(minute) for minute in (EIGHT - 1, EIGHT, EIGHT + 7, NINE, NINE + 1)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_an_event_is_only_meant_where_there_is_no_other_service() -> None:
    event = service(HALF_PAST_FIVE, NINE, number=1, kind=ServiceKind.EVENT)
    dinner = service(EIGHT, NINE, number=2)
    of = plan(ONE_TABLE, event, dinner)

    assert service_at(of, at(EIGHT)) == dinner
    assert service_at(of, at(HALF_PAST_FIVE)) == event


def test_a_party_between_slots_counts_in_the_one_before() -> None:
    dinner = terms(EIGHT, NINE, slot_covers=10)

    slot = slot_at(dinner, at(EIGHT + 44) + timedelta(seconds=30), ATHENS)

    assert slot == (at(EIGHT + 30), at(EIGHT + 60))
    assert room_in(dinner, slot, {at(EIGHT + 44): 4, at(EIGHT): 5}) == 6
    assert room_in(terms(EIGHT, NINE), slot, {at(EIGHT + 44): 4}) is None


def test_the_nearest_slots_are_those_around_the_wanted_time() -> None:
    of = plan(floor(table(1, 1, 4)), service(HALF_PAST_FIVE, NINE))
    found = slots(of, FRIDAY, 2, taken=[], begun={}, now=NEVER)

    assert begins(nearest(found, at(EIGHT + 10), limit=3)) == [1170, 1200, 1230]
    assert begins(nearest(found, at(300), limit=2)) == [1050, 1080]
    assert nearest([], at(EIGHT)) == []


@pytest.mark.parametrize(
    ("zone", "day", "left_out"),
    [(ATHENS, date(2026, 3, 28), {1620, 1650}), (SYDNEY, date(2026, 10, 3), {1560, 1590})],
)
def test_in_spring_the_hour_that_is_left_out_has_no_slots(
    zone: str, day: date, left_out: set[int]
) -> None:
    """https://github.com/calcom/cal.diy/issues/1092"""
    of = plan(ONE_TABLE, service(1380, 1650), zone=zone)
    everything = {1380, 1410, 1440, 1470, 1500, 1530, 1560, 1590, 1620, 1650}

    assert set(offered(of, day=day)) == everything - left_out
    assert set(offered(of, day=day + timedelta(days=1))) == everything


@pytest.mark.parametrize(
    ("zone", "day"), [(ATHENS, date(2026, 10, 24)), (SYDNEY, date(2026, 4, 4))]
)
def test_in_autumn_the_hour_that_comes_twice_is_offered_once(zone: str, day: date) -> None:
    """https://github.com/calcom/cal.diy/issues/7667"""
    of = plan(ONE_TABLE, service(1380, 1650), zone=zone)

    found = [slot.starts_at for slot in slots(of, day, 2, taken=[], begun={}, now=NEVER)]

    assert len(found) == len(set(found)) == 10
    # Where the hour is within the service, it goes by a second time between two slots.
    longest = max(later - earlier for earlier, later in pairwise(found))
    assert longest == (90 if zone == SYDNEY else 30) * MINUTE


def test_a_party_stays_as_long_as_it_does_when_the_clock_changes_meanwhile() -> None:
    day = date(2026, 10, 24)  # Athens has three o'clock twice that night
    half_past_two = at(1590, day)
    party = Taken(table_id(1), half_past_two, half_past_two + 90 * MINUTE)
    of = plan(ONE_TABLE, service(1380, 1679, slot_minutes=1, stays=(Stay(4, 15),)))

    found = offered(of, day=day, taken=[party])

    # It leaves at three o'clock for the second time, so that the first is still its own.
    assert 1620 not in found
    assert max(found) == 1575

"""Which tables a party is given: the best that fits and is free, against a plain search."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.rooms import ROOM, TERRACE, best, combination, floor, table, table_id

from regulars.bookings.floor.model import Combination, Floor, Table
from regulars.bookings.rules.placing import Occupied, Taken, candidates, soonest
from regulars.kernel.ids import TableId

SEVEN = datetime(2026, 11, 20, 19, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minutes: int) -> datetime:
    return SEVEN + minutes * MINUTE


def taken(number: int, start: int, end: int) -> Taken:
    return Taken(table_id(number), at(start), at(end))


def names(found: Sequence[tuple[TableId, ...]]) -> list[tuple[int, ...]]:
    return [tuple(one.int for one in tables) for tables in found]


def test_the_smallest_table_that_fits_comes_first_and_combinations_last() -> None:
    room = floor(
        table(1, 2, 8),
        table(2, 1, 2),
        table(3, 2, 4),
        table(4, 2, 4),
        together=[combination((3, 4), 2, 8, position=1), combination((2, 3), 3, 5, position=2)],
    )

    assert names(candidates(room, 4)) == [(3,), (4,), (1,), (2, 3), (3, 4)]
    assert names(candidates(room, 1)) == [(2,)]
    assert names(candidates(room, 9)) == []


def test_only_tables_of_the_sections_and_those_for_guests_are_offered() -> None:
    room = floor(
        table(1, 1, 4),
        table(2, 1, 4, section=TERRACE),
        table(3, 1, 4, online=False),
        together=[combination((1, 2), 1, 8, position=1), combination((1, 3), 1, 8, position=2)],
    )

    assert names(candidates(room, 2, sections=[TERRACE])) == [(2,)]
    assert names(candidates(room, 2, sections=[ROOM])) == [(1,), (3,), (1, 3)]
    assert names(candidates(room, 2, online=True)) == [(1,), (2,), (1, 2)]


def test_a_party_is_never_put_at_a_table_too_small_for_it() -> None:
    """https://github.com/tastyigniter/TastyIgniter/issues/744"""
    room = floor(table(1, 1, 2), table(2, 1, 4))

    assert best(room, 3, at(0), at(90), []) == (table_id(2),)
    assert best(room, 3, at(0), at(90), [taken(2, 0, 90)]) is None


def test_only_tables_that_the_venue_says_are_joined() -> None:
    """https://github.com/tastyigniter/TastyIgniter/pull/460"""
    room = floor(
        table(1, 1, 2), table(2, 1, 2), table(3, 1, 2), together=[combination((1, 2), 3, 4)]
    )

    assert names(candidates(room, 4)) == [(1, 2)]
    assert best(room, 4, at(0), at(90), [taken(2, 0, 90)]) is None  # 1 and 3 would have seats


def test_a_party_at_a_combination_has_each_of_its_tables() -> None:
    """https://github.com/karanshukla/openresto/pull/278"""
    room = floor(table(1, 1, 2), table(2, 1, 2), together=[combination((1, 2), 3, 4)])
    group = [taken(1, 0, 90), taken(2, 0, 90)]

    assert best(room, 2, at(60), at(150), group) is None
    assert best(room, 2, at(90), at(180), group) == (table_id(1),)


def test_a_table_that_can_be_joined_is_still_given_alone() -> None:
    """https://github.com/karanshukla/openresto/pull/281"""
    room = floor(table(1, 1, 2), table(2, 1, 2), together=[combination((1, 2), 2, 4)])

    assert names(candidates(room, 2)) == [(1,), (2,), (1, 2)]


@pytest.mark.parametrize("shift", [-89, -1, 1, 89])
def test_a_minute_earlier_or_later_is_no_way_around_a_taken_table(shift: int) -> None:
    """https://github.com/abumunye/orderpin-bugs/issues/339"""
    room = floor(table(1, 1, 4))
    party = [taken(1, 0, 90)]

    assert best(room, 2, at(shift), at(shift + 90), party) is None
    assert best(room, 2, at(90), at(180), party) == (table_id(1),)
    assert best(room, 2, at(-90), at(0), party) == (table_id(1),)


def test_a_table_that_is_blocked_while_a_party_sits_there_is_taken_for_as_long_as_either() -> None:
    occupied = Occupied([taken(1, 0, 180), taken(1, 30, 60), taken(1, 180, 200)])

    assert not occupied.is_free([table_id(1)], at(90), at(120))
    assert not occupied.is_free([table_id(1)], at(199), at(210))
    assert occupied.is_free([table_id(1)], at(200), at(210))


def test_the_soonest_time_is_when_somebody_leaves_for_long_enough() -> None:
    offered = [(table_id(1),), (table_id(2),)]
    parties = [taken(1, -30, 20), taken(1, 60, 120), taken(2, -60, 45)]

    assert soonest(offered, at(0), at(90), parties, before=at(180)) == at(45)
    assert soonest(offered, at(0), at(40), parties, before=at(180)) == at(20)
    assert soonest(offered, at(0), at(90), parties, before=at(45)) is None
    assert soonest(offered, at(130), at(200), parties, before=at(131)) == at(130)
    assert soonest([], at(0), at(90), [], before=at(180)) is None


SEATS = st.integers(1, 8)


@st.composite
def floors(draw: st.DrawFn) -> Floor:
    sizes = draw(st.lists(st.tuples(SEATS, SEATS), min_size=1, max_size=5))
    tables = [
        table(
            number,
            min(size),
            max(size),
            section=draw(st.sampled_from([ROOM, TERRACE])),
            online=draw(st.booleans()),
        )
        for number, size in enumerate(sizes, 1)
    ]
    together = []
    for position in range(draw(st.integers(0, 3)) if len(tables) > 1 else 0):
        numbers = draw(st.sets(st.integers(1, len(tables)), min_size=2, max_size=3))
        least, more = draw(SEATS), draw(SEATS)
        together.append(combination(sorted(numbers), least, least + more, position=position))
    return floor(*tables, together=together)


PARTIES = st.lists(
    st.builds(
        lambda number, start, stay: taken(number, start, start + stay),
        st.integers(1, 5),
        st.integers(-180, 180),
        st.integers(1, 180),
    ),
    max_size=12,
)


@settings(deadline=None)
@given(floors(), SEATS, PARTIES, st.integers(-120, 120), st.integers(1, 180), st.booleans())
def test_the_best_is_what_a_host_with_all_the_time_would_find(
    room: Floor, covers: int, parties: list[Taken], start: int, stay: int, online: bool
) -> None:
    minutes = {
        (party.table, minute)
        for party in parties
        for minute in range((party.starts_at - SEVEN) // MINUTE, (party.ends_at - SEVEN) // MINUTE)
    }

    def fits(one: Table | Combination) -> bool:
        tables = {one.id} if isinstance(one, Table) else set(one.tables)
        own = [table for table in room.tables if table.id in tables]
        free = all(
            (table.id, minute) not in minutes
            for table in own
            for minute in range(start, start + stay)
        )
        allowed = not online or all(table.online for table in own)
        return one.least <= covers <= one.most and free and allowed

    found = best(room, covers, at(start), at(start + stay), parties, online=online)

    single = [table for table in room.tables if fits(table)]
    joined = [one for one in room.combinations if fits(one)]
    if single:
        smallest = min(table.most for table in single)
        assert found == next((table.id,) for table in single if table.most == smallest)
    elif joined:
        fewest = min((one.most, len(one.tables)) for one in joined)
        assert found == next(one.tables for one in joined if (one.most, len(one.tables)) == fewest)
    else:
        assert found is None


@settings(deadline=None)
@given(floors(), SEATS, PARTIES, st.integers(-60, 60), st.integers(1, 120))
def test_the_soonest_time_is_the_first_minute_at_which_anything_is_free(
    room: Floor, covers: int, parties: list[Taken], start: int, stay: int
) -> None:
    offered = candidates(room, covers)
    occupied = Occupied(parties)
    free = (
        at(minute)
        for minute in range(start, start + 240)
        if any(occupied.is_free(one, at(minute), at(minute + stay)) for one in offered)
    )

    found = soonest(offered, at(start), at(start + stay), occupied, before=at(start + 240))

    assert found == next(free, None)

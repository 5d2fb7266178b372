"""The worked tables of docs/algorithms/availability.md."""

from datetime import date, datetime

from tests.rules.rooms import (
    ATHENS,
    NEVER,
    best,
    combination,
    floor,
    plan,
    service,
    table,
    table_id,
    terms,
)
from tests.worked import table as worked

from regulars.bookings.rules.availability import room_in, slot_at, slots
from regulars.bookings.rules.placing import Taken
from regulars.bookings.rules.times import MINUTE, instant_of

FRIDAY = date(2026, 11, 20)


def at(clock: str) -> datetime:
    hour, minute = clock.split(":")
    instant = instant_of(FRIDAY, int(hour) * 60 + int(minute), ATHENS)
    assert instant is not None
    return instant


def taken(number: int, since: str, until: str) -> Taken:
    return Taken(table_id(number), at(since), at(until))


def test_tables_are_given_as_the_table_says() -> None:
    room = floor(
        table(1, 1, 2),
        table(2, 1, 2),
        table(3, 2, 4),
        table(4, 2, 6),
        together=[combination((1, 2), 3, 4)],
    )
    for covers, held, given in worked("availability", "Which tables"):
        parties = [taken(int(number), "18:00", "23:00") for number in held.split(",") if number]
        wanted = tuple(table_id(int(number)) for number in given.split("+") if number)
        found = best(room, int(covers), at("19:00"), at("20:00"), parties)
        assert found == (wanted or None), (covers, held)


def test_slots_are_offered_as_the_table_says() -> None:
    of = plan(floor(table(1, 1, 2)), service(1020, 1260, turn_minutes=15))
    party = [taken(1, "19:00", "20:45")]

    found = slots(of, FRIDAY, 2, taken=party, begun={}, now=NEVER)

    offered = {slot.starts_at for slot in found}
    rows = list(worked("availability", "How long"))
    assert len(rows) == 5
    for clock, until, is_offered in rows:
        assert at(clock) + (90 + 15) * MINUTE == at(until)
        assert (at(clock) in offered) is (is_offered == "yes"), clock


def test_covers_are_counted_as_the_table_says() -> None:
    dinner = terms(1080, 1260, slot_minutes=15, slot_covers=10)
    begun = {at("19:00"): 4, at("19:10"): 3, at("19:15"): 6}
    for clock, begin, room in worked("availability", "How many at once"):
        slot = slot_at(dinner, at(clock), ATHENS)
        assert slot[0] == at(clock)
        assert room_in(dinner, slot, begun) == int(room) == 10 - int(begin)

"""The slots of a day against a plain search."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rules.plainly import Plainly
from tests.rules.rooms import (
    ATHENS,
    LORD_HOWE,
    ROOM,
    SYDNEY,
    TERRACE,
    blockout,
    combination,
    floor,
    plan,
    service,
    table,
    table_id,
)

from regulars.bookings.floor.model import Plan, Service, Stay
from regulars.bookings.rules.availability import (
    any_slot,
    beginnings,
    blocking,
    occupied_by,
    service_at,
    slot_at,
    slots,
)
from regulars.bookings.rules.placing import Taken
from regulars.bookings.rules.times import DAY_BEGINS, DAY_ENDS, minute_of

FRIDAY = date(2026, 11, 20)
MINUTE = timedelta(minutes=1)

SPANS = st.tuples(st.integers(0, 1500), st.integers(5, 240))
ZONES_AND_DAYS = st.sampled_from(
    [
        (ATHENS, FRIDAY),
        (ATHENS, date(2026, 3, 28)),
        (ATHENS, date(2026, 10, 24)),
        (SYDNEY, date(2026, 4, 4)),
        (SYDNEY, date(2026, 10, 3)),
        (LORD_HOWE, date(2026, 4, 4)),
        (LORD_HOWE, date(2026, 10, 3)),
    ]
)
SEATS = st.integers(1, 6)


@st.composite
def services(draw: st.DrawFn, number: int) -> Service:
    first = draw(st.integers(DAY_BEGINS // 5, DAY_ENDS // 5 - 1)) * 5
    last = draw(st.integers(first // 5, min(first // 5 + 60, DAY_ENDS // 5 - 1))) * 5
    return service(
        first,
        last,
        number=number,
        slot_minutes=draw(st.sampled_from([5, 15, 20, 30, 45])),
        slot_covers=draw(st.none() | st.integers(1, 8)),
        stays=(Stay(2, draw(st.integers(15, 90))), Stay(4, draw(st.integers(15, 200)))),
        turn_minutes=draw(st.sampled_from([0, 10, 15])),
        sections=draw(st.sampled_from([(), (ROOM,), (TERRACE,), (ROOM, TERRACE)])),
        online=draw(st.booleans()),
        weekdays=draw(st.sampled_from([127, 0b0110000])),
    )


@st.composite
def days(draw: st.DrawFn) -> tuple[Plan, date, list[Taken], dict[datetime, int]]:
    """A store's plan for a day, what is taken, and how many covers begin when."""
    zone, day = draw(ZONES_AND_DAYS)
    sizes = draw(st.lists(st.tuples(SEATS, SEATS), min_size=1, max_size=4))
    tables = [
        table(
            number,
            min(size),
            max(size),
            section=draw(st.sampled_from([ROOM, TERRACE])),
            online=draw(st.sampled_from([True, True, False])),
        )
        for number, size in enumerate(sizes, 1)
    ]
    together = [combination((1, 2), 4, 9)] if len(tables) > 1 else []
    count = draw(st.integers(1, 2))
    offering = [draw(services(number)) for number in range(1, count + 1)]
    noon = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=4)

    def span() -> tuple[datetime, datetime]:
        start, stay = draw(SPANS)
        return noon + start * MINUTE, noon + (start + stay) * MINUTE

    taken = [
        Taken(table_id(draw(st.integers(1, 4))), *span()) for _ in range(draw(st.integers(0, 6)))
    ]
    blocked = [
        blockout(
            *span(),
            *draw(st.sampled_from([(), (1,), (1, 2)])),
            online_only=draw(st.booleans()),
        )
        for _ in range(draw(st.integers(0, 2)))
    ]
    begun = {span()[0]: draw(SEATS) for _ in range(draw(st.integers(0, 4)))}
    of = plan(floor(*tables, together=together), *offering, zone=zone, blockouts=blocked)
    return of, day, taken, begun


@settings(max_examples=150, deadline=None)
@given(days(), st.integers(1, 9), st.integers(-300, 900), st.booleans())
def test_the_slots_are_those_that_a_plain_search_finds(
    a_day: tuple[Plan, date, list[Taken], dict[datetime, int]],
    covers: int,
    ahead: int,
    online: bool,
) -> None:
    of, day, taken, begun = a_day
    now = datetime.combine(day, datetime.min.time(), UTC)
    notice = ahead * MINUTE

    found = slots(of, day, covers, taken=taken, begun=begun, now=now, notice=notice, online=online)

    seen = {(slot.starts_at, slot.service, slot.tables) for slot in found}
    assert seen == Plainly(of, day, covers, taken, begun, now + notice, online).slots()
    assert len(seen) == len(found)
    assert found == sorted(found, key=lambda slot: slot.starts_at)
    occupied = occupied_by(of, taken, online=online)
    assert bool(found) is any_slot(
        of, day, covers, occupied=occupied, begun=begun, now=now, notice=notice, online=online
    )
    for slot in found:
        # What is offered is what the verbs look at again when it is taken.
        until = slot.starts_at + (slot.duration_minutes + slot.turn_minutes) * MINUTE
        assert blocking(of, slot.starts_at, until, tables=slot.tables, online=online) is None
        its = next(one for one in of.services if one.id == slot.service)
        assert slot_at(its.terms, slot.starts_at, of.time_zone)[0] == slot.starts_at
        assert service_at(of, slot.starts_at) is not None


@settings(deadline=None)
@given(ZONES_AND_DAYS, services(1))
def test_beginnings_are_in_order_and_of_their_own_day(
    zone_and_day: tuple[str, date], of: Service
) -> None:
    zone, day = zone_and_day

    found = list(beginnings(of.terms, day, zone))

    assert found == sorted(set(found))
    assert all(minute_of(one, day, zone) <= of.terms.last_minute for one in found)

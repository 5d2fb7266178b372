"""Promises of quiet times: how full a slot is, which offer it has, and what a budget bears."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.rules.rooms import (
    ATHENS,
    ROOM,
    SYDNEY,
    TERRACE,
    blockout,
    floor,
    plan,
    service,
    table,
    table_id,
)

from regulars.bookings.quiet.errors import BadOffer
from regulars.bookings.quiet.model import (
    Fullness,
    Multiplier,
    OfferTerms,
    Promise,
    PromiseState,
    QuietOffer,
    SlotVoucher,
)
from regulars.bookings.quiet.rules import (
    Crowd,
    brought_to,
    check_change,
    checked,
    extra_points,
    first_fitting,
    goes_along,
    is_quiet,
)
from regulars.bookings.rules.placing import Taken
from regulars.bookings.rules.times import instant_of
from regulars.kernel.ids import BookingId, QuietOfferId, StoreId
from regulars.kernel.money import Money

TUESDAY = date(2026, 11, 17)
HALF_AN_HOUR = timedelta(minutes=30)
DOUBLE = Multiplier(20_000)
FIVE = SlotVoucher(Money(500, "EUR"))


def at(minute: int, *, day: date = TUESDAY, zone: str = ATHENS) -> datetime:
    found = instant_of(day, minute, zone)
    assert found is not None
    return found


def terms(**more: Any) -> OfferTerms:
    usual: dict[str, Any] = {
        "name": "Early birds",
        "fullest": 50,
        "gives": DOUBLE,
        "most": 40,
        "budget": 100,
    }
    return OfferTerms(**usual | more)


def offer(number: int = 1, *, promised: int = 0, spent: int = 0, **more: Any) -> QuietOffer:
    return QuietOffer(
        id=QuietOfferId(UUID(int=number)),
        store=StoreId(155),
        terms=terms(**more),
        promised=promised,
        spent=spent,
    )


def promise(**more: Any) -> Promise:
    usual: dict[str, Any] = {
        "booking": BookingId(UUID(int=1)),
        "offer": QuietOfferId(UUID(int=1)),
        "gives": DOUBLE,
        "starts_at": at(1080),
        "most": 40,
        "promised_at": datetime(2026, 11, 1, tzinfo=UTC),
    }
    return Promise(**usual | more)


def test_a_slot_with_a_limit_is_as_full_as_the_covers_that_begin_in_it() -> None:
    dinner = service(1080, 1260, slot_covers=12)
    there = plan(floor(table(1, 1, 4)), dinner)
    begun = {at(1080): 4, at(1095): 2, at(1110): 6}
    crowd = Crowd(there, taken=[Taken(table_id(1), at(1080), at(1200))], begun=begun)
    assert crowd.fullness(dinner, at(1080)) == Fullness(6, 12)
    assert crowd.fullness(dinner, at(1110)) == Fullness(6, 12)
    assert crowd.fullness(dinner, at(1140)) == Fullness(0, 12)


def test_without_a_limit_it_is_as_full_as_the_tables_that_guests_can_book() -> None:
    dinner = service(1080, 1260, sections=(ROOM,))
    tables = (
        table(1, 1, 2),
        table(2, 2, 4),
        table(3, 2, 4),
        table(4, 2, 4, online=False),
        table(5, 1, 2, section=TERRACE),
    )
    wedding = blockout(at(1080), at(1140), 3)
    taken = [Taken(table_id(number), at(1090), at(1200)) for number in (2, 4, 5)]
    crowd = Crowd(plan(floor(*tables), dinner, blockouts=[wedding]), taken=taken, begun={})
    assert crowd.fullness(dinner, at(1080)) == Fullness(1, 2)
    assert crowd.fullness(dinner, at(1140)) == Fullness(1, 3)
    assert crowd.fullness(dinner, at(1200)) == Fullness(0, 3)
    assert not is_quiet(terms(fullest=100), Fullness(0, 0)), "what takes nobody is not quiet"


@given(taken=st.integers(0, 50), of=st.integers(1, 50), fullest=st.integers(0, 100))
def test_quiet_is_what_a_percentage_says(taken: int, of: int, fullest: int) -> None:
    assert is_quiet(terms(fullest=fullest), Fullness(taken, of)) == (taken / of <= fullest / 100)


def test_the_first_offer_that_holds_counts() -> None:
    dinner = service(1080, 1560).id
    other = service(1080, 1260, number=2).id
    empty = Fullness(0, 10)
    offers = [
        offer(1, services=(other,)),
        offer(2, weekdays=1 << 2),
        offer(3, from_minute=1140, until_minute=1200),
        offer(4, first_day=date(2026, 11, 18)),
        offer(5, last_day=date(2026, 11, 16)),
        offer(6, fullest=0),
        offer(7),
    ]

    def chosen(starts_at: datetime, fullness: Fullness = empty, zone: str = ATHENS) -> int | None:
        found = first_fitting(offers, dinner, starts_at, fullness, zone)
        return found.id.int if found else None

    assert chosen(at(1080)) == 6
    assert chosen(at(1140)) == 3
    assert chosen(at(1200)) == 6, "the end is not in it"
    assert chosen(at(1080), Fullness(5, 10)) == 7
    assert chosen(at(1080), Fullness(6, 10)) is None
    after_midnight = at(1500)
    assert after_midnight.date() > TUESDAY - timedelta(days=1)
    assert chosen(after_midnight) == 6, "it still is Tuesday's evening"
    in_sydney = at(1140, day=date(2026, 10, 6), zone=SYDNEY)
    assert chosen(in_sydney, zone=SYDNEY) == 3, "by the store's own clock"


@pytest.mark.parametrize(
    ("times", "earned", "most", "extra"),
    [(20_000, 52, 100, 52), (15_000, 25, 100, 12), (20_000, 52, 40, 40), (12_500, 3, 9, 0)],
)
def test_extra_points_are_rounded_down_and_have_a_limit(
    times: int, earned: int, most: int, extra: int
) -> None:
    assert extra_points(Multiplier(times), earned, most=most) == extra


STEPS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 80), st.booleans()), max_size=30)


@given(steps=STEPS, budget=st.integers(40, 200))
def test_no_order_of_bills_spends_more_than_the_budget(
    steps: list[tuple[int, int, bool]], budget: int
) -> None:
    promises: dict[int, Promise] = {}

    def left() -> int:
        return budget - sum(one.set_aside + one.given for one in promises.values())

    for number, due, waits in steps:
        if number in promises:
            promises[number] = brought_to(promises[number], due, waits=waits, left=left())
            again = brought_to(promises[number], due, waits=waits, left=left())
            assert again == promises[number], "the same again changes nothing"
        elif left() >= 40:
            promises[number] = promise()
        assert left() >= 0
        for one in promises.values():
            assert one.given <= one.most
            assert (one.state is PromiseState.KEPT) == (one.given > 0)


def test_what_was_promised_is_kept_whatever_becomes_of_the_budget() -> None:
    assert brought_to(promise(), 40, waits=False, left=0).given == 40
    lapsed = brought_to(promise(), 0, waits=False, left=0)
    assert (lapsed.state, lapsed.set_aside) == (PromiseState.LAPSED, 0)
    assert brought_to(lapsed, 30, waits=False, left=10).given == 10
    assert brought_to(lapsed, 0, waits=True, left=39) == lapsed
    assert brought_to(lapsed, 0, waits=True, left=40).state is PromiseState.PROMISED


def test_a_promise_goes_along_to_times_that_have_the_offer() -> None:
    points, voucher = promise(), promise(gives=FIVE)
    dinner, until_eight = service(1080, 1260).id, terms(from_minute=1080, until_minute=1200)
    ended = terms(last_day=date(2026, 1, 1))
    assert goes_along(points, ended, dinner, at(1080), ATHENS), "it was not moved"
    assert goes_along(points, until_eight, dinner, at(1140), ATHENS)
    assert not goes_along(points, until_eight, dinner, at(1200), ATHENS)
    tomorrow = at(1080, day=TUESDAY + timedelta(days=1))
    assert goes_along(points, until_eight, dinner, tomorrow, ATHENS)
    assert not goes_along(voucher, until_eight, dinner, tomorrow, ATHENS)
    assert not goes_along(promise(given_up=True), until_eight, dinner, at(1140), ATHENS)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("name", {"name": " "}),
        ("fullest", {"fullest": 101}),
        ("weekdays", {"weekdays": 0}),
        ("until", {"from_minute": 1080}),
        ("until", {"from_minute": 1080, "until_minute": 1080}),
        ("last_day", {"first_day": TUESDAY, "last_day": TUESDAY - timedelta(days=1)}),
        ("times", {"gives": Multiplier(10_000)}),
        ("most", {"most": 0}),
        ("budget", {"budget": 39}),
        ("value", {"gives": SlotVoucher(Money(500, "AUD"))}),
        ("budget", {"gives": FIVE, "budget": 499}),
    ],
)
def test_what_makes_no_offer_is_refused_beside_its_field(field: str, wrong: dict[str, Any]) -> None:
    with pytest.raises(BadOffer) as refused:
        checked(terms(**wrong), currency="EUR")
    assert refused.value.field == field


def test_an_offer_cannot_take_back_what_it_promised() -> None:
    assert checked(terms(gives=FIVE, budget=900), currency="EUR").most == 500
    before = offer(promised=40, spent=30)
    check_change(before, terms(budget=70))
    for wrong in (terms(budget=69), terms(gives=FIVE, most=500, budget=900)):
        with pytest.raises(BadOffer):
            check_change(before, wrong)
    check_change(replace(before, promised=0, spent=0), terms(gives=FIVE, most=500, budget=900))

"""Promises of guests' letters: each tells something new, and those that wait go at a good time."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from regulars.bookings.model import (
    Booking,
    Kind,
    PaymentSummary,
    PaymentType,
    Source,
    StatusType,
    Waits,
)
from regulars.bookings.page.call_waiting import may_be_called, offer_ends
from regulars.bookings.page.letters.model import Later, Letter, State, Told
from regulars.bookings.page.letters.rules import due_at, news, remind_at, state_of, too_late_at
from regulars.bookings.page.model import PageTerms
from regulars.bookings.rules.changed import frees
from regulars.bookings.store.listed import InLine
from regulars.kernel.ids import BookingId, StoreId, TableId
from regulars.kernel.money import Money

SEVEN = datetime(2026, 5, 8, 9, 0, tzinfo=UTC)
"""Seven in the evening in Sydney."""
BEFORE, AFTER = SEVEN - timedelta(days=3), SEVEN + timedelta(hours=3)
SYDNEY = "Australia/Sydney"
TERMS = PageTerms(slug="the-quay")


def booking(**more: Any) -> Booking:
    plain: dict[str, Any] = {
        "id": BookingId(UUID(int=1)), "store": StoreId(2), "code": "ABCD", "kind": Kind.BOOKING,
        "source": Source.ONLINE, "waits": None, "status": "confirmed",
        "status_type": StatusType.CONFIRMED, "day": date(2026, 5, 8), "starts_at": SEVEN,
        "duration_minutes": 90, "booked_for": SEVEN, "booked_minutes": 90, "turn_minutes": 15,
        "covers": 2, "service": None, "guest": None, "member": None, "name": "Rosa Kettle",
        "tables": (), "request": "", "note": "", "tags": (), "payment": None,
        "quoted_minutes": None, "arrived_at": None, "seated_at": None, "finished_at": None,
        "version": 1, "created_at": BEFORE, "created_by": "guest",
    }  # fmt: skip
    return Booking(**plain | more)


def unpaid(paid: int = 0) -> PaymentSummary:
    return PaymentSummary(
        type=PaymentType.DEPOSIT, amount=Money(5000, "AUD"), due=Money(5000 - paid, "AUD"),
        paid=Money(paid, "AUD"), transaction_id="", paid_at=None,
    )  # fmt: skip


def told(state: State, **more: Any) -> Told:
    plain: dict[str, Any] = {"state": state, "starts_at": SEVEN, "covers": 2}
    return Told(**plain | more)


WAITING: dict[str, Any] = {"waits": Waits.STANDBY, "status_type": StatusType.UNCONFIRMED}
GONE: dict[str, Any] = {"status_type": StatusType.CANCELLED}
UNPAID: dict[str, Any] = {"status_type": StatusType.UNCONFIRMED, "payment": unpaid()}
BOOKED, LISTED, OFF = told(State.BOOKED), told(State.WAITING), told(State.OFF)


@pytest.mark.parametrize(
    ("knows", "now", "letter"),
    [
        (None, {}, Letter.BOOKED),
        (BOOKED, {}, None),
        (BOOKED, {"status_type": StatusType.UNCONFIRMED}, None),
        (BOOKED, {"tables": (UUID(int=3),), "note": "by the window"}, None),
        (BOOKED, {"covers": 3}, Letter.CHANGED),
        (BOOKED, {"starts_at": SEVEN + timedelta(minutes=30)}, Letter.CHANGED),
        (BOOKED, {"starts_at": SEVEN, "duration_minutes": 120}, None),
        (BOOKED, GONE, Letter.CANCELLED),
        (BOOKED, {"status_type": StatusType.NO_SHOW}, None),
        (BOOKED, {"status_type": StatusType.SEATED, "starts_at": SEVEN + timedelta(hours=1)}, None),
        (OFF, GONE, None),
        (OFF, {}, Letter.BOOKED),
        (None, GONE, None),
        (None, WAITING, Letter.LISTED),
        (LISTED, WAITING, None),
        (LISTED, WAITING | {"covers": 4}, Letter.LISTED),
        (LISTED, {}, Letter.BOOKED),
        (LISTED, GONE, Letter.LEFT_LIST),
        # Staff make room, and put somebody who was promised a table on a list for a moment.
        (BOOKED, WAITING, None),
        (BOOKED, WAITING | {"covers": 3}, Letter.CHANGED),
        (BOOKED, WAITING | GONE, Letter.CANCELLED),
        # What is not paid for does not stand yet, and when it never is, nothing was.
        (None, UNPAID, None),
        (None, UNPAID | GONE, None),
        (None, UNPAID | {"payment": unpaid(5000)}, Letter.BOOKED),
        (None, UNPAID | {"status_type": StatusType.CONFIRMED}, Letter.BOOKED),
        (LISTED, UNPAID, None),
        (LISTED, UNPAID | GONE, Letter.LEFT_LIST),
    ],
)
def test_a_guest_is_told_what_they_do_not_know_yet(
    knows: Told | None, now: dict[str, Any], letter: Letter | None
) -> None:
    assert news(knows, booking(**now), at=BEFORE) is letter
    late = booking(**now).ends_at
    assert news(knows, booking(**now), at=late) is None


def test_once_told_there_is_no_news() -> None:
    several: list[dict[str, Any]] = [{}, WAITING, GONE, {"covers": 5}, WAITING | {"covers": 5}]
    for now in several:
        for knows in (None, BOOKED, LISTED, OFF):
            stands = booking(**now)
            if news(knows, stands, at=BEFORE) is None:
                continue
            state = state_of(stands, knows)
            assert state is not None
            knew = told(state, starts_at=stands.starts_at, covers=stands.covers)
            assert news(knew, stands, at=BEFORE) is None


@pytest.mark.parametrize(
    ("starts_at", "minutes", "zone", "reminded"),
    [
        ("2026-05-08 19:00", 1440, SYDNEY, "2026-05-07 19:00"),
        # The night of 4 October the clock is put forward in Sydney, of 5 April put back.
        ("2026-10-04 19:00", 1440, SYDNEY, "2026-10-03 19:00"),
        ("2026-04-05 19:00", 2880, SYDNEY, "2026-04-03 19:00"),
        ("2026-10-04 03:30", 120, SYDNEY, "2026-10-04 00:30"),
        ("2026-04-05 03:30", 120, SYDNEY, "2026-04-05 02:30"),
        ("2026-10-25 19:00", 1440 + 60, "Europe/Athens", "2026-10-24 18:00"),
        ("2026-03-29 04:30", 90, "Europe/Athens", "2026-03-29 02:00"),
        # There is no half past two on that day before.
        ("2026-10-05 02:30", 1440, SYDNEY, "2026-10-04 03:30"),
    ],
)
def test_days_before_are_by_the_clock_on_the_wall(
    starts_at: str, minutes: int, zone: str, reminded: str
) -> None:
    there = ZoneInfo(zone)
    begins = datetime.fromisoformat(starts_at).replace(tzinfo=there).astimezone(UTC)
    found = remind_at(begins, minutes, zone)
    assert found.tzinfo is UTC
    assert f"{found.astimezone(there):%Y-%m-%d %H:%M}" == reminded


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.integers(30, 20_160),
    st.sampled_from([SYDNEY, "Europe/Athens", "America/St_Johns", "UTC"]),
)
def test_nobody_is_reminded_of_what_has_begun(begins: datetime, minutes: int, zone: str) -> None:
    before = begins - remind_at(begins, minutes, zone)
    off = abs(before - timedelta(minutes=minutes))
    assert before > timedelta(0)
    assert off <= timedelta(hours=1)


def test_letters_go_only_where_they_make_sense() -> None:
    def due(what: Later, terms: PageTerms = TERMS, **now: Any) -> datetime | None:
        return due_at(what, booking(**now), BOOKED, terms, SYDNEY)

    def terms(**more: Any) -> PageTerms:
        return PageTerms(slug="the-quay", **more)

    assert due(Later.REMINDER) == SEVEN - timedelta(days=1)
    assert due(Later.REMINDER, terms(remind_minutes=90)) == SEVEN - timedelta(minutes=90)
    assert due(Later.REMINDER, terms(remind_minutes=None)) is None
    for off in (StatusType.CANCELLED, StatusType.NO_SHOW, StatusType.SEATED):
        assert due(Later.REMINDER, status_type=off) is None
    assert due_at(Later.REMINDER, booking(**WAITING), LISTED, TERMS, SYDNEY) is None
    left: dict[str, Any] = {"status_type": StatusType.FINISHED, "finished_at": AFTER}
    assert due(Later.THANKS, **left) == AFTER + timedelta(hours=3)
    assert due(Later.THANKS, terms(thanks=False), **left) is None
    assert due(Later.THANKS) is None
    assert too_late_at(Later.REMINDER, booking(), BEFORE) == SEVEN
    assert too_late_at(Later.THANKS, booking(**left), AFTER) == AFTER + timedelta(days=2)


def test_only_what_leaves_less_to_a_party_leaves_more_to_others() -> None:
    half, table = timedelta(minutes=30), (TableId(UUID(int=3)),)
    at_table = booking(status_type=StatusType.SEATED, tables=table)
    for was, now, freed in (
        (booking(), booking(note="by the window", status_type=StatusType.UNCONFIRMED), False),
        (booking(), booking(covers=3), False),
        (booking(), booking(covers=1), True),
        (booking(), booking(duration_minutes=120), False),
        (booking(), booking(duration_minutes=60), True),
        (booking(), booking(starts_at=SEVEN - half), True),
        (booking(), booking(starts_at=SEVEN + half, duration_minutes=60), True),
        (booking(tables=table), booking(tables=(TableId(UUID(int=4)),)), True),
        (booking(), booking(**GONE), True),
        (booking(), booking(status_type=StatusType.NO_SHOW), True),
        (at_table, structs.replace(at_table, status_type=StatusType.FINISHED), True),
        (at_table, structs.replace(at_table, status_type=StatusType.PAID), False),
        (booking(**GONE), booking(), False),
        (booking(**GONE), booking(status_type=StatusType.NO_SHOW), False),
    ):
        assert frees(was, now) is freed, now


def test_who_let_an_offer_pass_is_not_written_to_again_and_again() -> None:
    def called(calls: int, minutes: int) -> bool:
        return may_be_called(InLine(0, calls, SEVEN - timedelta(minutes=minutes)), at=SEVEN)

    assert may_be_called(InLine(0, 0, None), at=SEVEN)
    assert not called(1, 59)
    assert called(1, 60)
    assert called(2, 60)
    assert not called(3, 10_000)


def test_who_would_come_soon_has_less_time_to_think() -> None:
    def minutes(until: int) -> int:
        ends = offer_ends(SEVEN, at=SEVEN - timedelta(minutes=until), zone="Australia/Sydney")
        return (ends - SEVEN) // timedelta(minutes=1) + until

    assert [minutes(until) for until in (3000, 121, 120, 15, 7)] == [30, 30, 10, 10, 7]


def test_an_offer_of_the_night_can_be_taken_in_the_morning() -> None:
    zone = ZoneInfo("Europe/Athens")
    dinner = datetime(2026, 3, 29, 20, tzinfo=zone)

    def ends(month: int, day: int, hour: int, minute: int) -> str:
        written = datetime(2026, month, day, hour, minute, tzinfo=zone)
        end = offer_ends(dinner.astimezone(UTC), at=written.astimezone(UTC), zone=zone.key)
        return f"{end.astimezone(zone):%d %H:%M}"

    assert ends(3, 28, 21, 59) == "28 22:29"
    # The clocks change that night.
    assert ends(3, 28, 22, 0) == "29 08:30"
    assert ends(3, 29, 2, 0) == "29 08:30"
    assert ends(3, 29, 8, 0) == "29 08:30"
    assert ends(3, 29, 18, 0) == "29 18:10"

"""Every combination of booking, ticket and order, against the conditions as the venue knows them.

The conditions stand here once more, in the order and the words in which they were given, and not
in those of the code.
"""

import itertools
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from regulars.bookings.model import StatusType, TicketState
from regulars.bookings.rules.next_step import (
    DiscardOrder,
    KeepOrder,
    Nothing,
    OnTill,
    OpenOrder,
    Why,
    needs_order,
    next_step,
)
from regulars.pos.model import OrderStatus

S = TicketState
CREATED = datetime(2026, 5, 4, 19, 30, tzinfo=UTC)
BEFORE: list[StatusType | None] = [None, *StatusType]
TICKETS: list[TicketState | None] = [None, *TicketState]
ORDERS: list[OrderStatus | None] = [None, *OrderStatus]
MINUTES = [(0, 0), (4, 59), (5, 0), (5, 1), (60, 0)]
# What staff put on the order, as (items, payments). What is ours is not counted, so an order with
# nothing but our deposit reads like an empty one.
CONTENTS = {"none": (0, 0), "ours only": (0, 0), "staff item": (1, 0), "staff payment": (0, 1)}

HAS_AN_ORDER = {"asked", "waiting", "open", "completed"}
NEW_STATUSES_OF_A_SLIP = {"cancelled", "confirmed", "no_show", "unconfirmed"}


def as_given(
    before: str | None,
    after: str,
    ticket: str | None,
    order: str | None,
    seconds: int,
    content: str,
) -> str:
    """Which of the conditions applies."""
    # 1.1 a new booking with the status Seated, or 1.2 an existing one whose status is changed to it
    becomes_seated = after == "seated" and before != "seated"
    # 2. no order has been created for this booking: none, or what became of it left the booking
    # without one (not taken, not wanted, deleted, taken back)
    already_created = ticket in HAS_AN_ORDER
    if becomes_seated and not already_created:
        return "create"
    # 3. an order has been created. Nothing is created from here on.
    if not already_created or after not in NEW_STATUSES_OF_A_SLIP:
        return "nothing"
    # There has to be one that could be deleted.
    if order in (None, "rejected", "deleted"):
        return "nothing"
    # One that was finished has had items and payments.
    if order == "complete":
        return "keep, it is finished"
    # 3.1 modified within five minutes, by the time at which the till created the order
    if seconds > 5 * 60:
        return "keep, it is late"
    # 3.3 items or payments: do not delete, return an error
    if content == "staff item":
        return "keep, it has items"
    if content == "staff payment":
        return "keep, it has payments"
    # 3.4 delete it
    return "delete"


ANSWERS = {
    "create": OpenOrder(),
    "nothing": Nothing(),
    "delete": DiscardOrder(),
    "keep, it is finished": KeepOrder(Why.FINISHED),
    "keep, it is late": KeepOrder(Why.LATE),
    "keep, it has items": KeepOrder(Why.ITEMS),
    "keep, it has payments": KeepOrder(Why.PAYMENTS),
}


def test_every_combination_has_the_step_of_the_given_conditions() -> None:
    seen = set[str]()
    for before, after, ticket in itertools.product(BEFORE, StatusType, TICKETS):
        for status, (minutes, seconds), content in itertools.product(ORDERS, MINUTES, CONTENTS):
            age = timedelta(minutes=minutes, seconds=seconds)
            order = None if status is None else OnTill(status, CREATED, *CONTENTS[content])
            expected = as_given(before, after, ticket, status, int(age.total_seconds()), content)
            answered = next_step(before, after, ticket, order, at=CREATED + age)
            assert answered == ANSWERS[expected], (before, after, ticket, status, age, content)
            seen.add(expected)
    assert seen == set(ANSWERS)


def test_an_order_is_made_nowhere_but_on_a_change_to_seated() -> None:
    made = {
        (before, after)
        for before, after, ticket in itertools.product(BEFORE, StatusType, TICKETS)
        if next_step(before, after, ticket, None, at=CREATED) == OpenOrder()
    }
    assert {after for _, after in made} == {StatusType.SEATED}
    assert {before for before, _ in made} == set(BEFORE) - {StatusType.SEATED}


@pytest.mark.parametrize("microseconds", [0, 1])
def test_five_minutes_are_within_and_the_smallest_moment_more_is_not(microseconds: int) -> None:
    at = CREATED + timedelta(minutes=5, microseconds=microseconds)
    order = OnTill(OrderStatus.SUBMITTED, CREATED, 0, 0)
    step = next_step(StatusType.SEATED, StatusType.CANCELLED, TicketState.WAITING, order, at=at)
    assert step == (KeepOrder(Why.LATE) if microseconds else DiscardOrder())


def test_a_till_whose_clock_is_ahead_does_not_make_a_slip_late() -> None:
    order = OnTill(OrderStatus.SUBMITTED, CREATED, 0, 0)
    at = CREATED - timedelta(seconds=40)
    step = next_step(StatusType.SEATED, StatusType.CONFIRMED, TicketState.OPEN, order, at=at)
    assert step == DiscardOrder()


def test_the_till_is_asked_only_where_the_step_hangs_on_it() -> None:
    """Whatever the order's state, a step for which it need not be read is the same."""
    orders = [None, *(OnTill(status, CREATED, 0, 0) for status in OrderStatus)]
    for before, after, ticket in itertools.product(BEFORE, StatusType, TICKETS):
        steps = {repr(next_step(before, after, ticket, one, at=CREATED)) for one in orders}
        assert needs_order(after, ticket) == (len(steps) > 1)


# The table of docs/algorithms/seat-to-sale.md.

PAGE = Path(__file__).parents[2] / "docs" / "algorithms" / "seat-to-sale.md"
LIVING = (S.ASKED, S.WAITING, S.OPEN, S.COMPLETED)
STATUSES: dict[str, list[Any]] = {
    "any": BEFORE,
    "seated": [StatusType.SEATED],
    "not seated": [one for one in BEFORE if one is not StatusType.SEATED],
    "taken back": [one for one in StatusType if one.value in NEW_STATUSES_OF_A_SLIP],
    "not taken back": [one for one in StatusType if one.value not in NEW_STATUSES_OF_A_SLIP],
}
HERE: dict[str, list[Any]] = {
    "lives": list(LIVING),
    "has none": [one for one in TICKETS if one not in LIVING],
}
AT_TILL: dict[str, list[Any]] = {
    "any": ORDERS,
    "none": [None],
    "submitted or open": [OrderStatus.SUBMITTED, OrderStatus.OPEN],
    "rejected": [OrderStatus.REJECTED],
    "deleted": [OrderStatus.DELETED],
    "complete": [OrderStatus.COMPLETE],
}
AGES = {"any": MINUTES, "up to 5:00": MINUTES[:3], "over 5:00": MINUTES[3:]}
ON_IT = {
    "any": list(CONTENTS),
    "nothing": ["none", "ours only"],
    "items": ["staff item"],
    "payments": ["staff payment"],
}
STEPS = {
    "open": OpenOrder(),
    "nothing": Nothing(),
    "discard": DiscardOrder(),
    "keep, it is finished": KeepOrder(Why.FINISHED),
    "keep, it is older": KeepOrder(Why.LATE),
    "keep, it has items": KeepOrder(Why.ITEMS),
    "keep, it has payments": KeepOrder(Why.PAYMENTS),
}


def rows() -> list[list[str]]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index("| before | now | here | at the till | age | on it | step |") + 2
    table = itertools.takewhile(lambda line: line.startswith("|"), lines[start:])
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_the_table_on_the_page_is_what_is_done_and_leaves_nothing_out() -> None:
    answered = dict[Any, Any]()
    for before, now, here, at_till, age, on_it, step in rows():
        of_booking = itertools.product(STATUSES[before], STATUSES[now], HERE[here])
        of_order = list(itertools.product(AT_TILL[at_till], AGES[age], ON_IT[on_it]))
        for booking, order in itertools.product(of_booking, of_order):
            answered.setdefault((*booking, *order), STEPS[step])
    for case in itertools.product(BEFORE, StatusType, TICKETS, ORDERS, MINUTES, CONTENTS):
        was, after, ticket, status, (minutes, seconds), content = case
        at = CREATED + timedelta(minutes=minutes, seconds=seconds)
        read = None if status is None else OnTill(status, CREATED, *CONTENTS[content])
        assert next_step(was, after, ticket, read, at=at) == answered[case], case

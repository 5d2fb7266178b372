"""How far a party is, by its order on the till, and when the till is asked again."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.bookings.model import StatusType, TicketState
from regulars.bookings.rules.next_look import AFTER_AN_EVENING, LATEST, SOONEST, next_look
from regulars.bookings.rules.progress import came_to, reached
from regulars.kernel.money import Money
from regulars.pos.model import (
    DiscountKind,
    OrderDiscount,
    OrderStatus,
    PosLine,
    PosOrder,
    PosPayment,
)

AT = datetime(2026, 5, 4, 19, 30, tzinfo=UTC)
NOTHING = Money.zero("AUD")
S = TicketState


def order(
    status: OrderStatus = OrderStatus.OPEN,
    *,
    total: int = 0,
    staff: int | None = None,
    deposit: int | None = None,
    items: bool = False,
) -> PosOrder:
    """An order of `total` cents, of which staff took some, and of which some was paid ahead."""
    line = PosLine("9012", "Mushroom risotto", Decimal(1), Money(total, "AUD"), NOTHING)
    paid = [(staff, False), (deposit, True)]
    return PosOrder(
        ref="1",
        site_id="4201",
        number="HK-00001",
        status=status,
        total=Money(total, "AUD"),
        tax=NOTHING,
        tips=NOTHING,
        discount=OrderDiscount(DiscountKind.NONE, NOTHING, NOTHING),
        marked={},
        member_reference="",
        lines=(line,) if items else (),
        payments=tuple(
            PosPayment("Cash", Money(cents, "AUD"), NOTHING, "", ours)
            for cents, ours in paid
            if cents is not None
        ),
        created_at=AT,
        updated_at=AT,
    )


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (order(), None),
        (order(OrderStatus.SUBMITTED), None),
        (order(OrderStatus.REJECTED, total=2600, items=True), None),
        (order(OrderStatus.DELETED, total=2600, items=True), None),
        (order(total=2600, items=True), StatusType.ORDERED),
        (order(total=2600, items=True, staff=2599), StatusType.ORDERED),
        (order(total=2600, items=True, staff=2600), StatusType.PAID),
        (order(total=2600, items=True, staff=600, deposit=2000), StatusType.PAID),
        (order(total=2600, items=True, deposit=5000), StatusType.ORDERED),
        (order(deposit=5000), None),
        (order(OrderStatus.COMPLETE), StatusType.FINISHED),
    ],
)
def test_a_party_is_as_far_as_its_order(read: PosOrder, expected: StatusType | None) -> None:
    assert reached(read) is expected


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("now", [S.WAITING, S.OPEN, S.COMPLETED, S.REJECTED, S.GONE])
def test_a_ticket_never_goes_backwards(before: TicketState, now: TicketState) -> None:
    after = came_to(before, now)
    steps = [S.ASKED, S.WAITING, S.OPEN, S.COMPLETED, S.REJECTED, S.GONE]
    if not before.lives or (before is S.COMPLETED and now is not S.GONE):
        assert after is before
    else:
        assert after is max(before, now, key=steps.index)


@given(st.integers(min_value=0, max_value=24 * 3600 * 3))
def test_pauses_grow_with_the_time_that_nothing_was_heard(seconds: int) -> None:
    age = timedelta(seconds=seconds)
    pause = next_look(AT, at=AT + age) - (AT + age)
    sooner = next_look(AT, at=AT + age / 2) - (AT + age / 2)
    assert SOONEST <= sooner <= pause <= max(LATEST, AFTER_AN_EVENING)

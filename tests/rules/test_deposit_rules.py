"""Promises of the rules that ask for deposits."""

from datetime import date
from uuid import UUID

import pytest
from msgspec import structs
from tests.rules.test_guest_letters import SEVEN, booking

from regulars.bookings.deposits.errors import BadDeposit
from regulars.bookings.deposits.model import Checkout, CheckoutState, DepositRule, Per
from regulars.bookings.deposits.rules import checked_rules, deposit_for, goes_back
from regulars.bookings.model import PaymentType, StatusType
from regulars.bookings.rules.payments import summary
from regulars.kernel.ids import MerchantId, ServiceId
from regulars.kernel.money import Money

LUNCH, DINNER = ServiceId(UUID(int=1)), ServiceId(UUID(int=2))
FRIDAY, SATURDAY = date(2026, 5, 8), date(2026, 5, 9)
WEEKEND = 0b110_0000

SATURDAYS = DepositRule(
    name="Saturday dinner", services=(DINNER,), weekdays=WEEKEND, amount_minor=2000
)
LARGE = DepositRule(name="Large", least_covers=6, amount_minor=10_000, per=Per.BOOKING)
FEAST = DepositRule(
    name="Feast", first_day=FRIDAY, last_day=FRIDAY, services=(LUNCH,), amount_minor=500
)
RULES = (SATURDAYS, FEAST, LARGE)


@pytest.mark.parametrize(
    ("service", "day", "covers", "minor"),
    [
        (DINNER, SATURDAY, 1, 2000),
        (DINNER, SATURDAY, 8, 16_000),  # the first that fits, though Large would as well
        (LUNCH, SATURDAY, 8, 10_000),
        (DINNER, FRIDAY, 6, 10_000),
        (DINNER, FRIDAY, 5, None),
        (LUNCH, FRIDAY, 4, 2000),
        (LUNCH, date(2026, 5, 7), 4, None),
        (None, SATURDAY, 2, None),
    ],
)
def test_the_first_rule_that_fits_says_what_is_paid_ahead(
    service: ServiceId | None, day: date, covers: int, minor: int | None
) -> None:
    asked = deposit_for(RULES, service=service, day=day, covers=covers, currency="AUD")
    assert asked == (None if minor is None else Money(minor, "AUD"))


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"least_covers": 0}, "least_covers"),
        ({"weekdays": 0}, "weekdays"),
        ({"weekdays": 128}, "weekdays"),
        ({"first_day": SATURDAY, "last_day": FRIDAY}, "last_day"),
        ({"amount_minor": 0}, "amount"),
        ({"amount_minor": 10_000_001}, "amount"),
    ],
)
def test_what_makes_no_rule_is_refused_with_its_field(wrong: dict[str, object], field: str) -> None:
    with pytest.raises(BadDeposit) as refusal:
        checked_rules([structs.replace(LARGE, **wrong)])
    assert refusal.value.field == field


def test_rules_are_kept_tidy_and_few() -> None:
    assert checked_rules([structs.replace(LARGE, name="  Large   party ")])[0].name == "Large party"
    with pytest.raises(BadDeposit, match="of this name already"):
        checked_rules([LARGE, structs.replace(FEAST, name="large")])
    with pytest.raises(BadDeposit, match="At most 20"):
        checked_rules([LARGE] * 21)


@pytest.mark.parametrize(
    ("paid", "refunded", "asked", "status", "goes"),
    [
        (4000, 0, 4000, StatusType.CONFIRMED, 0),
        (4000, 0, 4000, StatusType.CANCELLED, 4000),
        (4000, 0, 4000, StatusType.NO_SHOW, 0),
        (2500, 1500, 4000, StatusType.CANCELLED, 2500),  # some of it went back before
        (1000, 0, 4000, StatusType.CANCELLED, 1000),  # staff gave most of it back by hand
        (8000, 0, 4000, StatusType.SEATED, 4000),  # cash as well
        (8000, 0, 4000, StatusType.CANCELLED, 4000),  # the cash is the staff's to give back
        (5500, 0, 4000, StatusType.CONFIRMED, 1500),  # a part of it in cash
        (8000, 0, 6000, StatusType.CONFIRMED, 2000),  # more is asked for by now
        (4000, 0, 1000, StatusType.CONFIRMED, 0),  # less is: who comes with fewer keeps it
        (9000, 0, 4000, StatusType.CONFIRMED, 4000),  # never more than the provider has
        (6500, 1500, 4000, StatusType.CONFIRMED, 2500),
    ],
)
def test_what_goes_back_is_what_was_called_off_or_paid_twice(
    paid: int, refunded: int, asked: int, status: StatusType, goes: int
) -> None:
    due = summary(PaymentType.DEPOSIT, Money(asked, "AUD"), Money(paid, "AUD"))
    of = booking(payment=due, status_type=status)
    checkout = Checkout(
        id=UUID(int=5), merchant=MerchantId(UUID(int=1)), booking=of.id, provider="test",
        reference="co_1", url="", amount=Money(4000, "AUD"), refunded=Money(refunded, "AUD"),
        back=Money(refunded, "AUD"), state=CheckoutState.PAID, problem="", created_at=SEVEN,
        ends_at=SEVEN,
    )  # fmt: skip
    assert goes_back(of, checkout) == Money(goes, "AUD")

"""Which deposit a booking has to pay, and what of it goes back. No clock, no database."""

from collections.abc import Sequence
from datetime import date

from msgspec import structs

from regulars.bookings.deposits.errors import BadDeposit
from regulars.bookings.deposits.model import EVERY_DAY, Checkout, DepositRule, Per
from regulars.bookings.model import Booking, StatusType
from regulars.kernel.ids import ServiceId
from regulars.kernel.money import Money

MOST_RULES = 20
MOST_COVERS = 100
LONGEST_NAME = 60
LARGEST_MINOR = 10_000_000
"""A deposit larger than that is a slip of the keyboard."""


def deposit_for(
    rules: Sequence[DepositRule],
    *,
    service: ServiceId | None,
    day: date,
    covers: int,
    currency: str,
) -> Money | None:
    """What a party pays ahead: the first rule that fits counts. None where none does.

    `day` is the day of the diary.
    """
    rule = next((one for one in rules if fits(one, service=service, day=day, covers=covers)), None)
    return None if rule is None else Money(rule.amount_minor * times(rule, covers), currency)


def fits(rule: DepositRule, *, service: ServiceId | None, day: date, covers: int) -> bool:
    return (
        covers >= rule.least_covers
        and (not rule.services or service in rule.services)
        and bool(rule.weekdays >> day.weekday() & 1)
        and (rule.first_day is None or rule.first_day <= day)
        and (rule.last_day is None or day <= rule.last_day)
    )


def times(rule: DepositRule, covers: int) -> int:
    """How often the rule's amount is asked for."""
    return covers if rule.per is Per.COVER else 1


def goes_back(booking: Booking, checkout: Checkout) -> Money:
    """What there is a reason to give back: all when it is cancelled, else what was paid twice."""
    if booking.status_type is StatusType.CANCELLED:
        return returnable(booking, checkout)
    return paid_twice(booking, checkout)


def returnable(booking: Booking, checkout: Checkout) -> Money:
    """What can go back: what the provider has, unless staff have written it down as returned."""
    return min(checkout.left, _paid(booking, checkout))


def paid_twice(booking: Booking, checkout: Checkout) -> Money:
    """What the guest paid at the provider though it was paid elsewhere as well."""
    wanted = booking.payment.amount if booking.payment else checkout.amount
    more = _paid(booking, checkout) - max(wanted, checkout.amount)
    return max(Money.zero(more.currency), min(checkout.left, more))


def was_paid_elsewhere(booking: Booking, checkout: Checkout) -> bool:
    """Whether more was paid ahead than what the provider has of it."""
    return _paid(booking, checkout) > checkout.left


def _paid(booking: Booking, checkout: Checkout) -> Money:
    return booking.payment.paid if booking.payment else Money.zero(checkout.amount.currency)


def checked_rules(rules: Sequence[DepositRule]) -> tuple[DepositRule, ...]:
    """`rules` as they are kept. Raises `BadDeposit` with the field that cannot be used."""
    if len(rules) > MOST_RULES:
        raise BadDeposit(f"At most {MOST_RULES} rules.", field="deposits")
    checked = tuple(checked_rule(rule) for rule in rules)
    names = [rule.name.casefold() for rule in checked]
    if len(set(names)) < len(names):
        raise BadDeposit("There is a rule of this name already.", field="name")
    return checked


def checked_rule(rule: DepositRule) -> DepositRule:
    """`rule` as it is kept. Raises `BadDeposit` with the field that cannot be used."""
    name = " ".join(rule.name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadDeposit(f"A name of at most {LONGEST_NAME} characters, please.", field="name")
    if not 1 <= rule.least_covers <= MOST_COVERS:
        raise BadDeposit(f"Between 1 and {MOST_COVERS}, please.", field="least_covers")
    if not 1 <= rule.weekdays <= EVERY_DAY:
        raise BadDeposit("Choose at least one day.", field="weekdays")
    if rule.first_day and rule.last_day and rule.last_day < rule.first_day:
        raise BadDeposit("The last day comes before the first.", field="last_day")
    if not 1 <= rule.amount_minor <= LARGEST_MINOR:
        raise BadDeposit("An amount above nothing, please.", field="amount")
    return structs.replace(rule, name=name)

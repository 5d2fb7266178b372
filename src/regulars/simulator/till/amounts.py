"""The amounts that staff type: percentages and money, checked before anything is done."""

from decimal import Decimal

from regulars.simulator.drafts import LineDraft
from regulars.simulator.errors import Refused
from regulars.simulator.model import NO_AMOUNT, NO_VARIATION

HUNDRED = Decimal(100)


def line_discount(percent_off: Decimal | None, amount_off: Decimal | None) -> LineDraft:
    """A line takes one kind of discount: writing one takes the other away."""
    if percent_off is not None and amount_off is not None:
        raise Refused("Give percent_off or amount_off, not both.")
    if percent_off is not None:
        return LineDraft(
            price_variation=1 - checked_percent(percent_off) / HUNDRED,
            price_fixed_variation=NO_AMOUNT,
        )
    if amount_off is not None:
        return LineDraft(
            price_variation=NO_VARIATION, price_fixed_variation=-checked_amount(amount_off)
        )
    return LineDraft()


def checked_percent(percent: Decimal) -> Decimal:
    if not percent.is_finite() or not 0 < percent <= HUNDRED:
        raise Refused("A percentage lies above 0 and goes up to 100.")
    return percent


def checked_amount(amount: Decimal) -> Decimal:
    if not amount.is_finite() or amount <= 0:
        raise Refused("An amount lies above 0.")
    return amount

"""Which conditions a merchant can set."""

from regulars.kernel.money import LARGEST, Money
from regulars.programs.conditions.model import Conditions, OfTiers
from regulars.programs.errors import BadReward
from regulars.vouchers.errors import BadVoucher
from regulars.vouchers.rules import check_hours

MOST_USES = 10**9


def check_conditions(conditions: Conditions) -> None:
    """Raises `BadReward`, with the field, for conditions that contradict themselves."""
    _hours(conditions)
    if conditions.starts_at and conditions.ends_at and conditions.starts_at >= conditions.ends_at:
        raise BadReward("It ends after it has started.", field="ends_at")
    _more_than_zero("minimum", conditions.minimum)
    _more_than_zero("budget", conditions.budget)
    _limit("limit_total", conditions.limit_total)
    _limit("limit_per_member", conditions.limit_per_member)
    match conditions.audience:
        case OfTiers(tiers) if not tiers:
            raise BadReward("Choose at least one tier.", field="audience")


def _hours(conditions: Conditions) -> None:
    try:
        check_hours(conditions.hours)
    except BadVoucher as refused:
        raise BadReward(refused.sentence, field=refused.field) from refused


def _more_than_zero(field: str, amount: Money | None) -> None:
    if amount is not None and not 1 <= amount.minor <= LARGEST:
        raise BadReward("The amount is more than zero.", field=field)


def _limit(field: str, limit: int | None) -> None:
    if limit is not None and not 1 <= limit <= MOST_USES:
        raise BadReward("A limit is a whole number from 1.", field=field)

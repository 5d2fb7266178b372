"""What a program earns and gives. No clock, no database, no till."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import assert_never

from regulars.kernel.ids import RedemptionId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.pos.model import DiscountKind, PosOrder
from regulars.programs.errors import BadQuantity, CannotRedeem, ClaimStale, NothingToPay, UsedUp
from regulars.programs.model import (
    AmountOff,
    Benefit,
    Claim,
    Offer,
    PercentOff,
    PointsForMoney,
    Redemption,
    Reward,
    Usable,
)
from regulars.vouchers.model import Voucher
from regulars.vouchers.rules import discount_of, is_used_up

CLAIM_LASTS = timedelta(hours=18)
"""A button of the till's reward list is good for one long day of trade."""

LOOK_AGAIN = "Open the member again to see what can be used now."

MOST_ON_ONE_ORDER = 10
"""More redemptions than this on one order are a slip, and would make the bill unreadable."""


def chosen_points(reward: Reward, quantity: str | None) -> Points:
    """How many points the cashier chose. Raises `BadQuantity` with what may be chosen."""
    if not reward.variable or quantity is None:
        return reward.points
    most = f"Choose from 1 to {reward.points} points."
    if not quantity.isascii() or not quantity.isdigit() or len(quantity) > 12:
        raise BadQuantity(f"“{quantity[:20]}” is not a number of points. {most}")
    points = Points(int(quantity))
    if not 1 <= points <= reward.points:
        raise BadQuantity(f"{points} points cannot be redeemed here. {most}")
    return points


def worth(benefit: Benefit, points: Points, owed: Money) -> tuple[Money, Points]:
    """What comes off a bill of `owed`, and the points it takes: never more than the bill needs.

    Raises `NothingToPay` when nothing is owed, `BadQuantity` when the points buy nothing.
    """
    check_owed(owed)
    match benefit:
        case AmountOff(value):
            return min(value, owed), points
        case PercentOff(basis_points, most):
            share = owed.share(basis_points)
            off = min(share, most) if most else share
            check_difference(off)
            return off, points
        case PointsForMoney(value, unit):
            return points_as_money(value, unit, points, owed)
        case other:
            assert_never(other)


def voucher_worth(voucher: Voucher, owed: Money) -> Money:
    """What a voucher takes off a bill of `owed`. Raises `NothingToPay`, `UsedUp`."""
    check_owed(owed)
    if is_used_up(voucher):
        raise UsedUp(f"“{name_of(voucher)}” has been used up.")
    off = discount_of(voucher, owed)
    check_difference(off)
    return off


def check_owed(owed: Money) -> None:
    if owed.minor <= 0:
        raise NothingToPay("There is nothing to pay on this sale yet. Ring up the items first.")


def check_difference(off: Money) -> None:
    if not off:
        raise NothingToPay("The sale is too small for this to make a difference.")


def points_as_money(
    value: Money, unit: Points, points: Points, owed: Money
) -> tuple[Money, Points]:
    """What `points` buy at `value` for every `unit`, down to the cent, and how many are needed."""
    off = Money(value.minor * points // unit, value.currency)
    if not off:
        raise BadQuantity(f"{points} points are too few to take anything off.")
    if off <= owed:
        return off, points
    return owed, Points(-(-owed.minor * unit // value.minor))


def name_of(voucher: Voucher) -> str:
    """What a voucher is called on a bill. Its code is for nobody to read there."""
    return "Wallet" if voucher.is_wallet else voucher.terms.description or "Voucher"


def check_claim(claim: Claim, reward: Reward | Offer, *, at: datetime) -> None:
    """Raises `ClaimStale` unless `reward` is still what the button showed."""
    check_age(claim, at=at)
    if not reward.active:
        raise ClaimStale(f"“{reward.title}” is no longer given. {LOOK_AGAIN}")
    if isinstance(reward, Reward) and reward.points < claim.points:
        raise ClaimStale(f"“{reward.title}” has changed. {LOOK_AGAIN}")
    if isinstance(reward, Reward) and not reward.variable and reward.points != claim.points:
        raise ClaimStale(f"“{reward.title}” has changed. {LOOK_AGAIN}")


def check_age(claim: Claim, *, at: datetime) -> None:
    """Raises `ClaimStale` for a button that was shown too long ago."""
    if not claim.issued_at - timedelta(minutes=5) <= at <= claim.issued_at + CLAIM_LASTS:
        raise ClaimStale(f"This button is from another day. {LOOK_AGAIN}")


def check_offer(offer: Offer, claim: Claim, *, at: datetime) -> None:
    """Raises `CannotRedeem` when the offer is not for this member or not for now."""
    if offer.member is not None and offer.member != claim.member:
        raise CannotRedeem(f"“{offer.title}” is not for this member.")
    if offer.starts_at is not None and at < offer.starts_at:
        raise CannotRedeem(f"“{offer.title}” has not started yet.")
    if offer.ends_at is not None and at >= offer.ends_at:
        raise CannotRedeem(f"“{offer.title}” has ended.")
    if offer.limit_total is not None and offer.used >= offer.limit_total:
        raise UsedUp(f"“{offer.title}” has been used up.")


def usable_reward(reward: Reward, available: Points) -> Points | None:
    """The points to show on the button, or None when the member cannot use the reward now.

    For a chosen quantity that is the most that may be chosen: the reward's own limit, or the
    balance.
    """
    if reward.variable:
        most = min(reward.points, available)
        benefit = reward.benefit
        assert isinstance(benefit, PointsForMoney)
        return Points(most) if benefit.value.minor * most // benefit.unit else None
    return reward.points if available >= reward.points else None


def usable_rewards(rewards: Sequence[Reward], available: Points) -> list[Usable]:
    """Only what a member with `available` points can use now."""
    return [
        Usable(reward, points)
        for reward in rewards
        if (points := usable_reward(reward, available)) is not None
    ]


def on_the_bill(standing: Sequence[Redemption], order: PosOrder) -> dict[RedemptionId, Money]:
    """What the order still carries of what we put on it, by redemption; what is missing came off.

    A redemption that left its own mark on the bill is found by it. The others share the one
    order-wide discount: it is ours where it is the sum of some of them, the oldest ones where there
    is a choice. Any other figure is a discount of the staff's own, which has taken the place of
    ours. Where the bill is smaller than the discount, the oldest redemption is carried first.
    """
    carried = {
        RedemptionId(mark): amount
        for mark, amount in order.marked.items()
        if any(mark == redemption.id for redemption in standing)
    }
    unmarked = [redemption for redemption in standing if redemption.id not in carried]
    left = order.discount.given
    for redemption in recognised(unmarked, order):
        carried[redemption.id] = min(redemption.discount, left)
        left -= carried[redemption.id]
    return carried


def recognised(standing: Sequence[Redemption], order: PosOrder) -> Sequence[Redemption]:
    """The redemptions that the order-wide discount is made of; none if it is the staff's own."""
    if order.discount.kind is not DiscountKind.AMOUNT:
        return ()
    oldest_first = sorted(standing, key=lambda redemption: (redemption.requested_at, redemption.id))
    for size in range(len(oldest_first), 0, -1):
        for some in combinations(oldest_first, size):
            if sum(redemption.discount.minor for redemption in some) == order.discount.stated.minor:
                return some
    return ()


def settled_points(redemption: Redemption, carried: Money) -> Points:
    """The points that are gone for what the finished order carried.

    A chosen quantity is paid for what it took off, to the guest's favour; a fixed price is paid
    whole.
    """
    if not carried:
        return Points(0)
    if not redemption.variable:
        return redemption.points
    return Points(redemption.points * carried.minor // redemption.discount.minor)

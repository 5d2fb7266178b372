"""What a program earns and gives. No clock, no database, no till."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations

from regulars.kernel.ids import RedemptionId
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.pos.model import DiscountKind, PosOrder
from regulars.programs.benefits.model import PointsForMoney
from regulars.programs.benefits.rules import check_difference, check_owed, leaves_the_bill
from regulars.programs.errors import BadQuantity, ClaimStale, UsedUp
from regulars.programs.model import Claim, NextReward, Offer, Redemption, Reward
from regulars.vouchers.model import Voucher
from regulars.vouchers.rules import discount_of, is_used_up

CLAIM_LASTS = timedelta(hours=18)
"""A button of the till's reward list is good for one long day of trade."""

LOOK_AGAIN = "Open the member again to see what can be used now."


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


def voucher_worth(voucher: Voucher, before: Money, owed: Money) -> Money:
    """What a voucher takes off a bill that came to `before` and of which `owed` is left.

    Raises `NothingToPay`, `UsedUp`.
    """
    check_owed(owed)
    if is_used_up(voucher):
        raise UsedUp(f"“{name_of(voucher)}” has been used up.")
    off = min(discount_of(voucher, before), owed)
    check_difference(off)
    return off


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


def next_reward(rewards: Sequence[Reward], available: Points) -> NextReward | None:
    """Of rewards with a fixed price, the one that the fewest points are missing for."""
    missing = [
        NextReward(reward.title, Points(reward.points - available))
        for reward in rewards
        if not reward.variable and reward.points > available
    ]
    return min(missing, key=lambda one: one.missing, default=None)


def on_the_bill(standing: Sequence[Redemption], order: PosOrder) -> dict[RedemptionId, Money]:
    """What the order still carries of what we put on it, by redemption; what is missing came off.

    A redemption that left its own mark on the bill is found by it. The others share the one
    order-wide discount: it is ours where it is the sum of some of them, the oldest ones where there
    is a choice. Any other figure is a discount of the staff's own, which has taken the place of
    ours. Where the bill is smaller than the discount, the oldest redemption is carried first. What
    leaves the bill as it is, is carried by every bill.
    """
    carried = {
        RedemptionId(mark): amount
        for mark, amount in order.marked.items()
        if any(mark == redemption.id for redemption in standing)
    }
    nothing = Money.zero(order.total.currency)
    carried |= {one.id: nothing for one in standing if leaves_the_bill(one.what)}
    unmarked = [redemption for redemption in standing if redemption.id not in carried]
    left = order.discount.given
    for redemption in recognised(unmarked, order):
        carried[redemption.id] = min(redemption.discount, left)
        left -= carried[redemption.id]
    return carried


def is_carried(redemption: Redemption, carried: dict[RedemptionId, Money]) -> bool:
    """Whether the order still carries something of it, if only by leaving the bill as it is."""
    return bool(carried.get(redemption.id)) or leaves_the_bill(redemption.what)


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
    if leaves_the_bill(redemption.what):
        return redemption.points
    if not carried:
        return Points(0)
    if not redemption.variable:
        return redemption.points
    return Points(redemption.points * carried.minor // redemption.discount.minor)

"""What may be combined on one bill."""

import msgspec


class Stacking(msgspec.Struct, frozen=True):
    """Which redemptions may stand on one bill together, and how many there may be.

    Every one is worked out on the bill as it was before any of them, so the order in which they are
    pressed changes nothing; together they take off no more than the bill.
    """

    rewards_with_rewards: bool = True
    offers_with_offers: bool = True
    rewards_with_offers: bool = True
    vouchers_with_others: bool = True
    most: int = 10

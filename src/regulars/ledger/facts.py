"""What happens to accounts by the clock alone. What people do is a fact of whoever asked for it."""

from typing import ClassVar

import msgspec

from regulars.kernel.ids import AccountId


class PointsExpired(msgspec.Struct, frozen=True):
    """Points of an account reached their last day."""

    kind: ClassVar[str] = "points.expired"
    account: AccountId
    points: int

    @property
    def subject(self) -> str:
        return f"account:{self.account}"

"""What happens in a program."""

from typing import ClassVar, Literal

import msgspec


class ProgramChanged(msgspec.Struct, frozen=True):
    """The rules of earning were set."""

    kind: ClassVar[str] = "program.changed"
    name: str

    @property
    def subject(self) -> str:
        return "program"


class RewardSaved(msgspec.Struct, frozen=True):
    """A reward was made or changed."""

    kind: ClassVar[str] = "reward.saved"
    reward: str
    title: str

    @property
    def subject(self) -> str:
        return f"reward:{self.reward}"


class OfferSaved(msgspec.Struct, frozen=True):
    """An offer was made or changed."""

    kind: ClassVar[str] = "offer.saved"
    offer: str
    title: str

    @property
    def subject(self) -> str:
        return f"offer:{self.offer}"


class RedemptionMoved(msgspec.Struct, frozen=True):
    """A redemption reached a state: asked, applied, settled, released or refused.

    `voucher` is set where it is one; what became of its value is a fact of the voucher.
    """

    kind: ClassVar[str] = "redemption.moved"
    redemption: str
    member: str
    order: str
    title: str
    points: int
    state: str
    reason: str = ""
    voucher: str = ""

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class PointsAdjusted(msgspec.Struct, frozen=True):
    """A manager gave points by hand, or took some."""

    kind: ClassVar[str] = "points.adjusted"
    member: str
    points: int

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class PointsUndone(msgspec.Struct, frozen=True):
    """What was given or taken by hand, or a bonus, was undone; `points` came or went again."""

    kind: ClassVar[str] = "points.undone"
    member: str
    points: int

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class BonusGranted(msgspec.Struct, frozen=True):
    """The program gave a member points without a sale, for joining or for a birthday."""

    kind: ClassVar[str] = "bonus.granted"
    member: str
    what: Literal["sign_up", "birthday"]
    points: int

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class QuietPointsMoved(msgspec.Struct, frozen=True):
    """Points came on top of a bill's own, since the booking was for a quiet time.

    Below zero some went again, with the bill.
    """

    kind: ClassVar[str] = "quiet_points.moved"
    member: str
    booking: str
    points: int

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class TierChanged(msgspec.Struct, frozen=True):
    """A member reached another tier, or lost one. Empty is no tier."""

    kind: ClassVar[str] = "tier.changed"
    member: str
    tier: str
    before: str

    @property
    def subject(self) -> str:
        return f"member:{self.member}"


class SegmentSaved(msgspec.Struct, frozen=True):
    """A segment was made, changed or deleted."""

    kind: ClassVar[str] = "segment.saved"
    segment: str
    name: str
    deleted: bool = False

    @property
    def subject(self) -> str:
        return f"segment:{self.segment}"

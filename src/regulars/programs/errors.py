"""Refusals of a program. Each sentence is what the cashier reads on the till.

CannotRedeem          the reward or offer cannot be used on this order now
├── ClaimStale        the button is from another day, or the reward has changed since
├── NothingToPay      there is nothing on the bill yet that it could come off
├── GoodsMissing      what it is for is not on the bill
├── BadQuantity       the number of points cannot be used
├── AlreadyOnBill     it stands on this bill with another number of points
├── NotMet            its conditions are not met: another time, store, member or too small a bill
├── CannotCombine     it does not go with what stands on the bill
└── UsedUp            its uses are gone, the member's, or its budget
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound


class NoProgram(NotFound):
    """The merchant has not set a program up yet."""

    code = "no_program"


class ProgramMoved(Conflict):
    """Somebody else changed the program while it was being changed."""

    code = "program_moved"


class NoSuchReward(NotFound):
    """No reward or offer of this merchant has that id."""

    code = "no_such_reward"


class NoSuchPicture(NotFound):
    """No picture of this merchant has that id."""

    code = "no_such_picture"


class CannotRedeem(Conflict):
    """The reward or offer cannot be used on this order now."""

    code = "cannot_redeem"


class ClaimStale(CannotRedeem):
    """The button is too old, or what it stood for has changed since."""

    code = "claim_stale"


class NothingToPay(CannotRedeem):
    """Nothing is owed on the bill that the benefit could come off."""

    code = "nothing_to_pay"


class GoodsMissing(CannotRedeem):
    """The products that it is for are not on the bill."""

    code = "goods_missing"


class BadQuantity(CannotRedeem):
    """The chosen number of points is no number, zero or less, or more than may be chosen."""

    code = "bad_quantity"


class AlreadyOnBill(CannotRedeem):
    """The reward stands on this bill already, with another number of points."""

    code = "already_on_bill"


class NotMet(CannotRedeem):
    """It is for another time, store or member, or for a larger bill."""

    code = "not_met"


class CannotCombine(CannotRedeem):
    """It cannot stand on a bill together with what is there."""

    code = "cannot_combine"


class UsedUp(CannotRedeem):
    """It has been used as often as it may be, by all or by the member, or its budget is spent."""

    code = "used_up"


class BadReward(Invalid):
    """A reward, offer or program that cannot be what was typed; `field` says where."""

    code = "bad_reward"


class BadTiers(Invalid):
    """Tiers that cannot be what was typed; `field` says where."""

    code = "bad_tiers"


class TierInUse(Conflict):
    """A rule, reward or offer is for a tier that was to go."""

    code = "tier_in_use"


class BadSegment(Invalid):
    """A segment that cannot be what was typed; `field` says where."""

    code = "bad_segment"


class SegmentNameTaken(BadSegment):
    """Another segment of the merchant has that name."""

    code = "segment_name_taken"


class NoSuchSegment(NotFound):
    """No segment of this merchant has that id."""

    code = "no_such_segment"


class SegmentInUse(Conflict):
    """A reward or offer is for this segment."""

    code = "segment_in_use"

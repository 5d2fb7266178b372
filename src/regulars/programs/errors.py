"""Refusals of a program. Each sentence is what the cashier reads on the till.

CannotRedeem          the reward or offer cannot be used on this order now
├── ClaimStale        the button is from another day, or the reward has changed since
├── NothingToPay      there is nothing on the bill yet that it could come off
├── BadQuantity       the number of points cannot be used
├── AlreadyOnBill     it stands on this bill with another number of points
└── UsedUp            the offer's uses are gone
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


class CannotRedeem(Conflict):
    """The reward or offer cannot be used on this order now."""

    code = "cannot_redeem"


class ClaimStale(CannotRedeem):
    """The button is too old, or what it stood for has changed since."""

    code = "claim_stale"


class NothingToPay(CannotRedeem):
    """Nothing is owed on the bill that the benefit could come off."""

    code = "nothing_to_pay"


class BadQuantity(CannotRedeem):
    """The chosen number of points is no number, zero or less, or more than may be chosen."""

    code = "bad_quantity"


class AlreadyOnBill(CannotRedeem):
    """The reward stands on this bill already, with another number of points."""

    code = "already_on_bill"


class UsedUp(CannotRedeem):
    """The offer has been used as often as it may be."""

    code = "used_up"


class BadReward(Invalid):
    """A reward, offer or program that cannot be what was typed; `field` says where."""

    code = "bad_reward"

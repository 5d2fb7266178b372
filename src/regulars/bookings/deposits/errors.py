"""Refusals of deposits.

BadDeposit            what was typed makes no rule of deposits; `field` says where
MoreDeposit           a booking would have to pay more ahead than it was asked for
"""

from regulars.kernel.errors import Conflict, Invalid


class BadDeposit(Invalid):
    """What was typed makes no rule that asks for deposits."""

    code = "bad_deposit"


class MoreDeposit(Conflict):
    """A booking that is to change would have to pay more ahead than it was asked for."""

    code = "more_deposit"

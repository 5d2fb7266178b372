"""Refusals of deposits.

BadDeposit            what was typed makes no rule of deposits; `field` says where
NoSuchRule            the page has no rule of that name
MoreDeposit           a booking would have to pay more ahead than it was asked for
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound


class BadDeposit(Invalid):
    """What was typed makes no rule that asks for deposits."""

    code = "bad_deposit"


class NoSuchRule(NotFound):
    """A booking page has no rule of that name that asks for deposits."""

    code = "no_such_deposit_rule"


class MoreDeposit(Conflict):
    """A booking that is to change would have to pay more ahead than it was asked for."""

    code = "more_deposit"

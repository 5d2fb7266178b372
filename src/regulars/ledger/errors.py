"""Refusals of the ledger.

AccountNotFound       no such account of this merchant
HoldNotFound          no such hold of this merchant
BadPoints             not a number of points that can be moved
NotEnoughPoints       fewer points are left than the hold needs
HoldClosed            the hold was settled or released before
MoreThanHeld          more is to be settled than was set aside
CannotReverse         the entry is not one that can be undone by hand, or was undone before
EntryNotFound         no such entry of this merchant
MoreThanSpent         more is to come back than was spent and has not come back yet
KeyReused             the key came before, with other content
AlreadyPosted         the same real thing was posted under another key, with other content
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound
from regulars.kernel.points import Points


class AccountNotFound(NotFound):
    """No such account of this merchant."""

    code = "account_not_found"


class HoldNotFound(NotFound):
    """No such hold of this merchant."""

    code = "hold_not_found"


class EntryNotFound(NotFound):
    """No such entry of this merchant."""

    code = "entry_not_found"


class BadPoints(Invalid):
    """Not a number of points that can be moved."""

    code = "bad_points"


class NotEnoughPoints(Conflict):
    """Fewer points are left than are needed. `available` says how many."""

    code = "not_enough_points"

    def __init__(self, *, needed: Points, available: Points) -> None:
        super().__init__(f"Not enough points: {needed} are needed and {available} are left.")
        self.needed = needed
        self.available = available


class HoldClosed(Conflict):
    """The hold was settled or released before."""

    code = "hold_closed"


class MoreThanHeld(Conflict):
    """More is to be settled than was set aside."""

    code = "more_than_held"


class MoreThanSpent(Conflict):
    """More is to come back than was spent and has not come back yet."""

    code = "more_than_spent"


class CannotReverse(Conflict):
    """The entry is not one that can be undone by hand, or it was undone before."""

    code = "cannot_reverse"


class KeyReused(Conflict):
    """The key came before, with other content."""

    code = "key_reused"


class AlreadyPosted(Conflict):
    """The same real thing was posted under another key, with other content."""

    code = "already_posted"

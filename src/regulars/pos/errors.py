"""What a till can answer that is not what we asked for.

PosUnavailable       silent, too busy or broken: what was asked may or may not have happened
PosRefused           the till said no; nothing happened
├── OrderGone        it does not know the order (any more)
├── OrderClosed      the order cannot be changed any more
└── DiscountStands   staff's own discount is on the bill and there is no other way to add ours
NotAuthorised        the merchant has to authorise the connection again
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class PosUnavailable(Unavailable):
    """The till's system did not answer. What was asked of it may or may not have happened."""

    code = "pos_unavailable"


class PosBusy(PosUnavailable):
    """The connection's budget of requests is spent for the moment; nothing was asked."""

    code = "pos_busy"


class PosRefused(Invalid):
    """The till said no, and nothing happened. The sentence carries its reason."""

    code = "pos_refused"


class OrderGone(NotFound):
    """The till does not know the order, or not any more."""

    code = "order_gone"


class OrderClosed(Conflict):
    """The order is paid, rejected or deleted and cannot be changed."""

    code = "order_closed"


class DiscountStands(Conflict):
    """A discount of the staff's own is on the bill, and no other way to add ours is set up."""

    code = "discount_stands"


class NotAuthorised(Conflict):
    """The connection has no valid authorisation: the merchant has to give it again."""

    code = "not_authorised"

"""Refusals of offers on quiet slots.

BadOffer              what was typed makes no offer; `field` says where
NoSuchOffer           the store has no such offer
"""

from regulars.kernel.errors import Invalid, NotFound


class BadOffer(Invalid):
    """What was typed makes no offer for quiet times."""

    code = "bad_quiet_offer"


class NoSuchOffer(NotFound):
    """The store has no such offer for quiet times."""

    code = "no_such_quiet_offer"

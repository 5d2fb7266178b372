"""Refusals of gift cards.

NoSuchGiftCard     none of this merchant's gift cards has that id
GiftCardOver       it was cancelled, so it can neither be paid for nor be mailed
GiftCardUnpaid     it is not paid for, so it cannot be mailed
PaidOtherwise      it was paid for before, in another way
GiftCardSpent      something of it was spent or is set aside, so it cannot be cancelled
NoAddress          there is nobody to mail it to
SoldOtherwise      the same form sold another gift card before
"""

from regulars.kernel.errors import Conflict, NotFound
from regulars.vouchers.errors import BadVoucher


class NoSuchGiftCard(NotFound):
    """None of this merchant's gift cards has that id."""

    code = "no_such_gift_card"


class GiftCardOver(Conflict):
    """The gift card was cancelled, so it can neither be paid for nor be mailed."""

    code = "gift_card_over"


class GiftCardUnpaid(Conflict):
    """The gift card is not paid for, so it cannot be mailed."""

    code = "gift_card_unpaid"


class PaidOtherwise(Conflict):
    """The gift card was paid for before, in another way. It is paid for once."""

    code = "paid_otherwise"


class GiftCardSpent(Conflict):
    """Something of the gift card was spent or is set aside, so it cannot be cancelled."""

    code = "gift_card_spent"


class NoAddress(BadVoucher):
    """There is nobody to mail the gift card to."""

    code = "no_address"


class SoldOtherwise(Conflict):
    """The same form sold another gift card before."""

    code = "sold_otherwise"

"""Refusals about sales.

NoSuchSale            no sale of this merchant has that id
BadOrder              an order without anything in it, or with an id that cannot be kept
├── BadTotals         the order's figures cannot be
├── UnknownVoucher    no voucher of this merchant has that code
└── UnknownMember     no member of this merchant has that code
OrderDiffers          the order came before, with other content
BadRefund             an amount that cannot be refunded
RefundTooMuch         more is to be refunded than is left of the order
RefundDiffers         the key of the refund came before, with other content
NoSuchRedemption      no redemption of this merchant has that id
CannotUndo            the redemption is not settled, or was undone before
CannotSetMember       the sale was taken back, so it is nobody's
Overtaken             somebody who asked the till later has recorded the order already
NoSuchException       no exception of this merchant has that id
ExceptionOver         the exception was settled before, or is nothing that can be sent again
"""

from regulars.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class NoSuchSale(NotFound):
    """No sale of this merchant has that id."""

    code = "no_such_sale"


class BadOrder(Invalid):
    """An order without anything in it, or with an id that cannot be kept."""

    code = "bad_order"


class BadTotals(BadOrder):
    """The figures of an order cannot be: one is below zero, or the discount is above the total."""

    code = "bad_totals"


class UnknownVoucher(BadOrder):
    """An order names a voucher that the merchant does not have."""

    code = "unknown_voucher"


class UnknownMember(BadOrder):
    """An order names a member that the merchant does not have."""

    code = "unknown_member"


class OrderDiffers(Conflict):
    """The order came before, with other content."""

    code = "order_differs"


class Overtaken(Unavailable):
    """Somebody recorded the order after it was asked for here, with other content: ask again."""

    code = "overtaken"


class BadRefund(Invalid):
    """The amount or the key of a refund cannot be used."""

    code = "bad_refund"


class RefundTooMuch(Conflict):
    """More is to be refunded than is left of the order."""

    code = "refund_too_much"


class RefundDiffers(Conflict):
    """The key of a refund came before, with other content."""

    code = "refund_differs"


class NoSuchRedemption(NotFound):
    """No redemption of this merchant has that id."""

    code = "no_such_redemption"


class CannotUndo(Conflict):
    """The redemption is not settled, or what it cost has come back already."""

    code = "cannot_undo"


class CannotSetMember(Conflict):
    """The sale was taken back, so that it brings nobody anything."""

    code = "cannot_set_member"


class NoSuchException(NotFound):
    """No exception of this merchant has that id."""

    code = "no_such_exception"


class ExceptionOver(Conflict):
    """The exception has been settled, or is nothing that can be sent again."""

    code = "exception_over"

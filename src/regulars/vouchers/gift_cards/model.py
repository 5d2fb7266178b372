"""A gift card: who bought it, who gets it, and whether it was paid for."""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import StoreId, VoucherId
from regulars.kernel.money import Money
from regulars.vouchers.model import Voucher


class GiftCardState(StrEnum):
    """`UNPAID` has no value yet, and `CANCELLED` has none any more."""

    UNPAID = "unpaid"
    PAID = "paid"
    CANCELLED = "cancelled"


class NewGiftCard(msgspec.Struct, frozen=True, kw_only=True):
    """A gift card as somebody asks for it, for `value`, at a `price`.

    `key` names the sale: asked again with the same key it is the same sale. `payment` says how it
    was paid for, and None that it was not yet. It goes to the recipient's address, else the
    buyer's; without either it is printed. It is good until before `ends_at`, or for ever.
    """

    key: str
    value: Money
    price: Money
    store: StoreId | None = None
    buyer_name: str = ""
    buyer_email: str | None = None
    recipient_name: str = ""
    recipient_email: str | None = None
    message: str = ""
    payment: str | None = None
    ends_at: datetime | None = None


class GiftCard(msgspec.Struct, frozen=True, kw_only=True):
    """A gift card as it is. What is left of it is the balance of its voucher."""

    voucher: Voucher
    state: GiftCardState
    value: Money
    price: Money
    store: StoreId | None
    buyer_name: str
    buyer_email: str | None
    recipient_name: str
    recipient_email: str | None
    message: str
    payment: str
    sold_by: str
    sold_at: datetime
    paid_at: datetime | None
    mailed_at: datetime | None
    cancelled_at: datetime | None

    @property
    def id(self) -> VoucherId:
        return self.voucher.id

    @property
    def mail_to(self) -> str | None:
        """The address that it goes to; None for a card that is printed."""
        return self.recipient_email or self.buyer_email

    @property
    def left(self) -> Money:
        """What can still be spent, with what is set aside on open bills."""
        assert self.voucher.left is not None
        assert self.voucher.held is not None
        return self.voucher.left + self.voucher.held


class Totals(msgspec.Struct, frozen=True):
    """Gift cards in sum: how many were paid for, their value, what is left, what is unpaid."""

    paid: int
    value: Money
    left: Money
    unpaid: int

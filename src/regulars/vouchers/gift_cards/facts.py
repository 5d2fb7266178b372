"""What happens to gift cards. Who bought one and who got it is not told: people can be erased."""

from typing import ClassVar

import msgspec


class GiftCardSold(msgspec.Struct, frozen=True):
    """A gift card was sold, paid for or not."""

    kind: ClassVar[str] = "gift_card.sold"
    voucher: str
    value_minor: int
    price_minor: int
    store: int | None

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class GiftCardPaid(msgspec.Struct, frozen=True):
    """A gift card was paid for, so that its value is on it."""

    kind: ClassVar[str] = "gift_card.paid"
    voucher: str
    value_minor: int
    payment: str

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"


class GiftCardCancelled(msgspec.Struct, frozen=True):
    """A gift card was cancelled. `taken_out_minor` was on it until then."""

    kind: ClassVar[str] = "gift_card.cancelled"
    voucher: str
    taken_out_minor: int

    @property
    def subject(self) -> str:
        return f"voucher:{self.voucher}"

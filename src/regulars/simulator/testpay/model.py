"""What Testpay remembers."""

from datetime import datetime
from decimal import Decimal
from typing import Literal

from msgspec import Struct, field

Status = Literal["open", "paid", "expired"]
NoticeState = Literal["waiting", "held_back", "delivered", "given_up"]


class Draft(Struct, forbid_unknown_fields=True):
    """A checkout as an application asks for it. `expires_at` is an aware time."""

    amount: Decimal
    currency: str
    title: str
    return_url: str
    notify_url: str
    expires_at: datetime
    metadata: dict[str, str] = {}


class Payment(Struct):
    id: str
    paid_at: datetime


class Refund(Struct):
    id: str
    key: str
    amount: Decimal


class Checkout(Struct, kw_only=True):
    """One payment that was asked for, under the application's own `key`."""

    id: str
    key: str
    draft: Draft
    payment: Payment | None = None
    refunds: list[Refund] = field(default_factory=list)

    def status(self, at: datetime) -> Status:
        if self.payment is not None:
            return "paid"
        return "open" if at < self.draft.expires_at else "expired"

    @property
    def refunded(self) -> Decimal:
        return sum((refund.amount for refund in self.refunds), Decimal(0))

    @property
    def left(self) -> Decimal:
        return self.draft.amount - self.refunded


class Notice(Struct, kw_only=True):
    """News of a checkout for the application."""

    address: str
    body: str
    due_at: datetime
    state: NoticeState = "waiting"
    attempts: int = 0
    wrong_signature: bool = False


class Books(Struct):
    checkouts: dict[str, Checkout] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

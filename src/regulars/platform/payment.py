"""The port through which guests pay ahead. A connector fills it, the wiring plugs it in.

PaymentSilent         the provider did not answer: what was asked may or may not have happened
PaymentRefused        the provider said no; nothing happened
NotFromProvider       a notification that the provider did not sign
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from regulars.kernel.errors import Invalid, RegularsError, Unavailable
from regulars.kernel.ids import MerchantId
from regulars.kernel.money import Money


class PaymentSilent(Unavailable):
    """The payment provider did not answer. What was asked may or may not have happened."""

    code = "payment_silent"


class PaymentRefused(Invalid):
    """The payment provider said no, and nothing happened. The sentence carries its reason."""

    code = "payment_refused"


class NotFromProvider(RegularsError):
    """A notification is not signed as the payment provider signs."""

    code = "not_from_provider"


class Ours(msgspec.Struct, frozen=True):
    """What a payment is to us. The provider keeps it, and says it when it notifies us."""

    merchant: MerchantId
    checkout: UUID


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A payment that is asked for. `title` is what the guest reads; times are instants.

    The guest comes back to `return_url`, paid or not; news of it go to `notify_url`. After
    `ends_at` it cannot be paid any more.
    """

    ours: Ours
    amount: Money
    title: str
    return_url: str
    notify_url: str
    ends_at: datetime


class Opened(msgspec.Struct, frozen=True):
    """Where the guest pays, and the provider's own name for it."""

    reference: str
    url: str


class PaymentState(StrEnum):
    """`OPEN` may be paid still; `ENDED` never will be."""

    OPEN = "open"
    PAID = "paid"
    ENDED = "ended"


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """How a payment stands. `transaction` and `paid_at` are there once it is paid.

    `refunded` is what went back of it in all, whoever had it go, and `refund` the newest
    transaction that took it there.
    """

    state: PaymentState
    amount: Money
    transaction: str = ""
    paid_at: datetime | None = None
    refunded: Money
    refund: str = ""


class PaymentProvider(Protocol):
    """Takes guests' payments. Each call may raise `PaymentSilent` and `PaymentRefused`."""

    @property
    def name(self) -> str:
        """How it stands in our records. Never changes."""
        ...

    async def open(self, ask: Ask) -> Opened:
        """Ask for a payment. Safe to repeat: the same `ours` is the same payment."""
        ...

    async def read(self, reference: str) -> Standing:
        """How a payment stands."""
        ...

    async def give_back(self, reference: str, amount: Money, *, key: str) -> None:
        """Give a payment back, or a part of it. Safe to repeat with the same `key`."""
        ...

    def heard(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> Ours:
        """Which payment a notification is about; what it says of it is not believed.

        Names in `headers` are small. Raises `NotFromProvider`, and `Invalid` for one that cannot be
        read.
        """
        ...

"""Rules that ask for a deposit, and one deposit that was asked for."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from regulars.kernel.ids import BookingId, MerchantId, ServiceId
from regulars.kernel.money import Money

EVERY_DAY = 0b111_1111


class Per(StrEnum):
    """Whether an amount is for each cover, or for the whole booking."""

    COVER = "cover"
    BOOKING = "booking"


class DepositRule(msgspec.Struct, frozen=True, kw_only=True):
    """Asks for a deposit from parties of `least_covers` or more.

    Only in `services`, where any are named; only on `weekdays`, which has a bit for each day,
    Monday's the lowest; only from `first_day` to `last_day`, where they are given, both counted.
    Days are of the diary. `amount_minor` is in the merchant's currency.
    """

    name: str
    least_covers: int = 1
    services: tuple[ServiceId, ...] = ()
    weekdays: int = EVERY_DAY
    first_day: date | None = None
    last_day: date | None = None
    amount_minor: int
    per: Per = Per.COVER


class CheckoutState(StrEnum):
    """Where a deposit stands.

    `ASKED` the provider has not answered yet · `OPEN` the guest can pay · `PAID` and not all of it
    went back · `REFUNDING` it goes back, the provider has not confirmed yet · `REFUNDED` all of it
    went back · `ENDED` it was not paid in time, or the provider would not have it.
    """

    ASKED = "asked"
    OPEN = "open"
    PAID = "paid"
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    ENDED = "ended"

    @property
    def waits(self) -> bool:
        """Whether the guest still has to pay."""
        return self in (self.ASKED, self.OPEN)


class Checkout(msgspec.Struct, frozen=True, kw_only=True):
    """A deposit that a guest was asked for, at a payment provider.

    `reference` is the provider's own name for it, and `url` where the guest pays, until `ends_at`.
    What went back is `refunded`; with what is to go it comes to `back`. That happens by itself at
    `back_at`, if there is still a reason then. `problem` is a sentence for staff.
    """

    id: UUID
    merchant: MerchantId
    booking: BookingId
    provider: str
    reference: str | None
    url: str
    amount: Money
    refunded: Money
    back: Money
    back_at: datetime | None = None
    state: CheckoutState
    problem: str
    created_at: datetime
    ends_at: datetime

    @property
    def left(self) -> Money:
        """What did not go back."""
        return self.amount - self.refunded

    @property
    def going(self) -> Money:
        """What is to go back still."""
        return self.back - self.refunded

    @property
    def goes_back(self) -> bool:
        """Whether something is to go back: at a time, or right now."""
        return self.going.minor > 0

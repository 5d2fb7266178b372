"""Sales as records: what can be asked for, a row of the list, and what the rows come to."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from regulars.kernel.ids import BookingId, MemberId, SaleId, StoreId
from regulars.kernel.money import Money, rounded
from regulars.kernel.points import Points
from regulars.sales.model import Channel, SalePayment, SaleStatus


class Came(StrEnum):
    """How the guests of a sale came: as a booking, as a walk-in, or not by the diary at all."""

    BOOKING = "booking"
    WALK_IN = "walk_in"
    NEITHER = "neither"


class Which(msgspec.Struct, frozen=True, kw_only=True):
    """Which sales are asked for; what is left out asks for everything.

    `number` is how the sale's number begins or ends. `named` is a part of the member's name, or
    what else a member is found by. Amounts are of the total, in minor units, and both ends are
    counted in, as with covers. `since` is counted in, `until` is not. `has_reward` asks whether a
    reward or an offer was redeemed on it, `paid_by` for a method of payment among others.
    """

    store: StoreId | None = None
    member: MemberId | None = None
    has_member: bool | None = None
    named: str = ""
    number: str = ""
    came: Came | None = None
    least_covers: int | None = None
    most_covers: int | None = None
    paid_by: str = ""
    least_minor: int | None = None
    most_minor: int | None = None
    has_reward: bool | None = None
    since: datetime | None = None
    until: datetime | None = None


class SaleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sale as a list shows it. `time_zone` is the store's.

    `party` is the code of its booking, of a walk-in as well. `redeemed` names the rewards and
    offers that stand on it. `items` is how many things were on the bill.
    """

    id: SaleId
    store: StoreId
    store_name: str
    time_zone: str
    order: str
    number: str
    channel: Channel
    status: SaleStatus
    member: MemberId | None
    member_name: str
    member_code: str
    member_picture: str | None
    booking: BookingId | None
    party: str
    came: Came
    covers: int | None
    seated_at: datetime | None
    items: Decimal
    payments: Sequence[SalePayment]
    redeemed: Sequence[str]
    total: Money
    tax: Money
    tips: Money
    discount: Money
    refunded: Money
    points_earned: Points
    completed_at: datetime

    @property
    def paid_by(self) -> str:
        """The methods of its payments, each once."""
        return ", ".join(dict.fromkeys(payment.method for payment in self.payments))


class Sums(msgspec.Struct, frozen=True, kw_only=True):
    """What sales come to together. Void ones are only counted, in `void`.

    `total` is after refunds, without tips. `covers` are those of the parties that are known, each
    once however many bills it paid, and `party_total` is what those paid.
    """

    sales: int
    void: int
    with_member: int
    total: Money
    tips: Money
    discount: Money
    points_earned: Points
    covers: int
    party_total: Money

    @property
    def a_sale(self) -> Money | None:
        """What one sale came to."""
        return _each(self.total, self.sales)

    @property
    def a_head(self) -> Money | None:
        """What one cover spent."""
        return _each(self.party_total, self.covers)


def _each(whole: Money, of: int) -> Money | None:
    """The share of one of so many, half up to the minor unit."""
    return Money(rounded(Decimal(whole.minor) / of), whole.currency) if of else None

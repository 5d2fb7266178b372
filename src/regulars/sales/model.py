"""A sale: a finished order as it was last read from the till, or as somebody reported it."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

from regulars.kernel.ids import (
    BookingId,
    ConnectionId,
    ExceptionId,
    MemberId,
    RefundId,
    SaleId,
    StoreId,
    UseId,
    VoucherId,
)
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.programs.earning.refunds import Back
from regulars.vouchers.model import Problem


class SaleStatus(StrEnum):
    """`VOID` was complete once and has been taken back since."""

    COMPLETE = "complete"
    VOID = "void"


class Channel(StrEnum):
    """Who a sale came from: a connected till, one that calls the voucher API, our own ordering."""

    TILL = "till"
    EXTERNAL = "external"
    OWN = "own"


class SaleLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the bill; `total_minor` is what the guest paid for it, tax included.

    `product` is empty where nobody said what it is.
    """

    name: str
    quantity: Decimal
    total_minor: int
    product: str = ""
    tax_minor: int = 0


class SalePayment(msgspec.Struct, frozen=True):
    """One payment; the tip is not in `amount_minor`."""

    method: str
    amount_minor: int
    tip_minor: int


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A finished order. `total` is after every discount, tax in it, tips left out.

    `version` counts the different contents that the bill has been read with. `points_earned` is
    what stands for the newest of them. `refunded` is what of the total went back to the guest.
    Only a till's sale has a `connection`. A party from the diary has its `booking`, how many
    `covers` it was, and when it sat down.
    """

    id: SaleId
    store: StoreId
    channel: Channel = Channel.TILL
    connection: ConnectionId | None
    order: str
    number: str
    version: int
    status: SaleStatus
    member: MemberId | None
    total: Money
    tax: Money
    tips: Money
    discount: Money
    points_earned: Points
    lines: Sequence[SaleLine]
    payments: Sequence[SalePayment]
    refunded: Money
    completed_at: datetime
    recorded_at: datetime
    booking: BookingId | None = None
    covers: int | None = None
    seated_at: datetime | None = None


class Takings(msgspec.Struct, frozen=True):
    """What a span of time brought, void sales left out."""

    sales: int
    with_member: int
    total: Money
    discount: Money
    points_earned: Points


class Split(msgspec.Struct, frozen=True):
    """What a span of time brought: from members, and from everybody else."""

    sales: int
    with_member: Money
    without: Money


class Regular(msgspec.Struct, frozen=True, kw_only=True):
    """A member who came in a span of time, and how often."""

    member: MemberId
    name: str
    picture: str | None
    sales: int
    total: Money
    points_earned: Points


class ExternalOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A finished order as a till reports it that calls the voucher API.

    `total` is before the discount and `discounted` after it. What the till left out is None.
    """

    id: str
    voucher_code: str | None = None
    member_code: str | None = None
    total: Money
    discounted: Money | None = None
    discount: Money | None = None


class OrderItem(msgspec.Struct, frozen=True):
    """So many of something, at `price` each."""

    name: str
    quantity: Decimal
    price: Money


class OwnOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An order of our own channel: what was ordered, or only what it comes to.

    `guest` is who is signed in. `redeem` says whether a wallet is drawn on; left open, the wallet
    is drawn on unless a guest is signed in (docs/decisions/0016-orders-of-our-own-channel.md).
    """

    id: str
    items: tuple[OrderItem, ...] = ()
    total: Money | None = None
    voucher_code: str | None = None
    guest: MemberId | None = None
    redeem: bool | None = None


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an order of our own channel.

    `voucher` is the code that `discount` came from. `points` and `credit` are what its member
    earned; `progress` is what has been spent since the last credit, `per` what the next one takes.
    Without a wallet scheme the last two are None.
    """

    sale: SaleId
    total: Money
    discount: Money
    voucher: str | None
    member: MemberId | None
    points: Points
    credit: Money
    progress: Money | None
    per: Money | None

    @property
    def to_pay(self) -> Money:
        return self.total - self.discount


class SaleVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher on a sale of ours or of a till that calls the voucher API.

    `discount` is what the bill got, `drawn` what left its stored value, `given_back` what of that
    came back. `stands` is false once its order was taken back whole.
    """

    use: UseId
    voucher: VoucherId
    code: str
    discount: Money
    drawn: Money
    given_back: Money
    stands: bool
    problem: Problem | None
    at: datetime


class Refund(msgspec.Struct, frozen=True, kw_only=True):
    """Money of a sale that went back to the guest, and what moved with it.

    `voucher` is the value that came back to the voucher. `points` and `credit` were taken back
    from the member; `points_short` had been spent already.
    """

    id: RefundId
    sale: SaleId
    amount: Money
    voucher: Money
    points: Points
    points_short: Points
    credit: Money
    at: datetime


class TillRefund(msgspec.Struct, frozen=True, kw_only=True):
    """An order of a till that gave money of the order `refund_of` back.

    One that was deleted again does not stand.
    """

    order: str
    refund_of: str
    number: str
    back: Back
    refunded_at: datetime
    recorded_at: datetime
    stands: bool = True


class ExceptionKind(StrEnum):
    """What an exception is about. An order that was refused, or not read, can be sent again.

    A `TILL_ORDER` could not be read at the till, or not understood. A `STRAY` is an order or an
    event of a till that found no partner here.
    """

    ORDER = "external_order"
    TOTALS = "order_totals"
    UNREADABLE = "unreadable_order"
    USE = "voucher_use"
    REFUND = "refund"
    STRAY = "stray"
    TILL_ORDER = "till_order"

    @property
    def can_be_resent(self) -> bool:
        """Whether there is something to send, or to ask, once more."""
        return self in (ExceptionKind.ORDER, ExceptionKind.TILL_ORDER)


class ExceptionState(StrEnum):
    """`OPEN` waits for somebody; a `NOTICE` is for reading; the others are over."""

    OPEN = "open"
    NOTICE = "notice"
    RESOLVED = "resolved"
    PUT_ASIDE = "put_aside"


class OrderException(msgspec.Struct, frozen=True, kw_only=True):
    """What could not be done as it was asked, or was done although something was wrong.

    `order` is the caller's id of the order. `request` is what came. `times` counts how often the
    same has happened since it is open.
    """

    id: ExceptionId
    kind: ExceptionKind
    code: str
    sentence: str
    store: StoreId | None
    store_name: str
    order: str
    request: dict[str, Any]
    times: int
    state: ExceptionState
    created_at: datetime
    last_at: datetime
    ended_at: datetime | None
    ended_by: str

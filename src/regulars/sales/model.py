"""A sale: a finished order as it was last read from the till."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from regulars.kernel.ids import ConnectionId, MemberId, SaleId, StoreId
from regulars.kernel.money import Money
from regulars.kernel.points import Points


class SaleStatus(StrEnum):
    """`VOID` was complete once and has been taken back since."""

    COMPLETE = "complete"
    VOID = "void"


class SaleLine(msgspec.Struct, frozen=True):
    """One line of the bill; `total_minor` is what the guest paid for it, tax included."""

    name: str
    quantity: Decimal
    total_minor: int


class SalePayment(msgspec.Struct, frozen=True):
    """One payment; the tip is not in `amount_minor`."""

    method: str
    amount_minor: int
    tip_minor: int


class Sale(msgspec.Struct, frozen=True, kw_only=True):
    """A finished order. `total` is after every discount, tax in it, tips left out.

    `version` counts the different contents that the bill has been read with. `points_earned` is
    what stands for the newest of them.
    """

    id: SaleId
    store: StoreId
    connection: ConnectionId
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
    completed_at: datetime
    recorded_at: datetime


class SaleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A sale as a list shows it. `time_zone` is the store's."""

    id: SaleId
    store: StoreId
    store_name: str
    time_zone: str
    number: str
    status: SaleStatus
    member: MemberId | None
    member_name: str
    member_picture: str | None
    total: Money
    discount: Money
    points_earned: Points
    completed_at: datetime


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

"""What the hub knows of an order on a till, whatever make the till is."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal
from uuid import UUID

from regulars.kernel.money import Money


class OrderStatus(StrEnum):
    """Where an order stands. `SUBMITTED` waits for staff to accept it; `OPEN` may still change."""

    SUBMITTED = "submitted"
    OPEN = "open"
    COMPLETE = "complete"
    REJECTED = "rejected"
    DELETED = "deleted"

    @property
    def may_change(self) -> bool:
        return self in (OrderStatus.SUBMITTED, OrderStatus.OPEN)


@dataclass(frozen=True, slots=True)
class PosLine:
    """One line of a bill. `total` is what the guest pays for it, tax included.

    `ours` says that the hub put it there with a booking's order, and nobody else.
    """

    product_id: str
    name: str
    quantity: Decimal
    total: Money
    tax: Money
    ours: bool = False


@dataclass(frozen=True, slots=True)
class PosPayment:
    """One payment. `amount` leaves out the tip; a refund is negative.

    `ours` says that it is a booking's deposit, which the hub put there with the order.
    """

    method: str
    amount: Money
    tip: Money
    reference: str
    ours: bool = False


class DiscountKind(StrEnum):
    """The one order-wide discount that a bill can carry."""

    NONE = "none"
    AMOUNT = "amount"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class OrderDiscount:
    """The order-wide discount.

    `stated` is the figure that was asked for, `given` what really came off the bill: a bill never
    goes below zero, so it can be less. Both are zero or more.
    """

    kind: DiscountKind
    stated: Money
    given: Money


@dataclass(frozen=True, slots=True)
class Contact:
    """What the till knows of a customer, as it is written there. Empty where it knows nothing."""

    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PosOrder:
    """An order as the till has it now.

    `total` is what the guest owes after every discount and reward, tax included, tips left out.
    `marked` is money off that carries a redemption's own mark (a line or a payment of ours), by
    that redemption; what we put into the order-wide discount is not in it. `contact` is how the
    till's customer can be reached, which may tell whose order it is where no reference does.
    `reference` is what we gave the order when we had the till make it; empty for all others.
    """

    ref: str
    site_id: str
    number: str
    status: OrderStatus
    total: Money
    tax: Money
    tips: Money
    discount: OrderDiscount
    marked: dict[UUID, Money]
    member_reference: str
    lines: tuple[PosLine, ...]
    payments: tuple[PosPayment, ...]
    created_at: datetime
    updated_at: datetime
    refund_of: str = ""
    contact: Contact = field(default_factory=Contact)
    reference: str = ""
    notes: str = ""

    @property
    def paid(self) -> Money:
        """What was paid so far, deposits included, tips left out."""
        return sum((one.amount for one in self.payments), Money.zero(self.total.currency))

    @property
    def staff_lines(self) -> tuple[PosLine, ...]:
        """The lines that staff rang up."""
        return tuple(line for line in self.lines if not line.ours)

    @property
    def staff_payments(self) -> tuple[PosPayment, ...]:
        """The payments that staff took."""
        return tuple(payment for payment in self.payments if not payment.ours)


@dataclass(frozen=True, slots=True)
class Customer:
    """A member as the till is to know them. `reference` is the member's id."""

    reference: str
    first_name: str
    last_name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NewOrder:
    """An order that the till is to make for a party that sat down.

    `reference` finds it again. `deposit` was paid ahead, as `transaction` of whoever took it; it
    becomes a payment where the settings name a method for it. `callback` is the address that the
    till tells of what becomes of the order; empty for none.
    """

    site_id: str
    reference: str
    guests: int
    notes: str
    customer: Customer | None = None
    deposit: Money | None = None
    transaction: str = ""
    callback: str = ""


@dataclass(frozen=True, slots=True)
class PosTable:
    """A table as the till knows it, and the open orders that it has there."""

    name: str
    section: str = ""
    orders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One redemption's share of what we want on the bill."""

    redemption: UUID
    title: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Adjustment:
    """All that we want an open order to carry, stated as a whole, so that saying it twice is once.

    `standing` is how much of the order-wide discount we know to be ours from before.
    """

    parts: tuple[Part, ...]
    standing: Money
    label: str = ""

    @property
    def total(self) -> Money:
        return sum((part.amount for part in self.parts), Money.zero(self.standing.currency))


@dataclass(frozen=True, slots=True)
class Site:
    """A venue as the till names it."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something of the till that can be chosen in the settings: a product, a payment method."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PosGoods:
    """A category, or a product with the categories that it is in, by the till's own ids."""

    kind: Literal["product", "category"]
    id: str
    name: str
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Company:
    """The business as the till knows it, found when the connection is authorised."""

    id: str
    name: str
    currency: str
    sites: tuple[Site, ...]
    products: tuple[Choice, ...] = field(default=())
    payment_methods: tuple[Choice, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Reported:
    """Which orders a till reports to an address of ours: finished ones, deleted ones."""

    finished: bool
    deleted: bool

"""What the till's calls take."""

from decimal import Decimal

from msgspec import Struct

from regulars.simulator.refunds import RefundLine


class SaleBody(Struct):
    staff_id: int | None = None
    order_type: str | None = None
    guests: int | None = None
    notes: str | None = None
    table: str | None = None
    """A table's name; the empty text for none."""


class Acceptance(Struct):
    open: bool = False


class NewLine(Struct):
    product_id: int
    quantity: Decimal = Decimal(1)
    notes: str | None = None
    modifiers: list[int] = []


class LineChange(Struct):
    quantity: Decimal | None = None
    notes: str | None = None
    percent_off: Decimal | None = None
    amount_off: Decimal | None = None


class DiscountBody(Struct):
    percent: Decimal | None = None
    amount: Decimal | None = None


class SearchBody(Struct):
    keyword: str
    client_id: str | None = None


class CustomerChoice(Struct):
    member_id: str | None = None
    customer_id: int | None = None


class RedemptionBody(Struct):
    reward_id: str
    quantity: int | None = None


class PaymentBody(Struct):
    method_id: int
    amount: Decimal | None = None
    tip: Decimal | None = None
    ref: str | None = None
    keep_open: bool = False


class RefundBody(Struct):
    method_id: int | None = None
    lines: list[RefundLine] | None = None
    amount: Decimal | None = None
    """Instead of lines. Neither is all that is left."""


class SplitBody(Struct):
    lines: list[RefundLine]

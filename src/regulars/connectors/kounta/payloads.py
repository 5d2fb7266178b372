"""What Kounta sends, as it is on the wire: parsed once, numbers exact, long ids as text."""

from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import httpx
import msgspec

from regulars.connectors.kounta.errors import NotUnderstood
from regulars.pos.errors import PosUnavailable

T = TypeVar("T")
Id = int | str
"""Ids can exceed 53 and even 63 bits, so they are text for the rest of the hub."""

encoder = msgspec.json.Encoder(decimal_format="number")


class Named(msgspec.Struct, frozen=True):
    """A site, a product or a payment method, as far as settings need it."""

    id: Id
    name: str | None = None


class ProductBody(Named, frozen=True):
    """A product. Its categories come only where they are asked for."""

    categories: list[Named] | None = None


class CompanyBody(msgspec.Struct, frozen=True):
    """`GET companies/me`."""

    id: Id
    name: str | None = None
    currency: str | None = None


class CustomerBody(msgspec.Struct, frozen=True):
    """A customer. `reference_id` is ours alone; other applications see their own."""

    id: Id
    reference_id: str | None = None
    primary_email_address: str | None = None
    phone: str | None = None
    mobile: str | None = None


class LineBody(msgspec.Struct, frozen=True):
    """A line as read. Unset variations are null, 0 or 1."""

    number: int | None = None
    product: Named | None = None
    quantity: Decimal | None = None
    notes: str | None = None
    price_variation: Decimal | None = None
    price_fixed_variation: Decimal | None = None
    unit_price: Decimal | None = None
    unit_tax: Decimal | None = None
    line_total_ex_tax: Decimal | None = None
    line_total_tax: Decimal | None = None


class PaymentBody(msgspec.Struct, frozen=True):
    """A payment as read. Negative amounts are refunds."""

    method: Named | None = None
    amount: Decimal | None = None
    tip: Decimal | None = None
    ref: str | None = None


class OrderBody(msgspec.Struct, frozen=True):
    """An order. Lists leave lines and payments out, or put a summary of them in their place."""

    id: Id
    created_at: datetime
    id_str: str | None = None
    status: str = ""
    deleted: bool | None = None
    sale_number: str | None = None
    notes: str | None = None
    site_id: Id | None = None
    total: Decimal | None = None
    total_tax: Decimal | None = None
    tips: Decimal | None = None
    price_variation: Decimal | None = None
    price_fixed_variation: Decimal | None = None
    customer: CustomerBody | None = None
    lines: list[LineBody] | dict[str, Any] | None = None
    payments: list[PaymentBody] | dict[str, Any] | None = None
    refunded_order_id: Id | None = None
    updated_at: datetime | None = None

    @property
    def ref(self) -> str:
        return self.id_str or str(self.id)


class WebhookBody(msgspec.Struct, frozen=True):
    """A registered webhook."""

    id: Id
    topic: str = ""
    address: str = ""


class TokenBody(msgspec.Struct, frozen=True):
    """An answer of the token call. A refresh may leave the refresh token out."""

    access_token: str
    expires_in: Decimal | None = None
    refresh_token: str | None = None


def text(value: Id | None) -> str:
    """An id as the hub keeps it; nothing is empty."""
    return "" if value is None else str(value)


def number(value: str) -> Id:
    """An id as Kounta takes it: a JSON number wherever it is one."""
    return int(value) if value.isascii() and value.isdigit() else value


def parsed(answer: httpx.Response, shape: type[T]) -> T:
    """The body of `answer` as `shape`.

    Raises `PosUnavailable` when it is no JSON, `NotUnderstood` when it is JSON of another shape.
    """
    try:
        return msgspec.json.decode(answer.content, type=shape)
    except msgspec.ValidationError as error:
        raise NotUnderstood(f"The till's answer was not understood: {error}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise PosUnavailable("The till's system did not answer with data.") from error

"""What callers may write. Absent fields stay as they are; null puts a field back to unset."""

from decimal import Decimal
from typing import Any

from msgspec import UNSET, Struct, UnsetType, field


class LineDraft(Struct, kw_only=True):
    product_id: int | UnsetType = UNSET
    number: int | None = None
    quantity: Decimal | UnsetType = UNSET
    unit_price: Decimal | UnsetType | None = UNSET
    unit_price_inc_tax: Decimal | UnsetType | None = UNSET
    price_variation: Decimal | UnsetType | None = UNSET
    price_fixed_variation: Decimal | UnsetType | None = UNSET
    modifiers: list[int] | UnsetType | None = UNSET
    option_sets: list[dict[str, Any]] | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET


class PaymentDraft(Struct, kw_only=True):
    amount: Decimal
    number: int | None = None
    method_id: int | None = None
    tip: Decimal | None = None
    ref: str | None = None


class PaymentChange(Struct, kw_only=True):
    tip: Decimal | UnsetType | None = UNSET
    ref: str | UnsetType | None = UNSET


class OrderDraft(Struct, kw_only=True):
    status: str | UnsetType = UNSET
    site_id: int | UnsetType | None = UNSET
    register_id: int | UnsetType | None = UNSET
    customer_id: int | UnsetType | None = UNSET
    order_type: str | UnsetType | None = UNSET
    guests: int | UnsetType | None = UNSET
    notes: str | UnsetType | None = UNSET
    sale_number: str | UnsetType | None = UNSET
    lines: list[LineDraft] | UnsetType = UNSET
    payments: list[PaymentDraft] | UnsetType = UNSET
    price_variation: Decimal | UnsetType | None = UNSET
    price_fixed_variation: Decimal | UnsetType | None = UNSET
    price_limit: Decimal | UnsetType | None = UNSET
    callback_uri: str | UnsetType | None = UNSET
    complete_when_paid: bool | UnsetType = UNSET
    pass_thru_printing: bool | UnsetType = UNSET
    lock: list[str] | UnsetType | None = UNSET
    placed_at: str | UnsetType | None = UNSET
    fulfil_at: str | UnsetType | None = UNSET


class CustomerDraft(Struct, kw_only=True):
    first_name: str | UnsetType = UNSET
    last_name: str | UnsetType | None = UNSET
    email: str | UnsetType | None = UNSET
    phone: str | UnsetType | None = UNSET
    mobile: str | UnsetType | None = UNSET
    image: str | UnsetType | None = UNSET
    tags: list[str] | UnsetType | None = UNSET
    accepts_marketing: bool | UnsetType = UNSET
    primary_address: dict[str, Any] | UnsetType | None = UNSET
    shipping_address: dict[str, Any] | UnsetType | None = UNSET
    reference_id: str | UnsetType | None = UNSET


class SiteDraft(Struct, kw_only=True):
    name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    phone: str | UnsetType = UNSET


class WebhookDraft(Struct, kw_only=True):
    topic: str | UnsetType = UNSET
    address: str | UnsetType = UNSET
    format: str | UnsetType = UNSET
    filter: dict[str, Any] | UnsetType | None = UNSET
    headers: dict[str, str] | UnsetType | None = UNSET


class CheckinDraft(Struct, kw_only=True):
    customer_id: int
    duration: int = 120


class NotificationDraft(Struct, kw_only=True):
    message: str
    broadcast_level: str = "now"
    alert_colour: str = "green"
    duration: int = 10
    register_ids: list[int] = field(default_factory=list)
    staff_ids: list[int] = field(default_factory=list)
    expires: str | None = None

"""What the till and its cloud remember. Money is Decimal in currency units, times are in UTC."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from msgspec import Struct, field

from regulars.simulator.catalogue import (
    Category,
    Company,
    PaymentMethod,
    Product,
    Register,
    Site,
    Staff,
    Table,
    Tax,
)
from regulars.simulator.switches import Switches

OrderStatus = Literal[
    "SUBMITTED", "ACCEPTED", "REJECTED", "ON_HOLD", "PENDING", "COMPLETE", "DELETED"
]
OPEN_STATUSES: tuple[OrderStatus, ...] = ("ACCEPTED", "ON_HOLD", "PENDING")
FINAL_STATUSES: tuple[OrderStatus, ...] = ("COMPLETE", "REJECTED", "DELETED")

NO_VARIATION = Decimal(1)
NO_AMOUNT = Decimal(0)


class Customer(Struct, kw_only=True):
    id: int
    first_name: str
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    image: str | None = None
    description: str | None = None
    tags: list[str] = field(default_factory=list)
    accepts_marketing: bool = False
    primary_address: dict[str, Any] | None = None
    shipping_address: dict[str, Any] | None = None
    references: dict[str, str] = field(default_factory=dict)
    """reference_id by client id: private to each application."""


class Line(Struct, kw_only=True):
    number: int
    line_id: str
    product_id: int
    name: str
    quantity: Decimal
    unit_price: Decimal
    price_with_tax: bool
    own_price: bool = False
    """The price was written with the line, so modifiers do not change it."""
    taxes: list[Tax]
    price_variation: Decimal = NO_VARIATION
    price_fixed_variation: Decimal = NO_AMOUNT
    modifiers: list[int] = field(default_factory=list)
    option_sets: list[dict[str, Any]] = field(default_factory=list)
    notes: str | None = None


class Payment(Struct, kw_only=True):
    id: int
    number: int
    method_id: int
    amount: Decimal
    tip: Decimal
    ref: str | None
    created_at: datetime


class Notification(Struct, kw_only=True):
    number: int
    broadcast_level: str
    alert_colour: str
    message: str
    duration: int
    """Seconds that a banner stays."""
    register_ids: list[int] = field(default_factory=list)
    """The registers that it is for; none for every register of the order's site."""
    shown_from: datetime | None = None
    shown_until: datetime | None = None
    dismissed_at: list[int] = field(default_factory=list)
    """The registers that took it off their screen."""


class Order(Struct, kw_only=True):
    id: int
    """0 while the sale is only on its register."""
    sale_number: str | None
    status: OrderStatus
    site_id: int
    register_id: int | None
    staff_id: int | None
    created_at: datetime
    updated_at: datetime
    customer_id: int | None = None
    order_type: str | None = None
    guests: int | None = None
    notes: str | None = None
    table_id: int | None = None
    lines: list[Line] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    notifications: list[Notification] = field(default_factory=list)
    price_variation: Decimal = NO_VARIATION
    price_fixed_variation: Decimal = NO_AMOUNT
    discount_by: str | None = None
    price_limit: Decimal | None = None
    callback_uri: str | None = None
    complete_when_paid: bool = False
    pass_thru_printing: bool = False
    lock: list[str] = field(default_factory=list)
    placed_at: str | None = None
    fulfil_at: str | None = None
    refunded_order_id: int | None = None
    unheard: bool = False
    """Nothing that happens to it is told to anybody."""

    def line(self, number: int) -> Line | None:
        return next((line for line in self.lines if line.number == number), None)

    def payment(self, number: int) -> Payment | None:
        return next((payment for payment in self.payments if payment.number == number), None)


class Addon(Struct, kw_only=True):
    """An application registered with the till's vendor."""

    client_id: str
    client_secret: str
    name: str
    signature_token: str
    redirect_uris: list[str] = field(default_factory=list)
    loyalty_enabled: bool = False
    search_url: str | None = None
    lookup_url: str | None = None


class Code(Struct, kw_only=True):
    client_id: str
    staff_id: int
    redirect_uri: str
    expires_at: datetime


class AccessToken(Struct, kw_only=True):
    client_id: str
    staff_id: int
    expires_at: datetime


class RefreshToken(Struct, kw_only=True):
    client_id: str
    staff_id: int


class Webhook(Struct, kw_only=True):
    id: int
    client_id: str
    topic: str
    address: str
    format: str
    filter: dict[str, Any] | None
    headers: dict[str, str]
    created_at: datetime
    updated_at: datetime


DeliveryState = Literal["waiting", "held_back", "delivered", "given_up", "lost"]


class Delivery(Struct, kw_only=True):
    """One event on its way to one address."""

    id: int
    topic: str
    method: str
    address: str
    body: str
    headers: dict[str, str]
    client_id: str | None
    """Whose key signs; None for an order's callback, which is not signed."""
    state: DeliveryState = "waiting"
    attempts: int = 0
    due_at: datetime
    wrong_signature: bool = False
    last_answer: str | None = None


class Checkin(Struct, kw_only=True):
    site_id: int
    customer_id: int
    started_at: datetime
    minutes: int


class Member(Struct, kw_only=True):
    """A member as an add-on described it."""

    id: str
    first_name: str
    last_name: str | None = None
    email_address: str | None = None
    current_points: str | None = None
    points_label: str = "Points"
    icon_url: str | None = None
    intro_text: str | None = None
    params: dict[str, str] = field(default_factory=dict)


class Reward(Struct, kw_only=True):
    id: str
    title: str
    redeem_url: str
    terms: str | None = None
    points_required: str | None = None
    points_label: str = "Points"
    action_label: str = "Redeem"
    variable_quantity: bool = False


class Search(Struct, kw_only=True):
    keyword: str
    client_id: str
    members: list[Member] = field(default_factory=list)
    error: str | None = None


class Rewards(Struct, kw_only=True):
    client_id: str
    member: Member | None = None
    rewards: list[Reward] = field(default_factory=list)
    error: str | None = None


class Redemption(Struct, kw_only=True):
    reward_id: str
    title: str
    quantity: int | None
    success: bool
    error: str | None
    at: datetime


class Message(Struct, kw_only=True):
    level: Literal["info", "warning", "error"]
    text: str
    at: datetime


class Till(Struct, kw_only=True):
    """What one register shows."""

    register_id: int
    staff_id: int
    placeholder: str | None = None
    draft: Order | None = None
    """The open sale while it is only here."""
    order_id: int | None = None
    """The open sale once the cloud has it."""
    search: Search | None = None
    rewards: Rewards | None = None
    redemptions: list[Redemption] = field(default_factory=list)
    last_order_id: int | None = None
    message: Message | None = None


class State(Struct, kw_only=True):
    company: Company
    switches: Switches
    sites: dict[int, Site] = field(default_factory=dict)
    registers: dict[int, Register] = field(default_factory=dict)
    tables: dict[int, Table] = field(default_factory=dict)
    staff: dict[int, Staff] = field(default_factory=dict)
    taxes: dict[int, Tax] = field(default_factory=dict)
    categories: dict[int, Category] = field(default_factory=dict)
    products: dict[int, Product] = field(default_factory=dict)
    payment_methods: dict[int, PaymentMethod] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    addons: dict[str, Addon] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    access_tokens: dict[str, AccessToken] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    webhooks: dict[int, Webhook] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    checkins: list[Checkin] = field(default_factory=list)
    tills: dict[int, Till] = field(default_factory=dict)
    last_ids: dict[str, int] = field(default_factory=dict)

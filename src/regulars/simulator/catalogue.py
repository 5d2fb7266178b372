"""What a company is made of: places, people, menu and ways to pay."""

from datetime import datetime
from decimal import Decimal

from msgspec import Struct, field


class Company(Struct, kw_only=True):
    id: int
    name: str
    currency: str
    timezone: str
    website: str | None = None
    business_number: str | None = None
    created_at: datetime


class Site(Struct, kw_only=True):
    id: int
    name: str
    code: str
    email: str | None = None
    phone: str | None = None
    address: str | None = None
    city: str | None = None


class Register(Struct, kw_only=True):
    id: int
    name: str
    code: str
    site_id: int
    next_sale: int = 1


class Table(Struct, kw_only=True):
    """A table of the Tables add-on. Its name is its address, and one of a kind at its site."""

    id: int
    site_id: int
    section: str
    name: str


class Staff(Struct, kw_only=True):
    id: int
    first_name: str
    last_name: str
    email: str
    is_admin: bool = False
    site_ids: list[int] | None = None
    """The sites that this person may see; None for all."""


class Tax(Struct, kw_only=True, frozen=True):
    id: int
    code: str
    name: str
    rate: Decimal
    """0.1 is ten percent."""


class Category(Struct, kw_only=True):
    id: int
    name: str


class Product(Struct, kw_only=True):
    id: int
    name: str
    code: str
    category_id: int | None
    unit_price: Decimal
    """With tax."""
    tax_ids: list[int]
    is_modifier: bool = False
    stock: dict[int, int] = field(default_factory=dict)
    unavailable_at: list[int] = field(default_factory=list)
    """The sites that have run out of it."""
    not_sold_at: list[int] = field(default_factory=list)
    """The sites whose menu does not have it."""


class PaymentMethod(Struct, kw_only=True):
    id: int
    name: str
    client_id: str | None = None
    """The application whose own method this is."""

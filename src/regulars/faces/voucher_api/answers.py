"""What the calls answer, field by field in the order in which it is documented.

Amounts are written as numbers: whole ones without decimals, others with those of the currency.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from regulars.faces.voucher_api.figures import shown, shown_percent
from regulars.faces.voucher_api.wire import Answer
from regulars.kernel.money import Money
from regulars.vouchers.model import AmountOff, DiscountType, Source, UseType, Voucher, Worth
from regulars.vouchers.rules import is_used_up, worth_now

DESCRIPTIONS = {
    (Source.LOYALTY, DiscountType.MONETARY): "Monetary Loyalty Voucher",
    (Source.STORE, DiscountType.MONETARY): "Monetary Store Voucher",
    (Source.STORE, DiscountType.PERCENTILE): "Percentile Store Voucher",
}
"""What a voucher is called that nobody has described."""


class TokenPair(msgspec.Struct, frozen=True, rename="camel"):
    """A token to call with, and one to get the next pair with."""

    jwt: str
    refresh_token: str


class LoggedIn(msgspec.Struct, frozen=True, rename="camel"):
    """The tokens, and until when each is good."""

    tokens: TokenPair
    expires_at: datetime
    expires_in: int
    refresh_expires_at: datetime


class ListedVoucher(msgspec.Struct, frozen=True, rename="camel"):
    """A voucher that a member can use now. `discount` is an amount or a percentage."""

    code: str
    discount: Decimal
    source: Source
    discount_type: DiscountType
    description: str


class MemberVouchers(msgspec.Struct, frozen=True, rename="camel"):
    """A member. `vouchers` is left out where there is none that can be used now."""

    name: str
    phone_number: str | None
    email: str | None
    member_code: str
    vouchers: list[ListedVoucher] | UnsetType = UNSET


class ValidVoucher(msgspec.Struct, frozen=True, rename="camel"):
    """A voucher that can be used on the bill, with its whole value or percentage."""

    code: str
    discount: Decimal
    discount_type: DiscountType
    description: str
    source: Source


class DiscountedOrder(msgspec.Struct, frozen=True, rename="camel"):
    """What the voucher does to the bill."""

    total_non_discounted_price: Decimal
    voucher_discount: Decimal
    total_discounted_price: Decimal


class Valid(msgspec.Struct, frozen=True):
    """A voucher that can be used. One that cannot answers `active` alone, and false."""

    active: bool
    voucher: ValidVoucher | UnsetType = UNSET
    order: DiscountedOrder | UnsetType = UNSET


class StoreVoucher(msgspec.Struct, frozen=True, rename="camel"):
    """A voucher as the merchant sees it. `discount` is what is left of stored value."""

    id: str
    code: str
    discount: Decimal
    initial_value: Decimal
    discount_type: DiscountType
    type: UseType
    source: Source
    description: str
    order_min_amount: Decimal
    start_date: datetime | None
    end_date: datetime | None
    is_active: bool
    is_consumed: bool
    external_id: str | None
    category_ids: list[int]
    schedule_id: int | None
    max_uses: int | None
    max_uses_per_member: int | None
    uses: int
    stores: list[int]
    member_id: str | None
    is_public: bool
    created_at: datetime
    updated_at: datetime


class VoucherPage(msgspec.Struct, frozen=True, rename="camel"):
    """A part of a list. The first page is 0."""

    total_pages: int
    total_elements: int
    page_number: int
    page_size: int
    data: list[StoreVoucher]


class Loyalty(msgspec.Struct, frozen=True, rename="camel"):
    """A guest's own wallet. `balance` is what has been spent since the last credit."""

    balance: Decimal
    voucher_value: Decimal
    voucher_code: str
    created_at: datetime
    updated_at: datetime


class Refunded(msgspec.Struct, frozen=True, rename="camel"):
    """What went back: money, value of the voucher, points and credit of the member."""

    amount: Decimal
    voucher_value: Decimal
    points: int
    points_short: int
    credit: Decimal
    refunded_at: datetime


class PlacedOrder(msgspec.Struct, frozen=True, rename="camel"):
    """What became of an order of the merchant's own channel."""

    total_non_discounted_price: Decimal
    voucher_discount: Decimal
    total_discounted_price: Decimal
    voucher_code: str | None
    points: int
    credit: Decimal
    progress: Decimal | None
    next_credit_at: Decimal | None


class GuestToken(msgspec.Struct, frozen=True, rename="camel"):
    """What a guest's own calls carry, and until when it is good."""

    token: str
    expires_at: datetime


_encoder = msgspec.json.Encoder(decimal_format="number")


def answer(
    content: Any, *, status: int = 200, headers: tuple[tuple[bytes, bytes], ...] = ()
) -> Answer:
    """JSON, without a blank that need not be there."""
    return Answer(status, _encoder.encode(content), headers)


def discount(worth: Worth) -> Decimal:
    """An amount, or a percentage."""
    if isinstance(worth, AmountOff):
        return shown(worth.value)
    return shown_percent(worth.basis_points)


def described(description: str, source: Source, kind: DiscountType) -> str:
    """A voucher's description, or what kind it is."""
    return description or DESCRIPTIONS[source, kind]


def optional(money: Money | None) -> Decimal | None:
    return None if money is None else shown(money)


def store_voucher(voucher: Voucher) -> StoreVoucher:
    """`voucher` as it is listed."""
    terms = voucher.terms
    return StoreVoucher(
        id=str(voucher.id),
        code=voucher.code,
        discount=discount(worth_now(voucher)),
        initial_value=discount(voucher.worth),
        discount_type=voucher.discount_type,
        type=voucher.use_type,
        source=voucher.source,
        description=terms.description,
        order_min_amount=shown(terms.minimum),
        start_date=terms.starts_at,
        end_date=terms.ends_at,
        is_active=terms.active,
        is_consumed=is_used_up(voucher),
        external_id=terms.external_id,
        category_ids=[],
        schedule_id=None,
        max_uses=terms.limit_total,
        max_uses_per_member=terms.limit_per_member,
        uses=voucher.used,
        stores=list(terms.stores),
        member_id=str(terms.member) if terms.member else None,
        is_public=terms.public,
        created_at=voucher.created_at,
        updated_at=voucher.updated_at,
    )

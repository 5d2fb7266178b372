"""What a voucher is, what it is worth, and what has been done with it."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Literal, TypeAlias

import msgspec

from regulars.kernel.ids import (
    AccountId,
    BatchId,
    HoldId,
    MemberId,
    MerchantId,
    SaleId,
    StoreId,
    UseId,
    VoucherId,
)
from regulars.kernel.money import Money


class Source(StrEnum):
    """`STORE` vouchers are made by the merchant; a `LOYALTY` voucher is a member's wallet."""

    STORE = "STORE"
    LOYALTY = "LOYALTY"


class DiscountType(StrEnum):
    """Whether a voucher takes an amount off a bill or a share of it."""

    MONETARY = "MONETARY"
    PERCENTILE = "PERCENTILE"


class UseType(StrEnum):
    """How long a voucher lasts.

    One-time and monetary is stored value, which lasts until it is empty; one-time and percentile
    can be used once. Multi-use takes the same off each time, and is never less for it.
    """

    ONE_TIME_USE = "ONE_TIME_USE"
    MULTI_USE = "MULTI_USE"


class AmountOff(msgspec.Struct, frozen=True):
    """So much off a bill; of stored value, what was first put there."""

    value: Money


class ShareOff(msgspec.Struct, frozen=True):
    """A share of a bill."""

    basis_points: int


Worth: TypeAlias = AmountOff | ShareOff


class Hours(msgspec.Struct, frozen=True):
    """When in a week of the store's own time a voucher can be used.

    `weekdays` has a bit for each day, Monday's the lowest. The minutes are of the day; None is the
    whole day. Hours that end before they begin go past midnight and belong to the day they began.
    """

    weekdays: int = 127
    from_minute: int | None = None
    until_minute: int | None = None


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What may be changed about a voucher after it was issued.

    It can be used from `starts_at` until before `ends_at`, on bills of at least `minimum`,
    `limit_total` times in all and `limit_per_member` times by one member, where these are set. No
    `stores` means all of them. `member` is who it is assigned to; a `public` one is shown to every
    member where the store says so, and anybody who knows the code of any other can use it.
    """

    description: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    minimum: Money
    limit_total: int | None = None
    limit_per_member: int | None = None
    stores: tuple[StoreId, ...] = ()
    hours: Hours = Hours()
    member: MemberId | None = None
    public: bool = False
    active: bool = True
    external_id: str | None = None


class NewVoucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as somebody wants it. Without a code, one is drawn."""

    code: str | None = None
    worth: Worth
    use_type: UseType
    terms: Terms
    batch: BatchId | None = None


class Voucher(msgspec.Struct, frozen=True, kw_only=True):
    """A voucher as it is. `code`, `worth` and the types never change.

    `left` is what remains of stored value, `held` what is set aside of it on open bills; both are
    None for every other kind. `used` counts the uses that stand.
    """

    id: VoucherId
    merchant: MerchantId
    code: str
    source: Source
    worth: Worth
    use_type: UseType
    terms: Terms
    account: AccountId | None
    left: Money | None
    held: Money | None
    used: int
    batch: BatchId | None
    created_at: datetime
    updated_at: datetime

    @property
    def discount_type(self) -> DiscountType:
        if isinstance(self.worth, AmountOff):
            return DiscountType.MONETARY
        return DiscountType.PERCENTILE

    @property
    def is_wallet(self) -> bool:
        return self.source is Source.LOYALTY

    @property
    def stores_value(self) -> bool:
        """Whether it has a balance that uses draw on."""
        return self.account is not None


class Problem(StrEnum):
    """Why a voucher cannot be used on a bill. The order is the one they are looked at in."""

    INACTIVE = "inactive"
    UNPAID = "unpaid"
    NOT_YET = "not_yet"
    ENDED = "ended"
    OTHER_STORE = "other_store"
    OTHER_HOURS = "other_hours"
    USED_UP = "used_up"
    MEMBER_USED_UP = "member_used_up"
    BELOW_MINIMUM = "below_minimum"
    NOT_THE_MEMBERS = "not_the_members"
    TOO_MUCH = "too_much"
    """The till gave more than the voucher had."""


class Quote(msgspec.Struct, frozen=True):
    """What a voucher would do to a bill of `total`. `problem` is None when it can be used."""

    voucher: Voucher
    total: Money
    discount: Money
    problem: Problem | None

    @property
    def discounted(self) -> Money:
        return self.total - self.discount


class UseState(StrEnum):
    """`HELD` waits for a till's order, `USED` stands, `GIVEN_BACK` came off again."""

    HELD = "held"
    USED = "used"
    GIVEN_BACK = "given_back"


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One voucher on one order.

    `discount` is what the bill got, `drawn` what left the stored value, `given_back` what of that
    came back. `counted` uses count against the limits. `problem` is what was wrong where the till
    used it all the same.
    """

    id: UseId
    voucher: VoucherId
    state: UseState
    store: StoreId
    order: str
    sale: SaleId | None
    member: MemberId | None
    hold: HoldId | None
    discount: Money
    drawn: Money
    given_back: Money
    counted: bool
    problem: Problem | None
    used_at: datetime
    ended_at: datetime | None


ReleaseWhy: TypeAlias = Literal["rejected", "taken_off", "deleted", "refused", "abandoned"]
"""Why what was set aside for an order came back."""


class WalletScheme(msgspec.Struct, frozen=True):
    """`credit` for the wallet for every full `per` that was spent; the rest is carried on."""

    per: Money
    credit: Money


class Wallet(msgspec.Struct, frozen=True):
    """What a member has in the wallet, and how far it is to the next credit.

    `progress` is what of the scheme's `per` has been spent since the last credit. `owed` is kept
    back from coming credits: it was spent before the order that gave it was taken back.
    """

    member: MemberId
    voucher: VoucherId
    code: str
    left: Money
    progress: Money
    owed: Money


class Sought(msgspec.Struct, frozen=True):
    """Whom a till asks for. With a code and a number both must be the member's."""

    member_code: str | None = None
    phone_number: str | None = None
    search_string: str | None = None


class MemberAtCounter(msgspec.Struct, frozen=True):
    """A member as a till is told of one."""

    id: MemberId
    code: str
    name: str
    email: str | None
    phone: str | None


class AtCounter(msgspec.Struct, frozen=True):
    """A member, and the vouchers that can be used now, the wallet first."""

    member: MemberAtCounter
    vouchers: Sequence[Voucher]


class VoucherState(StrEnum):
    """What a list is asked for. A voucher is in the first of these states, read from the end.

    `USABLE` may still have to wait for its first day.
    """

    USABLE = "usable"
    USED_UP = "used_up"
    ENDED = "ended"
    INACTIVE = "inactive"


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which vouchers a list has. `state` is judged as of `as_of`, which it needs.

    `text` is part of a code, a description, or what is known of the member. `store` has those that
    can be used there, also because they can be used everywhere.
    """

    source: Source | None = Source.STORE
    text: str = ""
    discount_type: DiscountType | None = None
    use_type: UseType | None = None
    state: VoucherState | None = None
    as_of: datetime | None = None
    store: StoreId | None = None
    batch: BatchId | None = None
    member: MemberId | None = None


class Page(msgspec.Struct, frozen=True):
    """Some vouchers of `total`."""

    total: int
    vouchers: Sequence[Voucher]

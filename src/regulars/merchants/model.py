"""Merchants, their stores, the people who work for them, and the apps that are connected."""

from datetime import datetime
from enum import StrEnum

import msgspec

from regulars.kernel.ids import ApiAccountId, ConnectionId, MerchantId, StoreId, UserId


class Merchant(msgspec.Struct, frozen=True):
    """A business. Owns everything else. `locale` is a CLDR name such as `en_AU`."""

    id: MerchantId
    name: str
    country: str
    currency: str
    locale: str
    time_zone: str


class Store(msgspec.Struct, frozen=True):
    """One venue. Its country says how telephone numbers are read, its time zone when a day ends.

    `lists_public_vouchers` says whether tills are told of public vouchers with every member's own.
    """

    id: StoreId
    name: str
    country: str
    time_zone: str
    lists_public_vouchers: bool = False


class Role(StrEnum):
    """What a user may do: owners everything, managers all but users, staff only look and enrol."""

    OWNER = "owner"
    MANAGER = "manager"
    STAFF = "staff"


class User(msgspec.Struct, frozen=True):
    """Somebody who signs in to the console."""

    id: UserId
    merchant: MerchantId
    email: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None = None


class Session(msgspec.Struct, frozen=True):
    """A user who is signed in. `csrf_token` is what the forms of this session carry."""

    user: User
    merchant: Merchant
    csrf_token: str
    expires_at: datetime


class NewMerchant(msgspec.Struct, frozen=True):
    """A business as somebody describes it. `locale` is a CLDR name, `time_zone` an IANA one."""

    name: str
    country: str
    currency: str
    locale: str
    time_zone: str


class NewUser(msgspec.Struct, frozen=True):
    """Somebody who shall be able to sign in. The password is as typed; only its hash is kept."""

    email: str
    name: str
    password: str
    role: Role = Role.OWNER

    def __repr__(self) -> str:
        return f"NewUser(email={self.email!r}, role={self.role.value!r}, •••)"


NewOwner = NewUser
"""The first user of a merchant."""


class ConnectionStatus(StrEnum):
    """`ENABLED` waits to be authorised, `AUTHORISED` works, `DISABLED` keeps its mapping."""

    ENABLED = "enabled"
    AUTHORISED = "authorised"
    DISABLED = "disabled"


class ViaBill(StrEnum):
    """How a reward reaches the bill."""

    VARIATION = "variation"
    PRODUCT = "product"
    PAYMENT = "payment"


class LookupShape(StrEnum):
    """How the lookup's answer wraps the member."""

    MEMBER = "member"
    MEMBERS = "members"


class ConnectionSettings(msgspec.Struct, frozen=True, omit_defaults=False):
    """How one connection reads the open points of the till's protocol.

    `rewards_as_map` keys the lookup's rewards by their id; `points_as_text` writes
    `points_required` as text. `discount_product_id` and `payment_method_id` name what carries a
    reward when `via` says so, or when staff's own discount stands on the bill. `match_by_contact`
    also takes the member of an order from the till customer's e-mail or telephone number.
    `patience_seconds` is how long the till waits for the answer to a redemption.

    `send_bookings` has the till make an order when a party sits down; `notify_bookings` shows staff
    a message then. `order_type` is what the till calls such an order, empty for nothing. A deposit
    becomes a payment with `deposit_method_id`; without one it stands in the order's notes.
    `seat_product_id` is put on a new order once for each guest, for tills that take no empty one.
    """

    lookup_shape: LookupShape = LookupShape.MEMBER
    rewards_as_map: bool = False
    points_as_text: bool = False
    via: ViaBill = ViaBill.VARIATION
    discount_product_id: str = ""
    payment_method_id: str = ""
    match_by_contact: bool = False
    patience_seconds: int = 8
    send_bookings: bool = True
    notify_bookings: bool = True
    order_type: str = ""
    deposit_method_id: str = ""
    seat_product_id: str = ""


class Credentials(msgspec.Struct, frozen=True):
    """The add-on's own credentials at the till's maker. Kept encrypted; never printed."""

    client_id: str
    client_secret: str
    signature_token: str = ""

    def __repr__(self) -> str:
        return f"Credentials(client_id={self.client_id!r}, •••)"


class SiteMapping(msgspec.Struct, frozen=True):
    """One of the till's sites is one of our stores."""

    site_id: str
    site_name: str
    store: StoreId


class Connection(msgspec.Struct, frozen=True):
    """An app that a merchant has enabled. `currency` is the merchant's."""

    id: ConnectionId
    merchant: MerchantId
    app: str
    status: ConnectionStatus
    company_id: str
    company_name: str
    key_version: int
    settings: ConnectionSettings
    currency: str
    sites: tuple[SiteMapping, ...] = ()

    def store_of(self, site_id: str) -> StoreId | None:
        """The store that a site is, or None when it is not mapped."""
        return next((site.store for site in self.sites if site.site_id == site_id), None)

    def site_of(self, store: StoreId) -> str | None:
        """The site that a store is, or None when it is not mapped."""
        return next((site.site_id for site in self.sites if site.store == store), None)


class Consent(msgspec.Struct, frozen=True):
    """Who sent the browser to the till's consent page, and for which connection."""

    merchant: MerchantId
    connection: ConnectionId


class Tokens(msgspec.Struct, frozen=True):
    """What a connection calls the till's API with. `generation` counts refreshes."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    generation: int

    def __repr__(self) -> str:
        return f"Tokens(•••, generation={self.generation})"


class NewApiAccount(msgspec.Struct, frozen=True):
    """A till that shall be able to call the voucher API. No `stores` means every store."""

    username: str
    name: str
    password: str
    stores: tuple[StoreId, ...] = ()

    def __repr__(self) -> str:
        return f"NewApiAccount(username={self.username!r}, •••)"


class ApiAccount(msgspec.Struct, frozen=True):
    """A till that calls the voucher API. No `stores` means every store."""

    id: ApiAccountId
    merchant: MerchantId
    username: str
    name: str
    stores: tuple[StoreId, ...]
    created_at: datetime
    disabled_at: datetime | None = None


class ApiTokenKind(StrEnum):
    """`ACCESS` lasts for minutes, `REFRESH` gets the next pair, `FIXED` stays until it is ended."""

    ACCESS = "access"
    REFRESH = "refresh"
    FIXED = "fixed"


class ApiTokens(msgspec.Struct, frozen=True):
    """What a login gives: a token to call with, and one to get the next pair with, once."""

    access: str
    access_until: datetime
    refresh: str
    refresh_until: datetime

    def __repr__(self) -> str:
        return "ApiTokens(•••)"


class FixedToken(msgspec.Struct, frozen=True):
    """A token that stays until somebody ends it. `hint` are the last letters of its text."""

    hash: bytes
    name: str
    hint: str
    created_at: datetime

    def __repr__(self) -> str:
        return f"FixedToken(name={self.name!r}, hint={self.hint!r})"


class Caller(msgspec.Struct, frozen=True):
    """Who calls the voucher API, and the store that the call is about, if it is within reach.

    `stores` are those within reach; none means every store.
    """

    merchant: MerchantId
    currency: str
    account: ApiAccountId
    name: str
    stores: tuple[StoreId, ...]
    store: Store | None

    def reaches(self, stores: tuple[StoreId, ...]) -> bool:
        """Whether all of `stores`, where none means every store, are within reach."""
        return not self.stores or (bool(stores) and set(stores) <= set(self.stores))

"""A store's booking page, and what a guest asks for on it."""

from datetime import datetime

import msgspec

from regulars.bookings.deposits.model import DepositRule
from regulars.kernel.ids import MerchantId, ServiceId, StoreId
from regulars.kernel.sentences import Language
from regulars.merchants.model import Merchant, Store


class PageTerms(msgspec.Struct, frozen=True, kw_only=True):
    """What a venue says of its page.

    Guests book from `notice_minutes` before the time, up to `days_ahead` days on, for at most
    `most_covers`, and cancel until `cancel_minutes` before. `place` is where the store is, as they
    are told, and `phone` what they call where the page cannot help. A page that is not `open`
    takes nothing; bookings that were made still have their links. `sites` are the websites, as
    `https://name`, that may show the page within their own.

    Guests are reminded `remind_minutes` before their time, unless that is None, and thanked after
    their visit with `thanks`. With `takes_waiting` they wait for times at which nothing is free.
    `deposits` say what they pay ahead: the first rule that fits counts.
    """

    slug: str
    open: bool = True
    most_covers: int = 8
    notice_minutes: int = 60
    days_ahead: int = 60
    cancel_minutes: int = 120
    intro: str = ""
    place: str = ""
    phone: str = ""
    remind_minutes: int | None = 1440
    thanks: bool = True
    takes_waiting: bool = True
    sites: tuple[str, ...] = ()
    deposits: tuple[DepositRule, ...] = ()


class BookingPage(msgspec.Struct, frozen=True, kw_only=True):
    """The public page of a store."""

    merchant: MerchantId
    store: StoreId
    terms: PageTerms


class Venue(msgspec.Struct, frozen=True):
    """A booking page with the store and the merchant whose it is.

    It speaks `language`: at first the merchant's own, then that of the guest who is spoken to
    (`words.speaking`), and the merchant's `locale` writes days and amounts as that language does.
    """

    merchant: Merchant
    store: Store
    terms: PageTerms
    language: Language = Language.ENGLISH


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest asks for. `key` is the form's own: the same form twice is one booking.

    `language` is what they read the page in, and are written to in.
    """

    key: str
    starts_at: datetime
    service: ServiceId
    covers: int
    first_name: str
    last_name: str
    email: str
    phone: str = ""
    request: str = ""
    language: Language = Language.ENGLISH


class WaitWish(Wish, frozen=True, kw_only=True):
    """What a guest would have at a time that others have taken. `starts_at` is what they want.

    They would come up to `flexible_minutes` earlier or later, in the same service.
    """

    flexible_minutes: int = 0


class HoldWish(msgspec.Struct, frozen=True, kw_only=True):
    """A time that a guest has chosen. `key` is the form's own, as of the `Wish` that follows."""

    key: str
    starts_at: datetime
    service: ServiceId
    covers: int


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A time that is nobody else's until `ends_at`."""

    key: str
    starts_at: datetime
    service: ServiceId
    covers: int
    ends_at: datetime


class Alteration(msgspec.Struct, frozen=True, kw_only=True):
    """What a guest would rather have, all of it. `key` is of the time that is held for them.

    A telephone number is one to add; without, what is known stays.
    """

    key: str | None = None
    starts_at: datetime
    service: ServiceId
    covers: int
    phone: str = ""
    request: str = ""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked for a booking, in their own words: what a member is called stays the member's."""

    name: str
    email: str
    language: Language

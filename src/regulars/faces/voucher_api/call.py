"""One call: who makes it, which store it is about, and what it carries."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from regulars.faces.voucher_api.requests import JsonOf
from regulars.faces.voucher_api.wire import Answer
from regulars.kernel.ids import MemberId, MerchantId, StoreId
from regulars.merchants.model import Caller, Store
from regulars.platform.db import Database


class Door(Enum):
    """Who may call: anybody, a till with its token, or a guest with one of their own."""

    OPEN = "open"
    TILL = "till"
    GUEST = "guest"


class Guest(msgspec.Struct, frozen=True):
    """A guest who is signed in."""

    merchant: MerchantId
    member: MemberId


class Call(msgspec.Struct, frozen=True):
    """A call. `store_id` and `subject` are the ids in its path, if there are any.

    `token` is what it was made with. Once it was let in, `caller` is the till that makes it, or
    `guest` the guest.
    """

    db: Database
    at: datetime
    query: bytes
    body: bytes
    content_type: str
    store_id: StoreId | None
    subject: str
    token: str
    guest_token: str
    caller: Caller | None = None
    guest: Guest | None = None

    @property
    def till(self) -> Caller:
        assert self.caller is not None
        return self.caller

    @property
    def merchant(self) -> MerchantId:
        return self.guest.merchant if self.guest else self.till.merchant

    @property
    def currency(self) -> str:
        return self.till.currency

    @property
    def store(self) -> Store:
        """The store in the path, which is within the till's reach."""
        assert self.till.store is not None
        return self.till.store

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.store.time_zone)

    @property
    def actor(self) -> str:
        """How facts name who calls."""
        return f"api_account:{self.till.account}"

    def read(self, kind: JsonOf) -> Any:
        """The body. Raises `NotJson`, `Unreadable`."""
        return kind.read(self.body, self.content_type)


Handler = Callable[[Call], Awaitable[Answer]]

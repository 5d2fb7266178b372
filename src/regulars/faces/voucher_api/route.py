"""One call as it is described: where it is, who may make it, what it carries and answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from regulars.faces.voucher_api.call import Door, Handler

BASE = "/api/v1"
STORE = f"{BASE}/stores/{{storeId}}"
TEXT = {"type": "string", "maxLength": 100}
OUT_OF_REACH = {403: "The voucher is also for stores that the account does not reach."}
NO_SUCH = {404: "There is nothing there that this account may reach."}


class Tag(StrEnum):
    """What a call is about: a chapter of the document."""

    LOGIN = "Logging in"
    AT_TILL = "At the till"
    AFTER = "After the order"
    VOUCHERS = "The store's vouchers"
    CHANNEL = "The store's own channel"


class Param(msgspec.Struct, frozen=True):
    """A parameter of the query, or a header that only some calls have."""

    name: str
    meaning: str
    schema: Mapping[str, Any]
    example: Any
    where: str = "query"


class Outcome(msgspec.Struct, frozen=True):
    """One way that a call ends. Without a kind there is no body."""

    meaning: str
    kind: Any = None
    examples: Mapping[str, Any] = {}
    headers: Mapping[str, str] = {}


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """A call. `ours` is not of the documented API; `silent` refuses with a 500 without a body."""

    method: str
    path: str
    name: str
    tag: Tag
    summary: str
    meaning: str
    handler: Handler
    outcomes: Mapping[int, Outcome]
    door: Door = Door.TILL
    body: Any = None
    example: Any = None
    parameters: tuple[Param, ...] = ()
    refusals: Mapping[int, str] = {}
    ours: bool = False
    silent: bool = False

"""What the API is given to work with, and who calls it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath

from regulars.faces.rest_api.errors import Unauthorised
from regulars.kernel.clock import Clock
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.api_tokens import caller
from regulars.merchants.model import Caller, Store
from regulars.platform.db import Database

BEARER = "bearer "
LARGEST_STORE = 2**31 - 1

RestRequest: TypeAlias = Request[Any, Any, State]


@dataclass(frozen=True, slots=True)
class RestDeps:
    """The parts of the API, handed in by the wiring."""

    db: Database
    clock: Clock
    base_url: str


@dataclass(frozen=True, slots=True)
class Desk:
    """One call that was let in: who calls, and for which store."""

    db: Database
    at: datetime
    caller: Caller
    store: Store

    @property
    def merchant(self) -> MerchantId:
        return self.caller.merchant

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.store.time_zone)

    @property
    def actor(self) -> str:
        """How facts name who called."""
        return f"api:{self.caller.account}"


AtDesk: TypeAlias = NamedDependency[Desk]
"""What a handler of a store's calls is given."""


async def let_in(request: RestRequest) -> Caller:
    """Who calls, by their token alone. Raises `Unauthorised`."""
    return await _caller(request, None)


async def at_desk(request: RestRequest, store_id: FromPath[int]) -> Desk:
    """Who calls for the store in the path. Raises `Unauthorised`, `NotFound`."""
    deps: RestDeps = request.app.state.rest
    sane = StoreId(store_id) if 0 < store_id <= LARGEST_STORE else None
    found = await _caller(request, sane)
    if found.store is None:
        raise NotFound("There is no such store.")
    return Desk(deps.db, deps.clock(), found, found.store)


async def _caller(request: RestRequest, store: StoreId | None) -> Caller:
    deps: RestDeps = request.app.state.rest
    written = request.headers.get("Authorization", "")
    token = written[len(BEARER) :].strip() if written[: len(BEARER)].lower() == BEARER else ""
    found = await caller(deps.db, token, store, at=deps.clock())
    if found is None:
        raise Unauthorised("The token is missing, has expired or was ended. Log in.")
    return found

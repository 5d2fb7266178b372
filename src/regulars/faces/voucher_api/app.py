"""The voucher API as an ASGI application, mounted at `/api/v1`.

A call is let in by its token, for the store in its path. Every refusal is the documented envelope,
but that of a finished order: its caller is promised a 500 without a body, and finds the reason in
a header.
"""

from datetime import datetime

from msgspec.structs import replace

from regulars.faces.voucher_api.call import Call, Door, Guest
from regulars.faces.voucher_api.errors import (
    Failed,
    NoSuchCall,
    Unauthorised,
    WrongMethod,
    refuse,
)
from regulars.faces.voucher_api.pages import Pages
from regulars.faces.voucher_api.route import STORE, Route
from regulars.faces.voucher_api.routes import Found, find
from regulars.faces.voucher_api.wire import (
    Answer,
    Receive,
    Scope,
    Send,
    header,
    read_body,
    send_answer,
)
from regulars.kernel.clock import Clock
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import MerchantId
from regulars.members.guest_sign_in import member_of
from regulars.merchants.api_tokens import caller
from regulars.merchants.model import Caller
from regulars.merchants.stores import stores
from regulars.platform import log
from regulars.platform.db import Database

BEARER = "bearer "
ERROR_CODE = b"error-code"


class VoucherApi:
    """The API on a database. `base_url` is where tills reach it, without a slash at the end."""

    def __init__(self, db: Database, clock: Clock, base_url: str) -> None:
        self._db = db
        self._clock = clock
        self._pages = Pages(base_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = self._pages.find(scope["method"], scope["path"])
        await send_answer(send, page or await self._answer(scope, receive))

    async def _answer(self, scope: Scope, receive: Receive) -> Answer:
        at = self._clock()
        try:
            found = _found(scope["path"])
            route = _route(found, scope["method"])
            call = await _let_in(route, _call(self._db, scope, found, at))
        except RegularsError as refusal:
            return refuse(refusal, scope, at=at)
        return await _answer(route, call, scope, receive)


def _found(path: str) -> Found:
    """Raises `NoSuchCall`."""
    found = find(path)
    if found is None:
        raise NoSuchCall("This address is not known here.")
    return found


def _route(found: Found, method: str) -> Route:
    """Raises `WrongMethod`."""
    route = found.routes.get(method)
    if route is None:
        raise WrongMethod(", ".join(found.routes))
    return route


def _call(db: Database, scope: Scope, found: Found, at: datetime) -> Call:
    return Call(
        db=db,
        at=at,
        query=scope["query_string"],
        body=b"",
        content_type=header(scope, b"content-type"),
        store_id=found.store,
        subject=found.subject,
        token=_bearer(header(scope, b"authorization")),
        guest_token=_bearer(header(scope, b"guest-authorization")),
    )


def _bearer(written: str) -> str:
    return written[len(BEARER) :].strip() if written[: len(BEARER)].lower() == BEARER else ""


async def _let_in(route: Route, call: Call) -> Call:
    """Raises `Unauthorised`."""
    match route.door:
        case Door.OPEN:
            return call
        case Door.TILL:
            return replace(call, caller=await _till(call))
        case Door.GUEST:
            return replace(call, guest=await _guest(call))


async def _till(call: Call) -> Caller:
    found = await caller(call.db, call.token, call.store_id, at=call.at)
    if found is None:
        raise Unauthorised("The token is missing, has expired or was ended. Log in.")
    return found


async def _guest(call: Call) -> Guest:
    found = await member_of(call.db, call.token, at=call.at)
    if found is None:
        raise Unauthorised("The guest is not signed in, or not any more.")
    return Guest(*found)


async def _answer(route: Route, call: Call, scope: Scope, receive: Receive) -> Answer:
    """What a call that was let in is answered."""
    merchant = None if route.door is Door.OPEN else call.merchant
    with log.about(merchant=str(merchant), store=call.store_id):
        try:
            await _check_store(route, call)
            return await route.handler(replace(call, body=await read_body(receive)))
        except RegularsError as refusal:
            return _refused(route, refusal, scope, call, merchant)
        except Exception:  # noqa: BLE001 - a till needs an answer, whatever went wrong
            log.exception("a call failed", call=route.name)
            failure = Failed("Something went wrong here. It is in the log.")
            return _refused(route, failure, scope, call, merchant)


async def _check_store(route: Route, call: Call) -> None:
    """Raises `NotFound` for a store that the caller may not reach."""
    if STORE not in route.path:
        return
    if call.guest is not None:
        known = {store.id for store in await stores(call.db, call.guest.merchant)}
        within = call.store_id in known
    else:
        within = call.till.store is not None
    if not within:
        raise NotFound("There is no such store.")


def _refused(
    route: Route, refusal: RegularsError, scope: Scope, call: Call, merchant: MerchantId | None
) -> Answer:
    """The envelope; or, where that is what the caller is promised, a 500 without a body."""
    # Other refusals are read by who called, and some sentences name a voucher's code.
    said = refusal.sentence if route.silent else None
    log.info("refused", call=route.name, error_code=refusal.code, sentence=said)
    if route.silent:
        return Answer(500, headers=((ERROR_CODE, refusal.code.encode()),))
    return refuse(refusal, scope, at=call.at, merchant=merchant)

"""Settings › Apps: what can be connected, switched on and off."""

from typing import Any

from litestar import Response, get, post

from regulars.faces.console.apps.check import ROUTES as CHECK
from regulars.faces.console.apps.consent import ROUTES as CONSENT
from regulars.faces.console.apps.credentials import ROUTES as CREDENTIALS
from regulars.faces.console.apps.kounta import APP, APPS, MANAGE, connection_of
from regulars.faces.console.apps.manage import ROUTES as MANAGING
from regulars.faces.console.apps.urls import ROUTES as URLS
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.merchants.api_accounts import accounts
from regulars.merchants.connections import connection_for, disable, enable
from regulars.merchants.model import Role


@get(APPS, may=Role.MANAGER)
async def show_apps(request: ConsoleRequest) -> Page:
    kounta = await connection_for(request.db, request.merchant.id, APP)
    tills = await accounts(request.db, request.merchant.id)
    calling = sum(till.disabled_at is None for till in tills)
    return request.page("apps/list.html", here="settings", kounta=kounta, calling=calling)


@post(f"{APPS}/kounta/enable")
async def enable_kounta(request: ConsoleRequest) -> Response[Any]:
    await enable(request.db, request.merchant.id, APP, at=request.now, actor=request.actor)
    return request.go_to(MANAGE, good="Kounta is enabled. Next, authorise it.")


@post(f"{APPS}/kounta/disable")
async def disable_kounta(request: ConsoleRequest) -> Response[Any]:
    """Take our webhooks away and switch the app off, whether or not the till answers."""
    connection = await connection_of(request)
    left_behind = ""
    try:
        await request.deps.tills.link(request.merchant.id, connection.id).unsubscribe()
    except RegularsError as refusal:
        left_behind = f"The till could not be told: {refusal.sentence} What it sends is ignored."
    await disable(
        request.db, request.merchant.id, connection.id, at=request.now, actor=request.actor
    )
    return request.go_to(APPS, good="Kounta is disabled. Its mapping is kept.", info=left_behind)


ROUTES = [
    show_apps,
    enable_kounta,
    disable_kounta,
    *MANAGING,
    *CHECK,
    *CONSENT,
    *CREDENTIALS,
    *URLS,
]

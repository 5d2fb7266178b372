"""The merchant's own add-on at the till's maker, in place of the one that the installation has."""

from typing import Any

from litestar import Response, post

from regulars.faces.console.apps.kounta import MANAGE, connection_of
from regulars.faces.console.apps.manage import show
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.ids import ConnectionId
from regulars.merchants.connections import own_credentials, save_credentials
from regulars.merchants.model import Connection, Credentials


@post(f"{MANAGE}/credentials")
async def keep_credentials(request: ConsoleRequest) -> Response[Any]:
    connection = await connection_of(request)
    form = await request.read_form()
    own = await _read(request, connection.id, form)
    if not form.is_good:
        return await show(request, connection, credentials=form, status=422)
    return await _save(request, connection, own)


@post(f"{MANAGE}/credentials/end")
async def use_installed(request: ConsoleRequest) -> Response[Any]:
    """Forget the merchant's own and use the installation's again."""
    return await _save(request, await connection_of(request), None)


async def _read(
    request: ConsoleRequest, connection: ConnectionId, form: Form
) -> Credentials | None:
    """What was typed. A secret that was left empty stays as it is, as long as the ID does."""
    client_id = form.text("client_id", required="Your add-on's client ID, please.")
    kept = await own_credentials(request.db, request.deps.ring, request.merchant.id, connection)
    same = kept if kept and kept.client_id == client_id else None
    secret = form.text("client_secret") or (same.client_secret if same else "")
    if not secret:
        form.errors.setdefault("client_secret", "Your add-on's client secret, please.")
    token = form.text("signature_token") or (same.signature_token if same else "")
    return Credentials(client_id, secret, token)


async def _save(
    request: ConsoleRequest, before: Connection, own: Credentials | None
) -> Response[Any]:
    after = await save_credentials(
        request.db,
        request.deps.ring,
        request.merchant.id,
        before.id,
        own,
        at=request.now,
        actor=request.actor,
    )
    anew = "" if after.status is before.status else " Authorise again with this add-on."
    return request.go_to(MANAGE, good=f"The add-on's credentials are saved.{anew}")


ROUTES = [keep_credentials, use_installed]

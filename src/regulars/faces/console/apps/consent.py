"""Authorising: to the till's own consent page and back."""

from typing import Any

from litestar import Response, get
from litestar.response import Redirect

from regulars.faces.console import cookies
from regulars.faces.console.apps.kounta import (
    CALLBACK,
    MANAGE,
    connection_of,
    subscribe,
)
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.merchants.connections import authorised
from regulars.merchants.consent import read_state, write_state
from regulars.merchants.errors import StaleConsent
from regulars.merchants.model import Connection, Consent, Role
from regulars.programs.goods.refresh import ask_for_goods


# A link and not a form: a form may lead to our own pages only, and this one leads to the till's.
@get(f"{MANAGE}/authorise", may=Role.MANAGER)
async def ask_for_consent(request: ConsoleRequest) -> Response[Any]:
    connection = await connection_of(request)
    state = write_state(
        request.deps.ring,
        Consent(request.merchant.id, connection.id),
        session=request.cookies.get(cookies.SESSION, ""),
        at=request.now,
    )
    link = request.deps.tills.link(request.merchant.id, connection.id)
    try:
        return Redirect(
            await link.consent_url(state=state, redirect_uri=_here(request)), status_code=303
        )
    except RegularsError as refusal:
        return request.go_to(MANAGE, bad=refusal.sentence)


@get(CALLBACK, may=Role.MANAGER)
async def take_consent(request: ConsoleRequest) -> Response[Any]:
    """The browser comes back from the consent page with a code, or with a no."""
    try:
        connection = await _asked_for(request)
        if request.query_params.get("error"):
            return request.go_to(
                MANAGE, info="Access was not granted at the till, so nothing has changed."
            )
        connection = await _authorise(request, connection)
    except RegularsError as refusal:
        return request.go_to(MANAGE, bad=refusal.sentence)
    untold = await subscribe(request, connection) if connection.sites else ""
    return request.go_to(MANAGE, good=f"Connected with {connection.company_name}.", bad=untold)


async def _asked_for(request: ConsoleRequest) -> Connection:
    consent = read_state(
        request.deps.ring,
        request.query_params.get("state", ""),
        session=request.cookies.get(cookies.SESSION, ""),
        at=request.now,
    )
    connection = await connection_of(request)
    if consent != Consent(request.merchant.id, connection.id):
        raise StaleConsent("This authorisation was for something else. Please authorise again.")
    return connection


async def _authorise(request: ConsoleRequest, connection: Connection) -> Connection:
    link = request.deps.tills.link(request.merchant.id, connection.id)
    company = await link.authorise(
        code=request.query_params.get("code", ""), redirect_uri=_here(request)
    )
    connection = await authorised(
        request.db,
        request.merchant.id,
        connection.id,
        company.id,
        company.name,
        at=request.now,
        actor=request.actor,
    )
    await ask_for_goods(request.db, request.merchant.id, connection.id)
    return connection


def _here(request: ConsoleRequest) -> str:
    return request.deps.base_url + CALLBACK


ROUTES = [ask_for_consent, take_consent]

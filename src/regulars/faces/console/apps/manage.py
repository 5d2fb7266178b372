"""Managing the Kounta connection: authorise, map stores, copy the URLs."""

from collections.abc import Iterable
from typing import Any

from litestar import Response, get, post

from regulars.faces.console.apps.kounta import (
    APPS,
    CALLBACK,
    MANAGE,
    connection_of,
    subscribe,
    urls_of,
)
from regulars.faces.console.apps.mapping import (
    as_typed,
    chosen_sites,
    is_advanced,
    is_of_parties,
    read_settings,
    with_new_stores,
)
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.connections import own_credentials, save_mapping
from regulars.merchants.model import Connection, ConnectionStatus, Role
from regulars.merchants.stores import stores
from regulars.pos.model import Choice, Company
from regulars.programs.goods.refresh import ask_for_goods


@get(MANAGE, may=Role.MANAGER)
async def show_manage(request: ConsoleRequest) -> Response[Any]:
    try:
        connection = await connection_of(request)
    except NotFound as refusal:
        return request.go_to(APPS, info=refusal.sentence)
    return await show(request, connection)


@post(f"{MANAGE}/mapping")
async def save_changes(request: ConsoleRequest) -> Response[Any]:
    """Save which site is which store and how the till is spoken to, and have sales reported."""
    connection, form = await connection_of(request), await request.read_form()
    try:
        company = await request.deps.tills.link(request.merchant.id, connection.id).company()
        connection = await _save(request, connection, form, company)
    except RegularsError as refusal:
        form.refuse(refusal)
    if not form.is_good:
        return await show(request, connection, mapping=form, status=422)
    untold = await subscribe(request, connection)
    return request.go_to(MANAGE, good="" if untold else "Changes saved.", bad=untold)


async def show(
    request: ConsoleRequest,
    connection: Connection,
    *,
    mapping: Form | None = None,
    credentials: Form | None = None,
    status: int = 200,
) -> Page:
    """The whole page; `mapping` and `credentials` are forms to show again with what is wrong."""
    company, silence = await _ask_company(request, connection)
    own = await own_credentials(request.db, request.deps.ring, request.merchant.id, connection.id)
    venues = await stores(request.db, request.merchant.id)
    return request.page(
        "apps/manage.html",
        status=status,
        here="settings",
        connection=connection,
        step=step_of(connection),
        company=company,
        silence=silence,
        stores=[(one.id, one.name) for one in venues],
        products=as_options(company.products if company else ()),
        payment_methods=as_options(company.payment_methods if company else ()),
        urls=urls_of(request, connection),
        redirect=request.deps.base_url + CALLBACK,
        own=own.client_id if own else "",
        may_authorise=own is not None or request.deps.add_on is not None,
        installed=request.deps.add_on is not None,
        form=mapping or as_typed(connection, company.sites if company else (), venues),
        parties_open=mapping is not None and any(is_of_parties(name) for name in mapping.errors),
        advanced_open=mapping is not None and any(is_advanced(name) for name in mapping.errors),
        credentials=credentials or Form({"client_id": own.client_id if own else ""}),
        credentials_open=credentials is not None,
    )


def step_of(connection: Connection) -> str:
    """Where the merchant is in setting the connection up."""
    if connection.status is not ConnectionStatus.AUTHORISED:
        return "authorise"
    return "urls" if connection.sites else "map"


def as_options(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """What a select offers: one of the till's, or none."""
    return [("", "None"), *((one.id, one.name) for one in choices)]


async def _ask_company(
    request: ConsoleRequest, connection: Connection
) -> tuple[Company | None, str]:
    """What the till's maker knows of the business, or the sentence of why it did not say."""
    if connection.status is not ConnectionStatus.AUTHORISED:
        return None, ""
    try:
        return await request.deps.tills.link(request.merchant.id, connection.id).company(), ""
    except RegularsError as refusal:
        return None, refusal.sentence


async def _save(
    request: ConsoleRequest, connection: Connection, form: Form, company: Company
) -> Connection:
    """Raises a refusal, or notes in `form` what is wrong; nothing is saved then."""
    known = {store.id for store in await stores(request.db, request.merchant.id)}
    chosen = chosen_sites(form, company, request.merchant, known)
    settings = read_settings(form, company)
    if not form.is_good:
        return connection
    sites = await with_new_stores(request, form, company, chosen)
    connection = await save_mapping(
        request.db,
        request.merchant.id,
        connection.id,
        sites,
        settings,
        at=request.now,
        actor=request.actor,
    )
    await ask_for_goods(request.db, request.merchant.id, connection.id)
    return connection


ROUTES = [show_manage, save_changes]

"""Looks a connection over, as somebody would who is called because it does not work."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import httpx
import msgspec
from litestar import get

from regulars.faces.console.apps import checks
from regulars.faces.console.apps.checks import Finding, Verdict
from regulars.faces.console.apps.kounta import MANAGE, connection_of, urls_of
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.members.read import newest
from regulars.merchants.model import Connection, ConnectionStatus, Role
from regulars.merchants.stores import stores
from regulars.platform.inbox import last_heard
from regulars.pos.model import Company
from regulars.sales.exceptions import list_exceptions
from regulars.sales.model import ExceptionKind, ExceptionState

CHECK = f"{MANAGE}/check"
PATIENCE = 5.0
"""Seconds. A till gives up about then."""
MOST_WAITING = 200


@get(CHECK, may=Role.MANAGER)
async def show_check(request: ConsoleRequest) -> Page:
    """What is right and what is not. The page asks the till; htmx asks for the list alone."""
    connection = await connection_of(request)
    found = [one async for one in findings(request, connection)]
    worst_first = sorted(found, key=lambda one: list(Verdict)[::-1].index(one.verdict))
    template = "apps/findings.html" if request.is_htmx else "apps/check.html"
    page = request.part if request.is_htmx else request.page
    amiss = sum(one.verdict is not Verdict.GOOD for one in found)
    return page(template, here="settings", findings=worst_first, amiss=amiss)


async def findings(request: ConsoleRequest, connection: Connection) -> AsyncIterator[Finding]:
    """Everything that can be looked at, in the order in which one would."""
    link = request.deps.tills.link(request.merchant.id, connection.id)
    company, silence = None, "Regulars is not authorised at the till yet."
    if connection.status is ConnectionStatus.AUTHORISED:
        try:
            company = await link.company()
        except RegularsError as refusal:
            silence = refusal.sentence
    yield checks.token(company, silence)
    if company is not None:
        for one in await of_company(request, connection, company):
            yield one
        try:
            yield checks.reports(await link.reported(urls_of(request, connection).webhook))
        except RegularsError as refusal:
            yield Finding(Verdict.ODD, "Webhooks", refusal.sentence, "Check again in a minute.")
    yield await heard(request, connection)
    yield await waiting(request)
    yield await search(request, connection)


async def of_company(
    request: ConsoleRequest, connection: Connection, company: Company
) -> list[Finding]:
    """What the till's own lists show."""

    def each() -> Iterator[Finding]:
        yield checks.currency(company, request.merchant)
        yield from checks.sites(connection, company, venues)
        yield from checks.carrying(connection.settings, company)
        yield from checks.parties(connection.settings, company)

    venues = await stores(request.db, request.merchant.id)
    return list(each())


async def heard(request: ConsoleRequest, connection: Connection) -> Finding:
    last: datetime | None = await last_heard(request.db, request.merchant.id, connection.id)
    if last is None:
        return checks.heard("", None)
    return checks.heard(request.speech.when(last, now=request.now), (request.now - last).days)


async def waiting(request: ConsoleRequest) -> Finding:
    listed = await list_exceptions(
        request.db, request.merchant.id, state=ExceptionState.OPEN, limit=MOST_WAITING
    )
    return checks.waiting(sum(one.kind is ExceptionKind.TILL_ORDER for one in listed))


async def search(request: ConsoleRequest, connection: Connection) -> Finding:
    """Ask our own search address for a member, from outside, with what the till would send."""
    if not connection.sites:
        return checks.search("No store has a site, so no till may search yet.", answered=False)
    members = await newest(request.db, request.merchant.id, at=request.now, limit=1)
    keyword = members[0].code if members else "regulars"
    query = {
        "company_id": connection.company_id,
        "site_id": connection.sites[0].site_id,
        "order_id": "check",
        "keyword": keyword,
    }
    try:
        async with httpx.AsyncClient(
            transport=request.deps.outward, timeout=PATIENCE, trust_env=False
        ) as client:
            answer = await client.get(urls_of(request, connection).search, params=query)
        said = msgspec.json.decode(answer.content, type=Answer)
    except (httpx.HTTPError, OSError):
        return checks.search(f"{request.deps.base_url} did not answer from here.", answered=False)
    except msgspec.MsgspecError:
        return checks.search(f"Something else answers at {request.deps.base_url}.", answered=False)
    if said.error:
        return checks.search(said.error, answered=False)
    found = bool(said.members)
    if found or not members:
        whom = f"and finds {members[0].name}" if members else "and knows no member yet"
        return checks.search(
            f"The search address answers as the till expects, {whom}.", answered=True
        )
    return checks.search(
        f"The search address answers, but does not find {keyword}.", answered=False
    )


class Answer(msgspec.Struct):
    """As much of a search's answer as tells whether it worked."""

    members: dict[str, Any] = {}
    error: str = ""


ROUTES = [show_check]

"""Who may come in: the one check before every handler of the console.

Without further words a route needs a session, and one that changes something needs a manager. A
route says otherwise where it is declared: `@get("…", public=True)`, `@post("…", may=Role.STAFF)`.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from regulars.faces.console import cookies, csrf
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import RegularsError
from regulars.merchants.model import Role
from regulars.merchants.sign_in import session_of

RANK = {Role.STAFF: 0, Role.MANAGER: 1, Role.OWNER: 2}


class SignInNeeded(RegularsError):
    """There is no session, or none any more."""

    code = "sign_in_needed"


class NotAllowed(RegularsError):
    """The user's role does not allow this."""

    code = "not_allowed"


async def admit(connection: ASGIConnection[Any, Any, Any, Any], route: BaseRouteHandler) -> None:
    """Find the session, check role and form. Raises `SignInNeeded`, `NotAllowed`, `ForeignForm`."""
    if route.opt.get("asset"):
        return
    assert isinstance(connection, ConsoleRequest)
    await _find_session(connection)
    if not route.opt.get("public"):
        _check_role(connection, route)
    if connection.method not in csrf.SAFE:
        csrf.check(connection.csrf_token, await _sent_token(connection))


async def _find_session(request: ConsoleRequest) -> None:
    token = request.cookies.get(cookies.SESSION, "")
    if token:
        session = await session_of(request.db, token, at=request.now)
        request.scope["state"]["session"] = session


def _check_role(request: ConsoleRequest, route: BaseRouteHandler) -> None:
    if request.signed_in is None:
        raise SignInNeeded("Please sign in.")
    needed = route.opt.get("may", Role.STAFF if request.method in csrf.SAFE else Role.MANAGER)
    if RANK[request.me.role] < RANK[needed]:
        raise NotAllowed(f"This needs somebody who is {_article(needed)} {needed.value}.")


async def _sent_token(request: ConsoleRequest) -> str:
    return request.headers.get(csrf.HEADER) or (await request.read_form()).value(csrf.FIELD)


def _article(role: Role) -> str:
    return "an" if role is Role.OWNER else "a"

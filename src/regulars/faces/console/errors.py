"""How the console says no: every refusal and every accident becomes a page with a sentence."""

from typing import Any, cast
from urllib.parse import quote

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.types import ExceptionHandlersMap

from regulars.faces.console.csrf import SAFE, ForeignForm
from regulars.faces.console.guards import NotAllowed, SignInNeeded
from regulars.faces.console.requests import ConsoleRequest
from regulars.kernel.errors import Conflict, Invalid, NotFound, RegularsError, Unavailable
from regulars.platform import log

SIGN_IN = "/console/sign-in"

STATUS: dict[type[RegularsError], int] = {
    NotFound: 404,
    Invalid: 422,
    Conflict: 409,
    Unavailable: 503,
    NotAllowed: 403,
    ForeignForm: 403,
}

TITLES = {
    403: "Not allowed",
    404: "There is nothing here",
    405: "There is nothing here",
    409: "That does not go together",
    413: "That was too much",
    422: "That cannot be used",
    503: "No answer",
}


def status_of(refusal: RegularsError) -> int:
    """The status that a refusal is said with."""
    found = (status for kind, status in STATUS.items() if isinstance(refusal, kind))
    return next(found, 400)


def ask_to_sign_in(request: ConsoleRequest, _: SignInNeeded) -> Response[Any]:
    """To the sign-in page, and from there back to where the person wanted to go."""
    where = SIGN_IN
    if request.method in SAFE and not request.is_htmx:
        where += f"?next={quote(request.url.path)}"
    if not request.is_htmx:
        return request.go_to(where)
    # A part of a page cannot be a sign-in form, so the whole page has to leave.
    response = Response("", status_code=401)
    response.headers["HX-Redirect"] = where
    return response


def refuse(request: ConsoleRequest, refusal: RegularsError) -> Response[Any]:
    """A refusal that no handler said in a better place."""
    status = status_of(refusal)
    if isinstance(refusal, Unavailable):
        log.warning("unavailable", reason=refusal.sentence, error_code=refusal.code)
    return _page(request, status, refusal.sentence)


def refuse_http(request: ConsoleRequest, error: HTTPException) -> Response[Any]:
    """What the framework itself turns away: an unknown address, a method, a huge body."""
    status = 404 if error.status_code == 405 else error.status_code
    sentence = {
        404: "This page does not exist, or not any more.",
        413: "What was sent is too large.",
    }.get(status, "What was sent cannot be read.")
    return _page(request, status, sentence)


def apologise(request: ConsoleRequest, _: Exception) -> Response[Any]:
    """Something that nobody expected: in the log with its traceback, here with its name."""
    log.exception("unexpected error", request_id=request.id, path=request.url.path)
    sentence = f"Something went wrong here. If it happens again, tell your operator: {request.id}."
    return _page(request, 500, sentence)


# The framework hands over the application's own kind of request, which its types cannot say.
HANDLERS = cast(
    "ExceptionHandlersMap",
    {
        SignInNeeded: ask_to_sign_in,
        RegularsError: refuse,
        HTTPException: refuse_http,
        Exception: apologise,
    },
)


def _page(request: ConsoleRequest, status: int, sentence: str) -> Response[Any]:
    title = TITLES.get(status, "That did not work")
    if request.is_htmx:
        return request.part("refusal_part.html", status=status, sentence=sentence)
    return request.page("refusal.html", status=status, title=title, sentence=sentence, here="")

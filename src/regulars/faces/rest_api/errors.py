"""How this API says no: a problem of RFC 9457, with our code and, where there is one, the field."""

from typing import Any

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from regulars.bookings.errors import NoTable, TableTaken
from regulars.kernel.errors import Conflict, Invalid, NotFound, RegularsError, Unavailable
from regulars.platform import log

PROBLEM = "application/problem+json"


NO_BODY = "'data'"
"""All that the framework says where a body was to come."""


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """A refusal. `code` is stable and for programs, `detail` a sentence for people.

    `later` is when a party that found no table could begin.
    """

    title: str
    status: int
    code: str
    detail: str
    field: str | None = None
    later: str | None = None


class Unauthorised(RegularsError):
    """There is no token, or one that expired or was ended."""

    code = "unauthorised"


STATUSES: tuple[tuple[type[RegularsError], int, str], ...] = (
    (Unauthorised, 401, "Not let in"),
    (NotFound, 404, "Not found"),
    (Invalid, 422, "Cannot be used as it is"),
    (Conflict, 409, "Not possible now"),
    (Unavailable, 503, "Try again"),
)


def problem_of(refusal: RegularsError) -> Problem:
    status, title = next(
        ((status, title) for kind, status, title in STATUSES if isinstance(refusal, kind)),
        (409, "Not possible now"),
    )
    later = refusal.later if isinstance(refusal, TableTaken | NoTable) else None
    return Problem(
        title=title,
        status=status,
        code=refusal.code,
        detail=refusal.sentence,
        field=refusal.field if isinstance(refusal, Invalid) else None,
        later=later.isoformat() if later else None,
    )


def answer(problem: Problem, headers: dict[str, str] | None = None) -> Response[bytes]:
    return Response(
        msgspec.json.encode(problem),
        media_type=PROBLEM,
        status_code=problem.status,
        headers=headers,
    )


def refused(_: Request[Any, Any, Any], refusal: RegularsError) -> Response[bytes]:
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(refusal, Unauthorised) else None
    log.info("refused", error_code=refusal.code)
    return answer(problem_of(refusal), headers)


def unreadable(_: Request[Any, Any, Any], error: ValidationException) -> Response[bytes]:
    """A body or a parameter of another shape than the document says."""
    found = error.extra if isinstance(error.extra, list) else []
    first: dict[str, Any] = next((one for one in found if isinstance(one, dict)), {})
    field = str(first.get("key") or "") or None
    detail = str(first.get("message") or "The request cannot be read.")
    if NO_BODY in (error.detail, detail):
        field, detail = None, "The body is missing."
    return answer(Problem("Cannot be read", 400, "unreadable", detail, field))


def other(_: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses before us: an unknown address, a method, a body too large."""
    titles = {404: "Not found", 405: "Method not allowed", 413: "Too large"}
    title = titles.get(error.status_code, "Cannot be read")
    problem = Problem(title, error.status_code, "bad_request", error.detail or title)
    return answer(problem, dict(error.headers or {}))


def failed(_: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Something is wrong here, and not with what was asked."""
    log.exception("a call failed", error=type(error).__name__)
    detail = "Something went wrong here. It is in the log."
    return answer(Problem("Failed", 500, "failed", detail))


HANDLERS: ExceptionHandlersMap = {
    Exception: failed,
    RegularsError: refused,
    ValidationException: unreadable,
    HTTPException: other,
}

"""Mail: whom it went to, what it says, and whether it arrived at the mail server."""

from datetime import UTC, datetime
from typing import Any, assert_never
from urllib.parse import urlencode
from uuid import UUID

from litestar import MediaType, Response, get, post
from litestar.params import FromPath

from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import NotFound
from regulars.merchants.model import Role
from regulars.platform import mail
from regulars.platform.mail import MailState, Posted

MAILBOX = "/console/mailbox"
ONE = MAILBOX + "/{mail_id:uuid}"
ON_A_PAGE = 50

ALONE = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
"""A mail looks as it would anywhere else, and can do nothing but be followed to another page."""


@get(MAILBOX, may=Role.MANAGER)
async def show_mailbox(request: ConsoleRequest) -> Page:
    """The newest mail first."""
    found = await mail.newest(
        request.db, request.merchant.id, before=mark(request), limit=ON_A_PAGE + 1
    )
    shown = found[:ON_A_PAGE]
    return request.page(
        "mailbox/list.html",
        here="mailbox",
        rows=[(one, state(one), when(one, request)) for one in shown],
        next=after(shown[-1]) if len(found) > ON_A_PAGE else "",
    )


@get(ONE, may=Role.MANAGER)
async def show_mail(request: ConsoleRequest, mail_id: FromPath[UUID]) -> Page:
    one = await mail.read(request.db, request.merchant.id, mail_id)
    return request.page(
        "mailbox/mail.html",
        here="mailbox",
        mail=one,
        state=state(one),
        when=when(one, request),
        hidden=is_hidden(one),
    )


@get(f"{ONE}/looks", may=Role.MANAGER)
async def show_looks(request: ConsoleRequest, mail_id: FromPath[UUID]) -> Response[str]:
    """The mail as its reader sees it, for a frame. Its links open beside the console."""
    one = await mail.read(request.db, request.merchant.id, mail_id)
    if one.html is None or is_hidden(one):
        raise NotFound("This mail has only its text.")
    body = one.html.replace("<head>", '<head><base target="_blank">', 1)
    headers = {"Content-Security-Policy": ALONE, "Cache-Control": "no-store"}
    return Response(body, media_type=MediaType.HTML, headers=headers)


@post(f"{ONE}/again")
async def send_again(request: ConsoleRequest, mail_id: FromPath[UUID]) -> Response[Any]:
    """Have a mail sent after all that was refused or given up."""
    await mail.try_again(request.db, request.merchant.id, mail_id, at=request.now)
    return request.go_to(f"{MAILBOX}/{mail_id}", good="It is sent again.")


def is_hidden(one: Posted) -> bool:
    """Whether it is for its reader alone. Without a mail server, it is read here."""
    return one.confidential and one.state is not MailState.KEPT


def state(one: Posted) -> tuple[str, str]:
    """A word on what became of it, and the kind of its badge."""
    match one.state:
        case MailState.WAITING:
            return ("Tried again soon" if one.problem else "On its way"), "wait"
        case MailState.SENT:
            return "Sent", "good"
        case MailState.KEPT:
            return "Kept here", "neutral"
        case MailState.FAILED:
            return "Not sent", "bad"
        case other:
            assert_never(other)


def when(one: Posted, request: ConsoleRequest) -> str:
    return request.speech.when(one.created_at, now=request.now)


def after(last: Posted) -> str:
    """The page that goes on after `last`."""
    return f"{MAILBOX}?{urlencode({'before': f'{last.created_at.isoformat()}_{last.id}'})}"


def mark(request: ConsoleRequest) -> tuple[datetime, UUID] | None:
    """The end of the page before; the first page for anything that is none."""
    at, _, last = request.query_params.get("before", "").partition("_")
    try:
        return datetime.fromisoformat(at).astimezone(UTC), UUID(last)
    except (ValueError, OverflowError):
        return None


ROUTES = [show_mailbox, show_mail, show_looks, send_again]

"""Exceptions: what went wrong, why, and what somebody did about it.

What a till sent has codes in it that are as good as money, so staff do not see it.
"""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.exceptions.listed import EXCEPTIONS, listed
from regulars.faces.console.exceptions.words import advice, content, facts, line
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import ExceptionId
from regulars.merchants.model import Role
from regulars.sales.errors import ExceptionOver, NoSuchException
from regulars.sales.exceptions import put_aside, read_exception, resend
from regulars.sales.model import ExceptionKind

ONE = EXCEPTIONS + "/{exception_id:uuid}"


@get(EXCEPTIONS, may=Role.MANAGER)
async def show_exceptions(request: ConsoleRequest) -> Page:
    """Those to do, or those in another state. htmx asks for the list alone."""
    shown = await listed(request)
    if request.is_htmx:
        return request.part("exceptions/found.html", shown=shown)
    return request.page(
        "exceptions/list.html", here="exceptions", live="/console/live", shown=shown
    )


@get(ONE, may=Role.MANAGER)
async def show_exception(request: ConsoleRequest, exception_id: FromPath[UUID]) -> Page:
    one = await read_exception(request.db, request.merchant.id, ExceptionId(exception_id))
    return request.page(
        "exceptions/exception.html",
        here="exceptions",
        line=line(one, request),
        advice=advice(one),
        facts=await facts(request, one),
        content=content(one, request.speech),
    )


@post(f"{ONE}/resend")
async def send_again(request: ConsoleRequest, exception_id: FromPath[UUID]) -> Response[Any]:
    """Take the order once more. Refused again, the page says why."""
    one = ExceptionId(exception_id)
    try:
        await resend(request.db, request.merchant.id, one, at=request.now, actor=request.actor)
    except (NoSuchException, ExceptionOver):
        raise
    except RegularsError as refusal:
        return request.go_to(EXCEPTIONS, bad=f"It was refused again: {refusal.sentence}")
    failed = await read_exception(request.db, request.merchant.id, one)
    if failed.kind is ExceptionKind.TILL_ORDER:
        return request.go_to(EXCEPTIONS, info="The till is asked again. This may take a moment.")
    return request.go_to(EXCEPTIONS, good="The order was taken.")


@post(f"{ONE}/aside")
async def put_it_aside(request: ConsoleRequest, exception_id: FromPath[UUID]) -> Response[Any]:
    one = ExceptionId(exception_id)
    await put_aside(request.db, request.merchant.id, one, at=request.now, actor=request.actor)
    return request.go_to(EXCEPTIONS, good="Put aside. It stays on the list of what was.")


ROUTES = [show_exceptions, show_exception, send_again, put_it_aside]

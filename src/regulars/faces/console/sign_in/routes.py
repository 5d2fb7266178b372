"""Signing in and out."""

from typing import Any

from litestar import Response, get, post

from regulars.faces.console import cookies
from regulars.faces.console.cookies import drop_cookie, set_cookie
from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest
from regulars.merchants.create_merchant import is_set_up
from regulars.merchants.errors import SignInRefused
from regulars.merchants.model import Role
from regulars.merchants.sign_in import STAYS_SIGNED_IN, sign_in, sign_out

HOME = "/console"


@get("/console/sign-in", public=True)
async def show_sign_in(request: ConsoleRequest) -> Response[Any]:
    if request.signed_in:
        return request.go_to(HOME)
    if not await is_set_up(request.db):
        return request.go_to("/console/set-up")
    form = Form({"next": request.query_params.get("next", "")})
    return request.page("sign_in/sign_in.html", form=form)


@post("/console/sign-in", public=True)
async def open_session(request: ConsoleRequest) -> Response[Any]:
    form = await request.read_form()
    try:
        token, _ = await sign_in(
            request.db, form.value("email"), form.secret("password"), at=request.now
        )
    except SignInRefused as refusal:
        form.refuse(refusal)
        return request.page("sign_in/sign_in.html", status=422, form=form)
    return let_in(request, token, to=own_page(form.value("next")))


@post("/console/sign-out", may=Role.STAFF)
async def end_session(request: ConsoleRequest) -> Response[Any]:
    await sign_out(request.db, request.cookies.get(cookies.SESSION, ""))
    response = request.go_to("/console/sign-in", good="You are signed out.")
    drop_cookie(response, cookies.SESSION)
    return response


def let_in(request: ConsoleRequest, token: str, *, to: str) -> Response[Any]:
    """Give the browser its session and send it on."""
    response = request.go_to(to)
    age = int(STAYS_SIGNED_IN.total_seconds())
    set_cookie(response, cookies.SESSION, token, secure=request.deps.secure, max_age=age)
    drop_cookie(response, cookies.VISITOR)
    return response


def own_page(wanted: str) -> str:
    """Where somebody wanted to go, if that is a page of the console."""
    ours = wanted == HOME or wanted.startswith(HOME + "/")
    return wanted if ours and wanted.isprintable() and "\\" not in wanted else HOME


ROUTES = [show_sign_in, open_session, end_session]

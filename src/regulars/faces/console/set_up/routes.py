"""The very first page: a business, its first store and its owner. There once, then never again."""

from typing import Any

from litestar import Response, get, post

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.set_up.places import countries, guess, place
from regulars.faces.console.sign_in.routes import let_in
from regulars.kernel.errors import NotFound, RegularsError
from regulars.merchants.create_merchant import is_set_up, set_up
from regulars.merchants.errors import AlreadySetUp
from regulars.merchants.model import NewMerchant, NewOwner
from regulars.merchants.sign_in import sign_in


@get("/console/set-up", public=True)
async def show_set_up(request: ConsoleRequest) -> Page:
    await _only_once(request)
    country = guess(request.headers.get("Accept-Language", ""))
    return _page(request, Form({"country": country}))


@get("/console/set-up/place", public=True)
async def show_place(request: ConsoleRequest) -> Page:
    """What can be chosen in the country that was just picked."""
    await _only_once(request)
    form = Form({"country": request.query_params.get("country", "")})
    return request.part("set_up/place.html", form=form, place=place(form.value("country")))


@post("/console/set-up", public=True)
async def start_business(request: ConsoleRequest) -> Response[Any]:
    await _only_once(request)
    form = await request.read_form()
    merchant, owner, store_name = _read(form)
    if not form.is_good:
        return _page(request, form, status=422)
    try:
        await set_up(request.db, merchant, owner, store_name, at=request.now)
    except AlreadySetUp as refusal:
        return request.go_to("/console/sign-in", info=refusal.sentence)
    except RegularsError as refusal:
        form.refuse(refusal)
        return _page(request, form, status=422)
    token, _ = await sign_in(request.db, owner.email, owner.password, at=request.now)
    return let_in(request, token, to="/console")


def _read(form: Form) -> tuple[NewMerchant, NewOwner, str]:
    merchant = NewMerchant(
        name=form.text("name", required="What is your business called?"),
        country=form.text("country"),
        currency=form.text("currency"),
        locale=form.text("locale"),
        time_zone=form.text("time_zone"),
    )
    owner = NewOwner(
        email=form.text("email", required="You sign in with your e-mail address."),
        name=form.text("owner_name", required="What is your name?"),
        password=form.secret("password"),
    )
    store_name = form.text("store_name", required="What is your first store called?")
    return merchant, owner, store_name


async def _only_once(request: ConsoleRequest) -> None:
    if await is_set_up(request.db):
        raise NotFound("This page does not exist, or not any more.")


def _page(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    return request.page(
        "set_up/set_up.html",
        status=status,
        form=form,
        countries=countries(),
        place=place(form.value("country")),
    )


ROUTES = [show_set_up, show_place, start_business]

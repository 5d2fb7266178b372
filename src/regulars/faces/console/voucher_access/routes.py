"""Settings › Apps › Voucher API: the address, and the tills that may call it."""

from collections.abc import Sequence
from typing import Any

from litestar import Response, get, post

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_access.account import ROUTES as ACCOUNT
from regulars.faces.console.voucher_access.typed import VOUCHER_API, options, password_of, reach
from regulars.kernel.errors import RegularsError
from regulars.kernel.ids import StoreId
from regulars.merchants.api_accounts import accounts, create_account
from regulars.merchants.errors import UsernameTaken
from regulars.merchants.model import NewApiAccount, Role, Store
from regulars.merchants.stores import stores


@get(VOUCHER_API, may=Role.MANAGER)
async def show_voucher_api(request: ConsoleRequest) -> Page:
    venues = await stores(request.db, request.merchant.id)
    return request.page(
        "voucher_access/list.html",
        here="settings",
        address=f"{request.deps.base_url}/",
        stores=venues,
        accounts=[
            (account, where(account.stores, venues))
            for account in await accounts(request.db, request.merchant.id)
        ],
    )


@get(f"{VOUCHER_API}/new", may=Role.MANAGER)
async def show_new(request: ConsoleRequest) -> Page:
    return await show_form(request, Form())


@post(VOUCHER_API)
async def make_account(request: ConsoleRequest) -> Response[Any]:
    """Make an account and show its password, this once."""
    form = await request.read_form()
    venues = await stores(request.db, request.merchant.id)
    name = form.text("name", required="What the till is called, please.", most=80)
    username = form.text("username", required="A user name for the till, please.", most=60)
    password = password_of(form)
    if not form.is_good:
        return await show_form(request, form, status=422)
    new = NewApiAccount(username, name, password, reach(form, venues))
    try:
        account = await create_account(
            request.db, request.merchant.id, new, at=request.now, actor=request.actor
        )
    except UsernameTaken as taken:
        form.errors["username"] = taken.sentence
        return await show_form(request, form, status=422)
    except RegularsError as refusal:
        form.refuse(refusal)
        return await show_form(request, form, status=422)
    return request.page(
        "voucher_access/made.html",
        here="settings",
        till=account,
        password=password,
        address=f"{request.deps.base_url}/",
        stores=[venue for venue in venues if not account.stores or venue.id in account.stores],
    )


async def show_form(request: ConsoleRequest, form: Form, *, status: int = 200) -> Page:
    venues = await stores(request.db, request.merchant.id)
    return request.page(
        "voucher_access/new.html",
        status=status,
        here="settings",
        form=form,
        stores=options(form, venues),
    )


def where(reached: Sequence[StoreId], venues: Sequence[Store]) -> str:
    """Which stores an account reaches, in words."""
    return ", ".join(one.name for one in venues if one.id in reached) if reached else "Every store"


ROUTES = [show_voucher_api, show_new, make_account, *ACCOUNT]

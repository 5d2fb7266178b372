"""One till's account: what it reaches, its password, its tokens, whether it may call at all."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from regulars.faces.console.forms import Form
from regulars.faces.console.requests import ConsoleRequest, Page
from regulars.faces.console.voucher_access.typed import VOUCHER_API, options, password_of, reach
from regulars.kernel.errors import NotFound, RegularsError
from regulars.kernel.ids import ApiAccountId
from regulars.merchants.api_accounts import (
    change_account,
    disable_account,
    enable_account,
    read_account,
    set_password,
)
from regulars.merchants.api_tokens import end_token, fixed_tokens, make_token
from regulars.merchants.model import ApiAccount, Role
from regulars.merchants.stores import stores

ONE = VOUCHER_API + "/{account_id:uuid}"


@get(ONE, may=Role.MANAGER)
async def show_account(request: ConsoleRequest, account_id: FromPath[UUID]) -> Page:
    return await show(request, ApiAccountId(account_id))


@post(ONE)
async def save_account(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    """Another name, or other stores."""
    account = ApiAccountId(account_id)
    form = await request.read_form()
    name = form.text("name", required="What the till is called, please.", most=80)
    chosen = reach(form, await stores(request.db, request.merchant.id))
    try:
        if form.is_good:
            await change_account(
                request.db,
                request.merchant.id,
                account,
                name,
                chosen,
                at=request.now,
                actor=request.actor,
            )
    except NotFound:
        raise
    except RegularsError as refusal:
        form.refuse(refusal)
    if not form.is_good:
        return await show(request, account, form=form, status=422)
    return request.go_to(address(account), good="Changes saved.")


@post(f"{ONE}/password")
async def renew_password(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    """A new password, shown this once. Who is logged in with the old one is logged out."""
    account = ApiAccountId(account_id)
    form = await request.read_form()
    password = password_of(form)
    if not form.is_good:
        return await show(request, account, password_form=form, status=422)
    await set_password(
        request.db, request.merchant.id, account, password, at=request.now, actor=request.actor
    )
    return await show(request, account, new_password=password)


@post(f"{ONE}/tokens")
async def add_token(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    """A token that stays, shown this once."""
    account = ApiAccountId(account_id)
    form = await request.read_form()
    name = form.text("token_name", required="What the token is for, please.", most=80)
    if not form.is_good:
        return await show(request, account, token_form=form, status=422)
    text = await make_token(
        request.db, request.merchant.id, account, name, at=request.now, actor=request.actor
    )
    return await show(request, account, new_token=text)


@post(f"{ONE}/tokens/end")
async def stop_token(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    account = ApiAccountId(account_id)
    form = await request.read_form()
    await end_token(
        request.db,
        request.merchant.id,
        account,
        hash_of(form),
        at=request.now,
        actor=request.actor,
    )
    return request.go_to(address(account), good="The token has ended.")


@post(f"{ONE}/disable")
async def disable(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    account = ApiAccountId(account_id)
    await disable_account(
        request.db, request.merchant.id, account, at=request.now, actor=request.actor
    )
    return request.go_to(address(account), good="The account is disabled, and its tokens ended.")


@post(f"{ONE}/enable")
async def enable(request: ConsoleRequest, account_id: FromPath[UUID]) -> Response[Any]:
    account = ApiAccountId(account_id)
    await enable_account(
        request.db, request.merchant.id, account, at=request.now, actor=request.actor
    )
    return request.go_to(address(account), good="The account may log in again.")


async def show(
    request: ConsoleRequest,
    account_id: ApiAccountId,
    *,
    form: Form | None = None,
    password_form: Form | None = None,
    token_form: Form | None = None,
    new_password: str = "",
    new_token: str = "",
    status: int = 200,
) -> Page:
    """The whole page. A form that is handed in is shown again; what is new, this once."""
    account = await read_account(request.db, request.merchant.id, account_id)
    venues = await stores(request.db, request.merchant.id)
    form = form or as_typed(account)
    return request.page(
        "voucher_access/account.html",
        status=status,
        here="settings",
        till=account,
        form=form,
        stores=options(form, venues),
        password_form=password_form or Form(),
        token_form=token_form or Form(),
        new_password=new_password,
        new_token=new_token,
        tokens=await fixed_tokens(request.db, request.merchant.id, account_id),
    )


def as_typed(account: ApiAccount) -> Form:
    """The account as its form would have been filled in."""
    return Form({"name": account.name} | {f"store_{one}": "on" for one in account.stores})


def hash_of(form: Form) -> bytes:
    """Raises `NotFound` for what names no token."""
    try:
        return bytes.fromhex(form.value("token"))
    except ValueError as error:
        raise NotFound("There is no such token.") from error


def address(account: ApiAccountId) -> str:
    return f"{VOUCHER_API}/{account}"


ROUTES = [
    show_account,
    save_account,
    renew_password,
    add_token,
    stop_token,
    disable,
    enable,
]

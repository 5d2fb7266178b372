"""`regulars user`: who signs in to the console."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar
from uuid import UUID

import typer
from rich.table import Table

from regulars.faces.cli.deps import CommandDeps, Hub
from regulars.faces.cli.run import begin
from regulars.faces.cli.terminal import done, out
from regulars.kernel.errors import Invalid
from regulars.kernel.ids import MerchantId
from regulars.merchants import users
from regulars.merchants.create_merchant import every_merchant
from regulars.merchants.model import NewUser, Role
from regulars.platform.ground import database

T = TypeVar("T")

cli = typer.Typer(help="Who signs in to the console.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The e-mail address they sign in with.")]
Password = Annotated[
    str,
    typer.Option(
        prompt=True, confirmation_prompt=True, hide_input=True, help="Asked for if left out."
    ),
]


@cli.command("list")
def list_users(context: typer.Context) -> None:
    """Everybody who signs in, or did."""
    found = with_hub(context, lambda hub: users.every_user(hub.db))
    table = Table("E-mail address", "Name", "Role", "Since", "Disabled", "Merchant")
    for user in found:
        disabled = f"{user.disabled_at:%Y-%m-%d}" if user.disabled_at else ""
        since = f"{user.created_at:%Y-%m-%d}"
        table.add_row(user.email, user.name, user.role, since, disabled, str(user.merchant))
    out.print(table if found else "Nobody yet. The first visit of the console sets it up.")


@cli.command("add")
def add_user(
    context: typer.Context,
    email: Email,
    password: Password,
    name: Annotated[str, typer.Option(help="Their name.")] = "",
    role: Annotated[Role, typer.Option(help="What they may do.")] = Role.MANAGER,
    merchant: Annotated[
        UUID | None, typer.Option(help="For whom they work, where there is more than one.")
    ] = None,
) -> None:
    """Let somebody sign in."""

    async def add(hub: Hub) -> None:
        owner = MerchantId(merchant) if merchant else await the_one(hub)
        new = NewUser(email=email, name=name or email, password=password, role=role)
        await users.create_user(hub.db, owner, new, at=hub.clock(), actor="operator")

    with_hub(context, add)
    done(f"{email} can sign in.")


@cli.command("set-password")
def set_password(context: typer.Context, email: Email, password: Password) -> None:
    """Give somebody a new password and end their sessions."""
    with_hub(
        context,
        lambda hub: users.set_password(hub.db, email, password, at=hub.clock(), actor="operator"),
    )
    done(f"{email} has a new password.")


@cli.command("disable")
def disable(context: typer.Context, email: Email) -> None:
    """Cut somebody off, at once."""
    with_hub(
        context, lambda hub: users.disable_user(hub.db, email, at=hub.clock(), actor="operator")
    )
    done(f"{email} cannot sign in any more.")


async def the_one(hub: Hub) -> MerchantId:
    """The merchant, where there is one. Raises `Invalid`."""
    found = await every_merchant(hub.db)
    if len(found) == 1:
        return found[0]
    if not found:
        raise Invalid("There is no merchant yet. Visit the console to set one up.")
    raise Invalid("There are several merchants. Say which one with --merchant.")


def with_hub(context: typer.Context, work: Callable[[Hub], Awaitable[T]]) -> T:
    """Do something that a hub is needed for, and close it again."""
    deps: CommandDeps = context.obj
    settings = deps.settings()
    begin(settings)
    with database(settings, out.print) as settled:

        async def opened() -> T:
            async with deps.open_hub(settled) as hub:
                return await work(hub)

        return asyncio.run(opened())

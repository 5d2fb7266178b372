"""The commands that run the hub's parts."""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from regulars.faces.cli.deps import CommandDeps, TillOptions
from regulars.faces.cli.terminal import done, out
from regulars.platform import log
from regulars.platform import migrate as schema
from regulars.platform.ground import database, ground
from regulars.platform.ports import claim
from regulars.platform.settings import Settings

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="The port to listen on.")]
Host = Annotated[str | None, typer.Option(help="The address to listen on.")]


def serve(
    context: typer.Context,
    port: Port = None,
    host: Host = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="How many processes answer.")] = 1,
    reload: Annotated[
        bool, typer.Option("--reload", help="Begin anew when a source file changes.")
    ] = False,
) -> None:
    """Answer browsers and tills, until Ctrl-C."""
    deps: CommandDeps = context.obj
    settings = deps.settings()
    settings = replace(settings, port=port or settings.port, host=host or settings.host)
    begin(settings)
    claim(settings.host, settings.port)
    with ground(settings, log.info) as settled:
        log.info("the hub answers", address=settled.address, processes=workers)
        deps.serve(settled, processes=workers, reload=reload)
    log.info("the hub has stopped")


def work(context: typer.Context) -> None:
    """Do what happens after an answer and by the clock, until Ctrl-C. Several may run."""
    deps: CommandDeps = context.obj
    settings = deps.settings()
    begin(settings)
    with ground(settings, log.info) as settled:
        deps.work(settled)
    log.info("the worker has stopped")


def migrate(
    context: typer.Context,
    plan: Annotated[bool, typer.Option("--plan", help="Only say what would be applied.")] = False,
) -> None:
    """Bring the database to this program's schema."""
    deps: CommandDeps = context.obj
    settings = deps.settings()
    begin(settings)
    with database(settings, out.print) as settled:
        url = settled.database_url
        names = asyncio.run(schema.plan(url) if plan else schema.migrate(url))
    for name in names:
        out.print(f"{'would apply' if plan else 'applied'} {name}")
    done("There is something to apply." if plan and names else "The schema is up to date.")


def till(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8100,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    state: Annotated[
        Path | None, typer.Option(help="Keep everything in this file; without it, in memory.")
    ] = None,
    client_id: Annotated[
        str, typer.Option(envvar="REGULARS_KOUNTA_CLIENT_ID", help="The add-on's client ID.")
    ] = "regulars-demo",
    client_secret: Annotated[
        str, typer.Option(envvar="REGULARS_KOUNTA_CLIENT_SECRET", help="The add-on's secret.")
    ] = "regulars-demo-secret",  # noqa: S107  of a simulator, which guards nothing
    signature_token: Annotated[
        str,
        typer.Option(
            envvar="REGULARS_KOUNTA_SIGNATURE_TOKEN", help="What its webhooks are signed with."
        ),
    ] = "",
    payments_key: Annotated[
        str, typer.Option(envvar="REGULARS_PAYMENTS_KEY", help="What opens the account at Testpay.")
    ] = "testpay-key",
    payments_secret: Annotated[
        str,
        typer.Option(
            envvar="REGULARS_PAYMENTS_SECRET", help="What Testpay signs its notices with."
        ),
    ] = "testpay-secret",  # noqa: S107  of a provider that takes nobody's money
    redirect_uri: Annotated[
        list[str] | None, typer.Option(help="Where the consent page may lead back to. Repeatable.")
    ] = None,
) -> None:
    """Run a Kounta till to try things with: its screen, its API, its consent page; and Testpay."""
    deps: CommandDeps = context.obj
    log.configure()
    claim(host, port)
    log.info("the till answers", address=f"http://{host}:{port}")
    deps.run_till(
        TillOptions(
            host=host,
            port=port,
            state_path=state,
            client_id=client_id,
            client_secret=client_secret,
            signature_token=signature_token,
            redirect_uris=tuple(redirect_uri or ()),
            payments_key=payments_key,
            payments_secret=payments_secret,
        )
    )


def begin(settings: Settings) -> None:
    log.configure(level=settings.log_level, as_json=settings.logs_json)

"""`regulars demo`: a hub, its worker and a till in one command, with guests and a history."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from regulars.faces.cli.demo import folder as folders
from regulars.faces.cli.demo.folder import Kept, NotOurs
from regulars.faces.cli.demo.running import Demo
from regulars.faces.cli.deps import CommandDeps
from regulars.faces.cli.terminal import done, out
from regulars.kernel.errors import Conflict
from regulars.platform import log, ports
from regulars.platform.settings import Settings

HOST = "127.0.0.1"
HUB_PORT, TILL_PORT = 8000, 8100
SEED = 1

Port = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The hub's port; 0 is any that is free.")
]
TillPort = Annotated[
    int | None, typer.Option(min=0, max=65535, help="The till's port; 0 is any that is free.")
]


class OtherSeed(Conflict):
    """The folder has a demo that was made with another seed."""

    code = "demo_other_seed"


def demo(
    context: typer.Context,
    port: Port = None,
    till_port: TillPort = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the demo keeps its data.")] = None,
    reset: Annotated[bool, typer.Option("--reset", help="Remove the demo's data first.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin with nothing set up.")] = False,
    seed: Annotated[
        int | None, typer.Option(help="Other people and visits; 1 is the usual.")
    ] = None,
) -> None:
    """Run a hub, its worker and a till with demo data, until Ctrl-C. The data stays."""
    deps: CommandDeps = context.obj
    settings = deps.settings()
    log.configure(level="error", as_json=False)
    root = (data_dir or settings.data_dir).absolute()
    folder = root / folders.FRESH if fresh else root
    with folders.alone(root), until_told():
        if reset and not settings.embedded:
            raise NotOurs(
                "--reset empties the demo's own database, not the one of DATABASE_URL. "
                "Give the demo an empty database instead."
            )
        if reset:
            folders.remove(folder)
        kept = prepared(folder, seed, fresh=fresh)
        kept.port = chosen("hub", port, kept.port, HUB_PORT, apart_from=till_port)
        kept.till_port = chosen("till", till_port, kept.till_port, TILL_PORT, apart_from=kept.port)
        folder.mkdir(parents=True, exist_ok=True)
        folders.write_kept(folder, kept)
        Demo(deps, own_settings(settings, folder, kept), kept, root, folder).run()


def prepared(folder: Path, seed: int | None, *, fresh: bool) -> Kept:
    """What the last start kept, or a new beginning: also where that start was broken off."""
    kept = folders.read_kept(folder)
    if kept is None:
        return folders.new_demo(SEED if seed is None else seed, fresh=fresh)
    if seed not in (None, kept.seed) and not fresh:
        raise OtherSeed(
            f"The demo in {folder} was made with --seed {kept.seed}. "
            "Add --reset to make another one, or choose another folder with --data-dir."
        )
    if not kept.seeded and not fresh:
        folders.remove(folder)
        return folders.new_demo(kept.seed, fresh=fresh)
    return kept


def chosen(what: str, asked: int | None, before: int, usual: int, *, apart_from: int | None) -> int:
    """A port to listen on: the one asked for, the last one, the usual one, or any. Says if any."""
    if asked:
        ports.claim(HOST, asked)
        return asked
    if asked is None:
        for wish in (before, usual):
            if wish and wish != apart_from and ports.is_free(HOST, wish):
                return wish
        out.print(f"Port {usual} is taken, so the {what} gets another one.")
    return ports.a_free_port(HOST)


def own_settings(settings: Settings, folder: Path, kept: Kept) -> Settings:
    """The demo's: on this machine alone, with the till's add-on as the installation's, and an
    account at the payment provider that runs beside the till.
    """
    till = f"http://{HOST}:{kept.till_port}"
    return replace(
        settings,
        data_dir=folder,
        host=HOST,
        port=kept.port,
        base_url=f"http://{HOST}:{kept.port}",
        migrate_at_start="yes",
        kounta_client_id=kept.client_id,
        kounta_client_secret=kept.client_secret,
        kounta_signature_token=kept.signature_token,
        kounta_api_url=till,
        kounta_consent_url=till,
        payments_url=f"{till}/payments",
        payments_key=kept.payments_key,
        payments_secret=kept.payments_secret,
    )


@contextmanager
def until_told() -> Iterator[None]:
    """Run until Ctrl-C, or one of its kin; while all is being stopped, further ones do nothing."""

    def told(*_: Any) -> None:
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(number, told) for number in numbers]
    try:
        yield
    except KeyboardInterrupt:
        done("Everything has stopped. The data stays.")
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)

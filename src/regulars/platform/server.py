"""The web server: MPServer, with one or several processes that answer on one port."""

import multiprocessing
import os
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer

from regulars.platform.asgi import App
from regulars.platform.process import end_with

STOP_WITHIN = 10
"""Seconds that what is under way may take at a stop. An open live page ends then at the latest."""
LOOK_EVERY = 0.5
SOURCES = Path(__file__).parents[1]


def serve(
    make: Callable[[], App], *, host: str, port: int, processes: int = 1, reload: bool = False
) -> None:
    """Serve what `make` makes, in each process anew, until SIGINT or SIGTERM; then finish and stop.

    `make` has to be a function that can be sent to a process. A process that dies is replaced.
    """
    # A forked process would inherit threads' locks, and connections that are not its own.
    multiprocessing.set_start_method("spawn", force=True)
    server = MPServer(
        "regulars",
        host,
        port,
        interface=Interfaces.ASGI,
        loop=Loops.uvloop,
        workers=processes,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=1,
        workers_kill_timeout=STOP_WITHIN,
        log_level=LogLevels.error,
    )
    if reload:
        threading.Thread(target=_reload, args=(server,), daemon=True).start()
    server.serve(target_loader=partial(_made, make, os.getpid()), wrap_loader=False)


def _made(make: Callable[[], App], parent: int) -> App:
    """What runs first in a process of the server."""
    end_with(parent)
    return make()


def _reload(server: MPServer) -> None:
    """Start the processes anew, one after the other, whenever a file of the package changes."""
    before = _changes()
    while True:
        time.sleep(LOOK_EVERY)
        now = _changes()
        if now != before:
            server.signal_handler_reload()  # type: ignore[no-untyped-call]
        before = now


def _changes() -> dict[Path, float]:
    return {path: path.stat().st_mtime for path in _sources() if path.exists()}


def _sources() -> Iterator[Path]:
    for kind in ("*.py", "*.html", "*.sql", "assets.json"):
        yield from SOURCES.rglob(kind)

"""The web server: MPServer, with one or several processes that answer on one port."""

import multiprocessing
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import Any

from granian.constants import Interfaces, Loops
from granian.log import LogLevels
from granian.server.mp import MPServer

from regulars.platform.asgi import App
from regulars.platform.process import end_with

STOP_WITHIN = 10
"""Seconds that what is under way may take at a stop."""
LOOK_EVERY = 0.5
SOURCES = Path(__file__).parents[1]


Stopping = Callable[[], bool]
"""Whether the process has been told to stop: what would stay open for ever ends then by itself."""


class Server(MPServer):
    """MPServer that counts how often its processes were told to stop, where they can see it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stops = multiprocessing.Value("i", 0)

    def signal_handler_interrupt(self, *args: Any, **kwargs: Any) -> None:
        self.stops.value += 1
        super().signal_handler_interrupt(*args, **kwargs)  # type: ignore[no-untyped-call]

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        self.stops.value += 1
        super().signal_handler_reload(*args, **kwargs)  # type: ignore[no-untyped-call]


def serve(
    make: Callable[[Stopping], App],
    *,
    host: str,
    port: int,
    processes: int = 1,
    reload: bool = False,
) -> None:
    """Serve what `make` makes, in each process anew, until SIGINT or SIGTERM; then finish and stop.

    `make` has to be a function that can be sent to a process. A process that dies is replaced.
    """
    multiprocessing.set_start_method(way_to_start(processes, reload=reload), force=True)
    server = Server(
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
    server.serve(target_loader=partial(_made, make, os.getpid(), server.stops), wrap_loader=False)


def way_to_start(processes: int, *, reload: bool) -> str:
    """A fork answers at once; shared figures and changed sources need processes that begin anew."""
    alone = processes == 1 and not reload
    return "fork" if alone and sys.platform == "linux" else "spawn"


def _made(make: Callable[[Stopping], App], parent: int, stops: "Synchronized[int]") -> App:
    """What runs first in a process of the server."""
    end_with(parent)
    so_far = stops.value
    return make(lambda: stops.value != so_far)


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

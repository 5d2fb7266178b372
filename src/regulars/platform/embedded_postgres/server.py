"""Start the server, keep it up, stop it.

    start ── the folder's lock is free ── clear leftovers, make the data, spawn, wait for an answer
          └─ another process holds it ─── wait for its server to answer, and use that

A thread of ours, the keeper, does all of this and goes on doing it: it spawns the server again
when it ends unasked, and where another process supervises, it takes over when that one goes. It is
one thread with a long life because Linux ends a child together with the *thread* that made it.
"""

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

from regulars.platform.embedded_postgres.binaries import Binaries, find_binaries
from regulars.platform.embedded_postgres.cluster import ensure_cluster
from regulars.platform.embedded_postgres.conversation import answers
from regulars.platform.embedded_postgres.errors import EmbeddedPostgresError
from regulars.platform.embedded_postgres.home import FolderLock, Home, find_home
from regulars.platform.embedded_postgres.last_words import explain, is_held
from regulars.platform.embedded_postgres.leftovers import clear_leftovers
from regulars.platform.embedded_postgres.postmaster import Postmaster

log = logging.getLogger(__name__)

LOOK_AGAIN = 0.05
TAKE_OVER = 0.5
SAY_SO = 3.0
HELD = 10.0
LONGEST_PAUSE = 30.0
STOP_LIMIT = 60.0
"""Seconds. `HELD` is how long a killed server's children may take to let go of the data."""


class EmbeddedPostgres:
    """A PostgreSQL of our own. Make one with `start`; leave it with `stop` or as a context."""

    def __init__(
        self,
        home: Home,
        settings: Mapping[str, str],
        binaries: Path | None,
        say: Callable[[str], None],
    ) -> None:
        self._home = home
        self._settings = dict(settings)
        self._asked = binaries
        self._say = say
        self._process_id = os.getpid()
        self._lock: FolderLock | None = None
        self._postmaster: Postmaster | None = None
        self._trouble: EmbeddedPostgresError | None = None
        self._up: Future[None] = Future()
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        self._keeper = threading.Thread(target=self._keep, name="embedded-postgres", daemon=True)

    @classmethod
    def start(
        cls,
        data_dir: Path,
        *,
        settings: Mapping[str, str] | None = None,
        binaries: Path | None = None,
        on_progress: Callable[[str], None] | None = None,
    ) -> Self:
        """Start the server of `data_dir`, or use the one that another process runs there.

        Returns when it answers. After a crash that takes as long as the replay of its log;
        `on_progress` is told a sentence now and then, from another thread, and only until this
        returns. `settings` are PostgreSQL's own and win over ours; they count only where the
        server is started here. Raises EmbeddedPostgresError.
        """
        server = cls(find_home(data_dir), settings or {}, binaries, on_progress or log.info)
        server._keeper.start()
        try:
            server._up.result()
        except BaseException:
            server.stop()
            raise
        server._say = log.info
        return server

    @property
    def url(self) -> str:
        """Where to connect as the hub: the role and the database `regulars`."""
        return self.url_of("regulars", role="regulars")

    @property
    def owner_url(self) -> str:
        """Where to connect as the server's superuser, for instance to make a database."""
        return self.url_of("postgres", role="postgres")

    def url_of(self, database: str, *, role: str = "regulars") -> str:
        host = quote(str(self._home.sockets), safe="/")
        return f"postgresql://{quote(role)}@/{quote(database)}?host={host}"

    @property
    def owned(self) -> bool:
        """Whether this process supervises the server, rather than another one."""
        return self._lock is not None

    @property
    def pid(self) -> int | None:
        """The server's process, while this process supervises it."""
        return self._postmaster.pid if self._postmaster else None

    @property
    def folder(self) -> Path:
        """Where data and log really lie; below /var/lib/regulars for some of root's."""
        return self._home.folder

    def poll(self) -> EmbeddedPostgresError | None:
        """Why the server could not be started again, None while all is well. Never waits."""
        return self._trouble

    def stop(self) -> None:
        """Stop the server in an orderly way if this process supervises it. Safe to repeat."""
        if os.getpid() != self._process_id:
            return  # a forked child: the server is its parent's
        with self._turn:
            self._stopping.set()
            if self._postmaster:
                self._postmaster.ask_to_stop()
        self._keeper.join(STOP_LIMIT)
        if self._keeper.is_alive() and self._postmaster:
            self._postmaster.ask_to_stop(at_once=True)
            self._keeper.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _keep(self) -> None:
        """What the keeper does all its life."""
        pauses = growing()
        try:
            while not self._stopping.is_set():
                try:
                    if self._has_lock():
                        self._run_once()
                        pauses = growing()
                except EmbeddedPostgresError as trouble:
                    if not self._up.done():
                        raise
                    self._trouble = trouble
                    log.error("%s", trouble)  # noqa: TRY400  the sentence says it all
                self._stopping.wait(next(pauses))
        except BaseException as error:  # noqa: BLE001  whoever waits in `start` raises it
            self._up.set_exception(error)
        finally:
            if self._lock:
                self._lock.release()
                self._lock = None

    def _has_lock(self) -> bool:
        """Use another process's server until that process goes. False when we go first."""
        patience = time.monotonic() + SAY_SO
        while not self._lock and not self._stopping.is_set():
            self._lock = self._home.try_lock()
            if self._lock:
                break
            if not self._up.done() and answers(self._home.sockets):
                self._up.set_result(None)
            if not self._up.done() and time.monotonic() > patience:
                self._say("Another process is starting PostgreSQL in this folder …")
                patience = time.monotonic() + SAY_SO
            self._stopping.wait(TAKE_OVER if self._up.done() else LOOK_AGAIN)
        return self._lock is not None

    def _run_once(self) -> None:
        """Bring the server up and stay until it ends. Raises what keeps it from coming up."""
        postmaster = self._bring_up()
        if postmaster is None:
            return
        self._trouble = None
        if not self._up.done():
            self._up.set_result(None)
        status = postmaster.wait()
        if not self._stopping.is_set():
            log.warning("PostgreSQL ended unasked (status %s) and is started again", status)

    def _bring_up(self) -> Postmaster | None:
        """A server that answers; None when we are to stop before there is one."""
        leftovers = clear_leftovers(self._home, self._say)
        binaries = find_binaries(self._home, self._asked)
        if not self._home.data.exists():
            self._say(f"Making a new PostgreSQL database in {self._home.folder} …")
        ensure_cluster(self._home, binaries)
        self._home.make_sockets()
        deadline = time.monotonic() + HELD
        while postmaster := self._spawn(binaries, leftovers):
            if postmaster.wait_until_ready(self._say):
                return postmaster
            said = postmaster.last_words()
            if not is_held(said) or time.monotonic() > deadline:
                raise explain(self._home, said)
            self._stopping.wait(LOOK_AGAIN)
        return None

    def _spawn(self, binaries: Binaries, leftovers: Mapping[str, str]) -> Postmaster | None:
        with self._turn:
            if self._stopping.is_set():
                return None
            self._postmaster = Postmaster.spawn(self._home, binaries, self._settings, leftovers)
            return self._postmaster


def growing() -> Iterator[float]:
    """Pauses between attempts, in seconds."""
    pause = 0.1
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE)

"""One life of the server process: from its spawn to its end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Self

from regulars.platform.embedded_postgres.binaries import Binaries
from regulars.platform.embedded_postgres.cluster import environment
from regulars.platform.embedded_postgres.conversation import answers
from regulars.platform.embedded_postgres.errors import told_plainly
from regulars.platform.embedded_postgres.home import Home, inherit_owner

LONGEST_LOG = 10 << 20
LOOK_AGAIN = 0.01
SAY_SO = 3.0

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "max_wal_size": "256MB",  # bounds the replay after a crash to seconds
    "jit": "off",
    "random_page_cost": "1.1",
    "idle_in_transaction_session_timeout": "60s",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "lc_messages": "C",
    # A statement or a failing row may hold what a guest told us. The hub logs its own errors.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}


class Postmaster:
    """The server's process. `pid` is also the one in its pid file."""

    def __init__(self, home: Home, process: subprocess.Popen[bytes], heard: int) -> None:
        self._home = home
        self._process = process
        self._heard = heard
        self._began = int(time.time())
        self.pid = process.pid

    @classmethod
    def spawn(
        cls,
        home: Home,
        binaries: Binaries,
        settings: Mapping[str, str],
        surroundings: Mapping[str, str],
    ) -> Self:
        """Begin a server as a child of the calling thread, in a session of its own.

        Its own session keeps Ctrl-C from it: the hub stops first, then the database.
        """
        chosen = {"unix_socket_directories": str(home.sockets), **SETTINGS, **settings}
        options = [f"-c{name}={value}" for name, value in chosen.items()]
        program = binaries.program("postgres")
        with told_plainly(home.folder), open_log(home.log) as log:
            process = subprocess.Popen(
                home.account.command(program, "-D", home.data, *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment(), **surroundings},
                start_new_session=True,
                cwd="/",
            )
            return cls(home, process, heard=os.fstat(log.fileno()).st_size)

    def wait_until_ready(self, say: Callable[[str], None]) -> bool:
        """Wait until it answers, however long that takes. False when it ends instead."""
        said = time.monotonic()
        while self._process.poll() is None:
            if self._is_ready():
                return True
            if time.monotonic() - said > SAY_SO:
                say("PostgreSQL is going through its log after an unclean stop …")
                said = time.monotonic()
            time.sleep(LOOK_AGAIN)
        return False

    def wait(self) -> int:
        """Wait for its end; the exit status, negative for a signal."""
        return self._process.wait()

    def ask_to_stop(self, *, at_once: bool = False) -> None:
        """Ask it to end its sessions and stop; `at_once` leaves a log to replay at next start."""
        self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)

    def last_words(self) -> str:
        """What it wrote to the log in this life."""
        with self._home.log.open("rb") as log:
            log.seek(self._heard)
            return log.read().decode(errors="replace")

    def _is_ready(self) -> bool:
        """Whether the pid file is this process's own and says so, and a login succeeds.

        The start time counts as well: in a container a left-over file often has the same number.
        """
        try:
            lines = (self._home.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False
        own = len(lines) >= 8 and lines[0] == str(self.pid) and int(lines[2]) >= self._began - 1
        return own and lines[7].strip() == "ready" and answers(self._home.sockets)


def open_log(path: Path) -> BinaryIO:
    """The log to append to. A long one is put aside first, in place of the one before."""
    if path.exists() and path.stat().st_size > LONGEST_LOG:
        path.rename(path.with_suffix(".log.1"))
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    inherit_owner(path)
    return os.fdopen(log, "ab")

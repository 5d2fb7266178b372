"""What a server that did not stop in an orderly way left behind."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from regulars.platform.embedded_postgres.errors import FolderInUse, told_plainly
from regulars.platform.embedded_postgres.home import SOCKET, Home

PATIENCE = 60.0
"""Seconds that a server without a supervisor gets to finish its last checkpoint."""


def clear_leftovers(home: Home, say: Callable[[str], None]) -> dict[str, str]:
    """Make way for a new server in `home`; the answer belongs into its environment.

    Only the holder of the home's lock may call this. A server of this folder that lost its
    supervisor is asked to stop. A process that merely has its number is left alone, and
    PostgreSQL is told to overlook it: it then still checks that nobody uses the data, which
    it would not do if its file were removed.
    """
    if not home.data.exists():
        return {}
    with told_plainly(home.folder):
        pid = noted_pid(home.data)
        if pid is not None and is_server_of(home.data, pid):
            say("Waiting for the last PostgreSQL of this folder to stop …")
            stop_orphan(home, pid)
        for name in (SOCKET, f"{SOCKET}.lock"):
            (home.sockets / name).unlink(missing_ok=True)
        if pid is None:
            (home.data / "postmaster.pid").unlink(missing_ok=True)
    return {"PG_GRANDPARENT_PID": str(pid)} if pid else {}


def noted_pid(data: Path) -> int | None:
    """The process that the pid file names. None for no file, or one cut short by a crash."""
    try:
        first = (data / "postmaster.pid").read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.strip().isdigit() else None


def is_server_of(data: Path, pid: int) -> bool:
    """Whether process `pid` is a PostgreSQL that serves `data`."""
    words = command_of(pid)
    named = bool(words) and Path(words[0]).name == "postgres"
    return named and f" -D {data} " in " ".join([*words, ""])


def command_of(pid: int) -> list[str]:
    """The command line of a process; empty when it is gone, or dead and not yet reaped."""
    if Path("/proc/self").exists():
        try:
            line = Path(f"/proc/{pid}/cmdline").read_bytes()
        except OSError:
            return []
        return os.fsdecode(line).split("\0")
    listed = ["/bin/ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listed, capture_output=True, text=True, check=False).stdout.split()


def stop_orphan(home: Home, pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    while is_server_of(home.data, pid):
        if time.monotonic() > deadline:
            raise FolderInUse(
                f"A PostgreSQL without a supervisor (process {pid}) still uses {home.data} and "
                f"does not stop. Look at {home.log}, end that process, and start again."
            )
        time.sleep(0.02)

"""Become another program as an ordinary user, bound to the life of the parent.

Run by path as `python -I -S run_as.py PARENT_PID UID GID PROGRAM ARGUMENT…`; a UID of -1 changes
nothing. It exists because code between fork and exec is unsafe in a process with threads, and
because Linux forgets the wish to die with the parent when the user changes.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
REFUSED = 77


def main() -> None:
    parent, uid, gid = (int(argument) for argument in sys.argv[1:4])
    if uid >= 0:
        drop_to(uid, gid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)
    if os.getppid() != parent:
        sys.exit(REFUSED)
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606  a shell is what we avoid


def drop_to(uid: int, gid: int) -> None:
    try:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    except OSError as error:
        sys.stderr.write(f"cannot become user {uid}: {error.strerror}\n")
        sys.exit(REFUSED)


if __name__ == "__main__":
    main()

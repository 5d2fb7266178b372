"""Processes that belong together: a child ends with its parent, however that ends."""

import ctypes
import os
import signal
import sys
import threading
import time

PARENT = "_REGULARS_PARENT"
PR_SET_PDEATHSIG = 1
LOOK_EVERY = 1.0


def end_with(parent: int) -> None:
    """Have this process killed when `parent`, which started it, is gone. At once if it is already.

    A kill is safe: nothing that was answered depends on what a process still has in mind.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGKILL)

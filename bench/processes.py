"""CPU time of a process and all that it started, as the kernel counts it. Linux only."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM, USER_OF_ENDED, SYSTEM_OF_ENDED = 1, 11, 12, 13, 14
"""Places in /proc/<pid>/stat behind the name, which may have blanks itself."""


def cpu_seconds(root: int) -> float:
    """Of `root`, its living descendants, and those that ended and were waited for."""
    stats = {pid: stat for pid in pids() if (stat := fields(pid))}
    ticks = 0
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        if pid in stats:
            ticks += sum(stats[pid][USER : SYSTEM_OF_ENDED + 1])
        waiting += [child for child, stat in stats.items() if stat[PARENT] == pid]
    return ticks / TICKS


def pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def fields(pid: int) -> list[int]:
    """The numbers of a process's stat, empty when it is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    state, *numbers = text.rpartition(")")[2].split()
    return [ord(state), *(int(number) for number in numbers[:20])]

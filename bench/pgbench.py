"""Runs pgbench and reads its log: every transaction with its time, the first second left out."""

import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from bench.client import Round
from bench.statements import Script

WARM = 1.0
"""Seconds in which every client prepares its statements."""


def run(
    program: Path,
    url: str,
    scripts: Sequence[Script],
    *,
    members: int,
    clients: int,
    seconds: float,
) -> Round:
    """Have `clients` run `scripts`, each time any of them, for `seconds` after the warming up."""
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        done = subprocess.run(
            [
                str(program),
                *options(Path(folder), scripts, members, clients, seconds),
                *target(url),
            ],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "LC_ALL": "C"},
        )
        if done.returncode or "failed" in done.stderr:
            raise RuntimeError(done.stderr[-3000:])
        return read(sorted(Path(folder).glob("log.*")))


def options(
    folder: Path, scripts: Sequence[Script], members: int, clients: int, seconds: float
) -> list[str]:
    found = ["--protocol=prepared", "--no-vacuum", f"--client={clients}", "--jobs=1"]
    found += [f"--time={round(seconds + WARM)}", "--log", f"--log-prefix={folder}/log"]
    found.append(f"--define=t={time.time_ns() // 1_000_000}")
    for number, script in enumerate(scripts):
        path = folder / f"{number}.sql"
        path.write_text(head(members) + script.text)
        found.append(f"--file={path}@{script.weight}")
        found += [f"--define={name}={value}" for name, value in script.constants.items()]
    return found


def head(members: int) -> str:
    """A member by chance, and the next number for what has to be new."""
    return (
        f"\\set n random(1, {members})\n"
        "\\set t :t + 1\n"
        "\\set order :t * 100 + :client_id\n"
    )  # fmt: skip


def target(url: str) -> list[str]:
    parts = urlsplit(url)
    socket = parse_qs(parts.query)["host"][0]
    return [
        f"--host={socket}",
        f"--username={unquote(parts.username or '')}",
        parts.path.strip("/"),
    ]


def read(logs: Sequence[Path]) -> Round:
    """Lines are: client, transaction, microseconds taken, script, and when it ended."""
    rows = [line.split() for log in logs for line in log.read_text().splitlines()]
    ended = [(int(row[4]) + int(row[5]) / 1e6, int(row[2]) / 1e6) for row in rows]
    began = min(end - taken for end, taken in ended) + WARM
    counted = [(end, taken) for end, taken in ended if end - taken >= began]
    seconds = max(end for end, _ in counted) - began
    return Round(seconds, [taken for _, taken in counted])

"""Demos that run, as `regulars demo` runs them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

IN_TIME = 120.0
LOOK_EVERY = 0.1
HTTP = httpx.Client(timeout=30)
"""Each client of its own would read all certificates anew, which takes longer than a request."""


@dataclass
class Demo:
    """One data folder, and the demo that runs in it."""

    folder: Path
    process: subprocess.Popen[str] | None = None

    def start(self, *arguments: str) -> dict[str, Any]:
        """Start the demo and wait until it is ready; what it tells scripts."""
        before = self.told_at  # a demo that was killed could not take its facts back
        self.begin(*arguments)
        within_time(lambda: self.told_at > before or self.has_ended)
        assert not self.has_ended, self.ended()
        return self.facts

    def begin(self, *arguments: str) -> None:
        environment = {
            name: text
            for name, text in os.environ.items()
            if not name.startswith("REGULARS_") and name != "DATABASE_URL"
        }
        # A port of 0 is any that is free, so that demos do not meet.
        ports = () if "--port" in arguments else ("--port", "0", "--till-port", "0")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "regulars",
                "demo",
                "--data-dir",
                self.folder,
                *ports,
                *arguments,
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def is_ready(self) -> bool:
        return (self.folder / "demo.json").exists()

    @property
    def told_at(self) -> int:
        """When the facts were written, in nanoseconds; 0 when there are none."""
        path = self.folder / "demo.json"
        return path.stat().st_mtime_ns if path.exists() else 0

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / "demo.json").read_text())
        return facts

    def ended(self) -> str:
        """Wait for its end; all that it said."""
        assert self.process is not None
        said, _ = self.process.communicate(timeout=IN_TIME)
        return said

    def tell(self, what: signal.Signals) -> None:
        assert self.process is not None
        self.process.send_signal(what)

    def stop(self, how: signal.Signals = signal.SIGINT) -> str:
        self.tell(how)
        return self.ended()

    def left_running(self) -> list[str]:
        """Processes that have to do with this folder."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
            except OSError:
                continue
            if str(self.folder).encode() in words:
                found.append((entry / "cmdline").read_bytes().decode().replace("\0", " "))
        return found


def within_time(condition: Callable[[], object]) -> None:
    until = time.monotonic() + IN_TIME
    while not condition():
        assert time.monotonic() < until, "this took too long"
        time.sleep(LOOK_EVERY)


def points_of(facts: dict[str, Any], keyword: str) -> int:
    query = {"keyword": keyword, "order_id": "1", **place(facts)}
    members = HTTP.get(facts["kounta"]["search_url"], params=query).json()["members"]
    (member,) = members.values()
    return int(member["current_points"])


def place(facts: dict[str, Any]) -> dict[str, str]:
    kounta = facts["kounta"]
    return {"company_id": kounta["company_id"], "site_id": kounta["site_id"]}


def parts(demo: Demo, command: str) -> list[int]:
    """The demo's own children that run `command`."""
    assert demo.process is not None
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_text().split("\0")
            parent = (entry / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if command in words and parent == str(demo.process.pid):
            found.append(int(entry.name))
    return found

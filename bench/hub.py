"""A served hub: started, asked, stopped."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import msgspec

from bench.kinds import Requests
from bench.served import Setting, TillCost
from bench.till import Plan
from bench.venue import KEYS, Facts
from regulars.platform.process import PARENT
from regulars.platform.settings import Settings, with_database


@dataclass
class Hub:
    """A served hub with its database."""

    facts: Facts
    plan: Plan
    database_url: str
    port: int
    process: subprocess.Popen[bytes]
    requests: object
    """What it is asked: a method for each kind of request."""


@contextmanager
def serving(facts: Facts, database_url: str) -> Iterator[Hub]:
    """The hub in a process of its own, ready to be asked. It ends with this one."""
    plan = plan_of(facts, 0)
    settings = settings_for(database_url, port=free_port())
    with tempfile.TemporaryDirectory(prefix="regulars-bench-") as folder:
        told, said = Path(folder, "setting.json"), Path(folder, "log")
        told.write_bytes(msgspec.json.encode(Setting(plan, facts)))
        with said.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bench.served", str(told)],
                env={**os.environ, **settings.environment(), PARENT: str(os.getpid())},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            wait_until_ready(settings.port, process, said)
            requests = Requests(facts, plan)
            yield Hub(facts, plan, database_url, settings.port, process, requests)
        finally:
            process.terminate()
            process.wait(15)


def plan_of(facts: Facts, number: int) -> Plan:
    """Orders that no run before has had, and none that is made within the same second."""
    return Plan(run=int(time.time()) * 2 + number, count=40_000, members=facts.members)


def settings_for(database_url: str, *, port: int = 8000) -> Settings:
    """As an installation has them, but for the pace at which the till may be asked: the highest."""
    read = Settings.read(
        {
            "REGULARS_PORT": str(port),
            "REGULARS_LOG_FORMAT": "json",
            "REGULARS_KOUNTA_PER_MINUTE": "100000",
        }
    )
    return with_database(read, database_url, KEYS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_ready(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(said.read_text()[-3000:])


def till_cost(hub: Hub) -> TillCost:
    answer = httpx.get(f"http://127.0.0.1:{hub.port}/bench/till")
    return msgspec.json.decode(answer.content, type=TillCost)

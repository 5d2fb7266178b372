"""Promises of the server and the worker as real processes on one database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from tests.faces.command_line import KEY

from regulars.platform.ports import a_free_port

IN_TIME = 120.0
HERE = "127.0.0.1"


class Processes:
    """`regulars …` as an operator starts it. Whatever still runs at the end is stopped."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.port = a_free_port(HERE)
        self.url = f"http://{HERE}:{self.port}"
        self.started: list[subprocess.Popen[str]] = []
        kept = {name: text for name, text in os.environ.items() if not name.startswith("REGULARS_")}
        self._environment = {
            **kept,
            "DATABASE_URL": database_url,
            "REGULARS_SECRET_KEY": KEY,
            "REGULARS_DATA_DIR": str(folder),
            "REGULARS_PORT": str(self.port),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "regulars", *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.started.append(process)
        return process

    def answers(self, path: str = "/readyz") -> bool:
        try:
            return httpx.get(self.url + path).is_success
        except httpx.TransportError:
            return False

    def stop(self) -> None:
        for process in self.started:
            process.kill()
            process.communicate()


@pytest.fixture
def regulars(tmp_path: Path, database_url: str) -> Iterator[Processes]:
    processes = Processes(tmp_path, database_url)
    yield processes
    processes.stop()


def within_time(condition: Callable[[], object]) -> None:
    until = time.monotonic() + IN_TIME
    while not condition():
        assert time.monotonic() < until, "this took too long"
        time.sleep(0.1)


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=IN_TIME)
    return said


def test_several_processes_answer_on_one_port_and_stop_when_told(regulars: Processes) -> None:
    server, *workers = (
        regulars.start("serve", "--workers", "2"),
        regulars.start("work"),
        regulars.start("work"),
    )
    within_time(regulars.answers)

    answered = [httpx.get(f"{regulars.url}/healthz").status_code for _ in range(20)]
    figures = httpx.get(f"{regulars.url}/metrics").text

    assert answered == [200] * 20
    assert 'route="/healthz",status="200"} 20.0' in figures
    for process in (server, *workers):
        process.send_signal(signal.SIGTERM)
    for process in (server, *workers):
        said = ended(process)
        assert process.returncode == 0, said
        assert "Traceback" not in said
    assert not regulars.answers()


def test_a_port_that_is_taken_is_a_sentence(regulars: Processes) -> None:
    first = regulars.start("serve")
    within_time(regulars.answers)

    second = regulars.start("serve")

    assert f"port {regulars.port}" in ended(second)
    assert second.returncode == 1
    assert regulars.answers()
    first.send_signal(signal.SIGINT)
    ended(first)
    assert first.returncode == 0

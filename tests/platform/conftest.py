"""Folders and programs for the tests of the embedded server."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from regulars.platform.embedded_postgres import EmbeddedPostgres

SUPERVISE = Path(__file__).with_name("supervise.py")
ORDINARY = "65534"  # nobody
MEMORY = Path("/dev/shm")
ROOM = 1 << 30


class Supervisor:
    """A process that runs an embedded server, seen from outside."""

    def __init__(self, folder: Path, *arguments: object, user: str | None = None) -> None:
        command = [sys.executable, str(SUPERVISE), str(folder), *map(str, arguments)]
        self.process = subprocess.Popen(
            [*as_ordinary(user), *command] if user else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self.did: list[str] = []

    def next_words(self) -> dict[str, Any]:
        assert self.process.stdout
        words: dict[str, Any] = json.loads(self.process.stdout.readline())
        return words

    def outcome(self) -> dict[str, Any]:
        """Wait until the server is up, or refused."""
        while "doing" in (words := self.next_words()):
            self.did.append(words["doing"])
        return words

    def kill(self) -> None:
        self.process.kill()
        self.leave()

    def leave(self) -> None:
        """Let it stop its server in an orderly way, and wait for that."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait()


def as_ordinary(user: str) -> list[str]:
    """The words before a command that run it without any of root's rights, but to read.

    The right to read is kept because the interpreter may lie below root's own folder.
    """
    if os.geteuid() != 0:
        return []
    who = [f"--reuid={user}", f"--regid={user}", "--clear-groups"]
    right = [f"--{kind}-caps=-all,+dac_read_search" for kind in ("inh", "ambient")]
    return ["setpriv", *who, *right]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder to put data folders into, which every user may pass through."""
    with new_place() as folder:
        yield folder


@contextmanager
def new_place() -> Iterator[Path]:
    """In memory where there is room: a killed process loses nothing there either."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(tempfile.mkdtemp(prefix="rg-", dir=MEMORY if roomy else "/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    """A data folder that was made once and is only copied."""
    with new_place() as folder:
        EmbeddedPostgres.start(folder / "pg").stop()
        yield folder / "pg"


@pytest.fixture
def folder(made: Path, place: Path) -> Path:
    """A data folder that a server ran in before and left in an orderly way."""
    subprocess.run(["/bin/cp", "-a", made, place / "pg"], check=True)
    return place / "pg"


@pytest.fixture
def ordinary_place(place: Path) -> Path:
    """The same, but it belongs to an ordinary user."""
    if os.geteuid() == 0:
        os.chown(place, int(ORDINARY), int(ORDINARY))
    return place


@pytest.fixture
def supervise() -> Iterator[Callable[..., Supervisor]]:
    """Start processes that run an embedded server. What is left of them ends with the test."""
    begun: list[Supervisor] = []

    def begin(folder: Path, *arguments: object, user: str | None = None) -> Supervisor:
        begun.append(Supervisor(folder, *arguments, user=user))
        return begun[-1]

    yield begin
    for supervisor in begun:
        if supervisor.process.poll() is None:
            supervisor.leave()


@pytest.fixture
def small_disk(place: Path) -> Iterator[Path]:
    """A file system of its own with room for little more than a new database."""
    disk = place / "disk"
    disk.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=160m,mode=711", "none", str(disk)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield disk
    subprocess.run(["/bin/umount", "--lazy", str(disk)], check=True)


@pytest.fixture
def fill() -> Callable[[Path], Path]:
    """Use up all the room of a disk, by the file that is answered."""
    return use_up


def use_up(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            return filler


@pytest.fixture
def on_small_disk(small_disk: Path, made: Path) -> Path:
    folder = small_disk / "pg"
    subprocess.run(["/bin/cp", "-a", str(made), str(folder)], check=True)
    return folder

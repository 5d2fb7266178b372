"""The demo's processes: started, watched, started again, and stopped in order."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from regulars.kernel.errors import RegularsError
from regulars.platform.process import PARENT

STOP_WITHIN = 15.0
TOO_SOON = 5.0
"""Seconds. A process that ends sooner than that would only end again."""
LAST_LINES = 12


class ChildEnded(RegularsError):
    """A part of the demo cannot run. The sentence quotes its last words."""

    code = "demo_part_ended"


@dataclass(slots=True)
class Child:
    """One part of the demo, in a process of its own. What it says goes to its log.

    `url` answers once it is ready; a part without one has nobody to answer.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    url: str = ""
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    began: float = field(default=0.0, init=False)

    def start(self) -> None:
        """Start it in a session of its own, so that Ctrl-C is ours to pass on."""
        environment = {**self.environment, PARENT: str(os.getpid())}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "regulars", *self.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=environment,
                start_new_session=True,
            )
        self.began = time.monotonic()

    @property
    def has_ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def check(self) -> None:
        """Raises `ChildEnded` when it is not there any more."""
        if self.has_ended:
            raise ChildEnded(f"{self.name} ended by itself. {self.log} says:\n{self.last_words()}")

    def start_again(self) -> None:
        """Start it once more. Raises `ChildEnded` when it would only end again."""
        if time.monotonic() - self.began < TOO_SOON:
            self.check()
        self.start()

    def ask_to_stop(self) -> None:
        if self.process and not self.has_ended:
            self.process.send_signal(signal.SIGTERM)

    def stop(self) -> None:
        """See it end, by force if it takes too long."""
        self.ask_to_stop()
        if self.process is None:
            return
        try:
            self.process.wait(STOP_WITHIN)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-LAST_LINES:])


def stop_all(children: Sequence[Child]) -> None:
    """Ask all, then wait for each."""
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.stop()

"""The command line in a test: the real commands, with an environment of the test's own."""

import logging
from collections.abc import Mapping
from dataclasses import replace

import pytest
import structlog

from regulars import wiring
from regulars.faces.cli.app import main

KEY = "a key for the tests that is long enough"


class CommandLine:
    """Runs `regulars …` in this process. `said` is what the last run printed."""

    def __init__(self, environment: Mapping[str, str], capsys: pytest.CaptureFixture[str]) -> None:
        self.deps = replace(wiring.commands(), environment=environment)
        self._capsys = capsys
        self.said = ""
        self.complained = ""

    def run(self, *arguments: str) -> int:
        """The exit status."""
        status: object = 0
        try:
            main(self.deps, arguments)
        except SystemExit as end:
            status = end.code
        finally:
            forget_logging()
        captured = self._capsys.readouterr()
        self.said, self.complained = captured.out, captured.err
        return status if isinstance(status, int) else 0


def forget_logging() -> None:
    """The commands log to the standard error of this test, which is gone in the next."""
    structlog.reset_defaults()
    logging.getLogger().handlers.clear()

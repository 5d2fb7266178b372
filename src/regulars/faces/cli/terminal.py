"""How the commands speak: to people at a terminal, in plain lines where there is none."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def done(sentence: str) -> None:
    out.print(Text.assemble(("✓ ", "green"), sentence))


def refuse(sentence: str) -> None:
    """One red line for each thing that is wrong, on standard error."""
    for line in sentence.splitlines():
        err.print(Text(line, style="red"), soft_wrap=True)


@contextmanager
def ended_quietly() -> Iterator[None]:
    """Ctrl-C ends a command; it is nothing to be told about."""
    try:
        yield
    except KeyboardInterrupt:
        err.print()
        sys.exit(130)

"""Structured logs: JSON lines for machines, coloured lines at a terminal, never a secret."""

import logging
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

import msgspec
import structlog

SECRET = (
    "password",
    "secret",
    "token",
    "authorization",
    "cookie",
    "signature",
    "claim",
    "credentials",
    "code",
)
"""A value under a key with one of these words in it is never written."""

NOT_SECRET = frozenset({"status_code", "error_code", "code_line"})

Event = Mapping[str, Any]
"""What is logged: `event` is what happened, the rest is about it."""


@dataclass
class Lines:
    """How `request` writes, as it was configured."""

    about_requests: bool = True
    as_json: bool = False


_lines = Lines()


def configure(*, level: str = "info", as_json: bool | None = None) -> None:
    """Send everything to standard error. JSON unless that is a terminal, or as `as_json` says."""
    as_json = not sys.stderr.isatty() if as_json is None else as_json
    _lines.as_json = as_json
    _lines.about_requests = level in ("debug", "info")
    # A traceback without the values of variables: some of them are secrets.
    at_terminal = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    renderer: Any = structlog.processors.JSONRenderer() if as_json else at_terminal
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            *([structlog.processors.format_exc_info] if as_json else []),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    # Libraries log in their own way; what they warn of is worth a line, their chatter is not.
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(name)s: %(message)s")


@contextmanager
def listening(hear: Callable[[Event], None], *, level: str = "error") -> Iterator[None]:
    """Inside, what is logged from `level` on is told to `hear`, and nothing is written."""

    def hand_on(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> NoReturn:
        hear(event)
        raise structlog.DropEvent

    before, about_requests = structlog.get_config(), _lines.about_requests
    _lines.about_requests = False
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            hide_secrets,
            structlog.processors.format_exc_info,
            hand_on,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        structlog.configure(**before)
        _lines.about_requests = about_requests


def hide_secrets(
    _logger: Any, _name: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Put dots in place of every value whose key sounds like a secret."""
    for key in event:
        if key not in NOT_SECRET and any(word in key.lower() for word in SECRET):
            event[key] = "•••"
    return event


class about:  # noqa: N801  it reads as a word: `with log.about(job=name)`
    """Add `facts` to every line that is logged inside."""

    __slots__ = ("_before", "_facts")

    def __init__(self, **facts: object) -> None:
        self._facts = facts

    def __enter__(self) -> None:
        self._before = structlog.contextvars.bind_contextvars(**self._facts)

    def __exit__(self, *_: object) -> None:
        structlog.contextvars.reset_contextvars(**self._before)


def request(**facts: object) -> None:
    """The line about a request, in short order: there is one for each. Nothing in it is secret."""
    if not _lines.about_requests:
        return
    if not _lines.as_json:
        info("request", **facts)
        return
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"event": "request", "level": "info", "timestamp": now, **facts}
    sys.stderr.write(msgspec.json.encode(line).decode() + "\n")


def debug(event: str, **facts: object) -> None:
    structlog.get_logger().debug(event, **facts)


def info(event: str, **facts: object) -> None:
    structlog.get_logger().info(event, **facts)


def warning(event: str, **facts: object) -> None:
    structlog.get_logger().warning(event, **facts)


def error(event: str, **facts: object) -> None:
    structlog.get_logger().error(event, **facts)


def exception(event: str, **facts: object) -> None:
    """An error that nobody expected, with its traceback."""
    structlog.get_logger().error(event, exc_info=True, **facts)

"""Where the built styles and scripts are, and what they are called."""

from functools import cache
from pathlib import Path

import msgspec

STATIC = Path(__file__).parent / "static"
"""The folder to serve under `PREFIX`. Made by `make frontend`."""

PREFIX = "/static"


def asset(name: str) -> str:
    """The address of a built file by its plain name, as in `asset("console.css")`.

    The file's own name carries a hash of its content, so browsers may keep it for ever.
    """
    return f"{PREFIX}/{_names()[name]}"


def read_asset(name: str) -> str:
    """What stands in a built file, by its plain name."""
    return (STATIC / _names()[name]).read_text(encoding="utf-8")


@cache
def _names() -> dict[str, str]:
    return msgspec.json.decode((STATIC / "assets.json").read_bytes(), type=dict[str, str])

"""The changelog tells of the version that the program says it is."""

import re
from importlib.metadata import version
from pathlib import Path

CHANGELOG = Path(__file__).parents[2] / "docs" / "changelog.md"


def test_the_newest_entry_is_this_version() -> None:
    entries = re.findall(r"^## \[(.+?)\]", CHANGELOG.read_text(), re.MULTILINE)

    assert entries[0] == version("regulars")

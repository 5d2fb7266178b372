"""The worked tables of docs/algorithms, so that tests assert their figures."""

import re
from collections.abc import Iterator
from pathlib import Path

ALGORITHMS = Path(__file__).parents[1] / "docs" / "algorithms"


def table(page: str, heading: str, number: int = 1) -> Iterator[list[str]]:
    """The rows of a table of `page`, without its head: the first under a heading, or another."""
    text = (ALGORITHMS / f"{page}.md").read_text()
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    tables = re.findall(r"(?:^\|.*\n)+", section, re.MULTILINE)
    for line in tables[number - 1].splitlines()[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]

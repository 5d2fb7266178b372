"""A link between pages leads to a page that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    missing = [
        target for target in LINK.findall(page.read_text()) if not (page.parent / target).exists()
    ]

    assert missing == []


def test_every_page_of_the_guide_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    guide = [page.relative_to(ROOT).as_posix() for page in (ROOT / "docs/guide").glob("*.md")]

    assert [page for page in guide if page not in readme] == []

"""A live part of a page listens to facts; a name that no fact has would leave it still for ever."""

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from regulars.faces import console

TEMPLATES = sorted(Path(console.__file__).parent.rglob("*.html"))
DOMAINS = (
    "bookings",
    "bookings.page",
    "ledger",
    "members",
    "merchants",
    "programs",
    "sales",
    "vouchers",
    "vouchers.gift_cards",
)
HEARD = re.compile(r"([a-z_]+\.[a-z_]+) from:body")


def known_facts() -> set[str]:
    modules = [import_module(f"regulars.{domain}.facts") for domain in DOMAINS]
    classes = (
        kind for module in modules for _, kind in inspect.getmembers(module, inspect.isclass)
    )
    return {name_of(fact) for fact in classes if hasattr(fact, "subject")}


def name_of(fact: Any) -> str:
    fields = inspect.signature(fact).parameters
    return str(fields["kind"].default if "kind" in fields else getattr(fact, "kind", ""))


def test_every_fact_that_a_page_listens_to_is_written_by_somebody() -> None:
    heard = {name for page in TEMPLATES for name in HEARD.findall(page.read_text())}
    assert heard
    assert heard <= known_facts()


@pytest.mark.parametrize("page", TEMPLATES, ids=lambda page: page.name)
def test_a_selector_of_two_words_is_quoted_or_only_its_first_word_counts(page: Path) -> None:
    for trigger in re.findall(r'hx-trigger="([^"]*)"', page.read_text()):
        assert not re.search(r"from:(closest|find|next|previous)\b", trigger)

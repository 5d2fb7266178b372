"""Promises of the reference: it has every setting, command, error and fact, as the code does."""

import pytest
from tests.docs.tables import TABLES, document, with_table


@pytest.mark.parametrize("name", TABLES)
def test_the_reference_says_what_the_code_does(name: str) -> None:
    """If this fails, run `python -m tests.docs.tables` and read what it changed."""
    assert f"<!-- table: {name} -->" in document(name).read_text()
    assert document(name).read_text() == with_table(name)


@pytest.mark.parametrize("name", TABLES)
def test_no_meaning_is_missing(name: str) -> None:
    for line in TABLES[name]().splitlines():
        if line.startswith("| `"):
            assert line.count("|  |") <= 1, line
            assert not line.rstrip(" |").endswith("`") or name == "facts", line

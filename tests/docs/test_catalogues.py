"""Promises of the catalogues: they have all that guests read, and templates say it by them."""

import re
from collections.abc import Collection
from pathlib import Path

import pytest
from tests.docs.catalogues import (
    SOURCES,
    TRANSLATED,
    as_text,
    catalogue,
    extracted,
    is_missing,
    messages,
)

from regulars.platform.languages import CATALOGUES, Language

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
TEMPLATES = sorted(
    path
    for folder in ("faces/guest/templates", "bookings/page/letters", "vouchers/gift_cards")
    for path in (SOURCES / folder).rglob("*")
    if path.suffix in {".html", ".txt"}
)
CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|\bis-[a-z-]+", re.DOTALL)
READ_OUT = re.compile(r'\b(?:aria-label|alt|title|placeholder|data-label)="([^"]*)"')
TAG = re.compile(r"<(style|script)\b.*?</\1>|<[^>]*>", re.DOTALL)
WORD = re.compile(r"[a-z]{2,}")


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_of_the_sources_is_translated(language: Language) -> None:
    """If this fails, run `python -m tests.docs.catalogues` and translate what it counts."""
    kept = catalogue(language)
    said = {message.id for message in messages(extracted())}
    assert said == {message.id for message in messages(kept)}
    for message in messages(kept):
        assert not is_missing(message), message.id
        assert not message.fuzzy, message.id
    assert (CATALOGUES / f"{language}.po").read_bytes() == as_text(kept, language)


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_same_placeholders_and_ends_as_the_english_does(
    language: Language,
) -> None:
    for message in messages(catalogue(language)):
        english, there = _forms(message.id), _forms(message.string)
        asked = set().union(*(PLACEHOLDER.findall(text) for text in english))
        for text in there:
            assert set(PLACEHOLDER.findall(text)) == asked, (message.id, text)
            assert "%" not in PLACEHOLDER.sub("", text).replace("%%", ""), (message.id, text)
            assert text == text.strip(), message.id
            assert _end(text) == _end(english[0]), (message.id, text)


def _forms(text: str | Collection[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _end(text: str) -> str:
    """A full stop, a colon or dots at the end; a question mark may have another form."""
    return text[-1] if text[-1] in ".:…" else ""


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_in_english_alone(path: Path) -> None:
    text = CODE.sub("", path.read_text())
    for found in READ_OUT.findall(text):
        assert not WORD.search(found), f"{path.name} says {found!r} in English only"
    shown = TAG.sub(" ", text) if path.suffix == ".html" else text
    assert not WORD.search(shown), f"{path.name} says {shown.split()!r} in English only"

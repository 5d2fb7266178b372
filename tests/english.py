"""How English is found where none should be, in what guests read in other languages."""

import re
from html import unescape

from regulars.platform.languages import Language

ENGLISH = re.compile(
    r"\b(?:the|is|are|it|you|your|for|please|we|us|this|that|there|and|here|with|table|tables"
    r"|booking|time|day|days|of|to|cannot|nothing|somebody|nobody|call|another)\b",
    re.IGNORECASE,
)
"""Words that neither Greek nor German has."""
UNSEEN = re.compile(r"<(style|script|head)\b.*?</\1>|<!--.*?-->", re.DOTALL)
READ_OUT = re.compile(
    r'\b(?:aria-label|alt|title|placeholder|data-label|data-soon|data-over)="([^"]*)"'
)
URL = re.compile(r"https?://\S+")
WAYS = re.compile(r'<nav class="languages".*?</nav>', re.DOTALL)
"""The languages' own names."""


def is_in(language: Language, page: str, *, but: tuple[str, ...] = ()) -> None:
    """Nothing on the page, also not what is read out, is English, `but` what the venue typed."""
    assert f'<html lang="{language}">' in page
    without = UNSEEN.sub("", WAYS.sub("", page))
    titles = re.findall(r"<title>(.*?)</title>", page)
    for text in (*titles, *READ_OUT.findall(without), *re.split(r"<[^>]*>", without)):
        says_no_english(unescape(text), but=but)


def says_no_english(text: str, *, but: tuple[str, ...] = ()) -> None:
    for name in but:
        text = text.replace(name, "")
    assert not ENGLISH.search(URL.sub("", text)), text

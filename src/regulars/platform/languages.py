"""The languages that guests are spoken to in.

What is looked up in a catalogue is the English that stands in the source. A catalogue is a file of
`locales/`, read once in a process; English needs none.
"""

from collections.abc import Iterator
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import localedata
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment

from regulars.kernel.sentences import Language, Sentence

__all__ = [
    "IN_ADDRESS",
    "NAMES",
    "Language",
    "asked_in",
    "choose",
    "language_of",
    "locale_in",
    "say",
    "teach",
    "translations",
]

CATALOGUES = Path(__file__).parent / "locales"

IN_ADDRESS = "lang"
"""What an address calls the language that its page is asked for in."""

NAMES = {Language.ENGLISH: "English", Language.GREEK: "Ελληνικά", Language.GERMAN: "Deutsch"}
"""What each language calls itself."""

AT_HOME = {Language.ENGLISH: "en_GB", Language.GREEK: "el_GR", Language.GERMAN: "de_DE"}
"""How days and amounts are written where the venue's country has no custom of its own for it."""


@cache
def translations(language: Language) -> NullTranslations:
    """What is said in `language` for each English text: `gettext` and `ngettext`."""
    if language is Language.ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def say(language: Language, sentence: str) -> str:
    """`sentence` in `language`, as far as the catalogue has it."""
    if not sentence:
        return ""
    into = translations(language)
    if not isinstance(sentence, Sentence):
        return into.gettext(sentence)
    template = into.gettext(sentence.template)
    return template % sentence.values if sentence.values else template


def teach(environment: Environment, language: Language) -> Environment:
    """Have the templates of `environment` speak `language`: `_()`, `ngettext()`, `{% trans %}`.

    A per cent sign in what they say is written twice.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        translations(language), newstyle=True
    )
    environment.globals["language"] = language.value
    return environment


def choose(asked: str | None, accept: str, usual: Language) -> Language:
    """The language of a page: the one asked for, else the best of `accept`, else `usual`.

    `accept` is what a browser says in `Accept-Language`.
    """
    known = [language_of(asked or ""), *_accepted(accept), usual]
    return next(language for language in known if language is not None)


def asked_in(language: Language, address: str) -> str:
    """`address`, which asks for nothing yet, of a page in `language` whatever the browser likes."""
    return f"{address}?{IN_ADDRESS}={language}"


def language_of(locale: str) -> Language | None:
    """The language of `en_AU`, or of `de-AT`; None for one that has no catalogue."""
    return _known(locale.replace("_", "-").partition("-")[0])


def locale_in(language: Language, *, own: str, country: str) -> str:
    """How days and amounts are written in `language` in `country`, where a venue has `own`."""
    if language_of(own) is language:
        return own
    there = f"{language}_{country}"
    return there if localedata.exists(there) else AT_HOME[language]


def _known(code: str) -> Language | None:
    return next((language for language in Language if language == code.strip().lower()), None)


def _accepted(accept: str) -> Iterator[Language]:
    """The languages of `en-GB,de;q=0.7` that we have, the most liked first."""
    liked = []
    for part in accept.split(","):
        name, _, weight = part.partition(";")
        language = language_of(name.strip())
        if language is not None and (much := _weight(weight)) > 0:
            liked.append((much, language))
    liked.sort(key=lambda one: one[0], reverse=True)
    yield from (language for _, language in liked)


def _weight(text: str) -> float:
    """`q=0.7`; nothing is 1, and what cannot be read is 0."""
    name, _, figure = text.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(figure)
    except ValueError:
        return 0.0

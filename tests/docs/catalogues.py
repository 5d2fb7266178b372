"""What guests read, out of the sources into the catalogues: `python -m tests.docs.catalogues`.

What is new stands in each catalogue without a translation, and what the sources no longer say is
gone from it. The tests fail while one is missing.
"""

from collections.abc import Iterator
from io import SEEK_END, BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

import regulars
from regulars.platform.languages import CATALOGUES, Language

SOURCES = Path(regulars.__file__).parent
FOR_STAFF = ["faces/console/**", "faces/cli/**", "simulator/**"]
METHODS = [
    *((path, "ignore") for path in FOR_STAFF),
    ("**.py", "python"),
    ("**/templates/**.html", "jinja2"),
    ("**/letters/**", "jinja2"),
    ("**/mail.*", "jinja2"),
]
OPTIONS = {
    path: {"newstyle_gettext": "true", "silent": "false"}
    for path in ("**/templates/**.html", "**/letters/**", "**/mail.*")
}
KEYWORDS = {**DEFAULT_KEYWORDS, "said": None}
HEAD = """\
# What guests read, in {name}. Brought up to the sources by `python -m tests.docs.catalogues`.
msgid ""
msgstr ""
"Language: {code}\\n"
"Plural-Forms: {plurals}\\n"
"Content-Type: text/plain; charset=utf-8\\n"

"""
TRANSLATED = [language for language in Language if language is not Language.ENGLISH]


def extracted() -> Catalog:
    """Every text that the sources say in more than one language, by the file that says it."""
    catalogue = Catalog()
    found = extract_from_dir(SOURCES, METHODS, OPTIONS, KEYWORDS)
    for file, _, text, _, context in sorted(found, key=lambda one: (one[0], one[1])):
        catalogue.add(text, locations=[(file, 0)], context=context)
    return catalogue


def catalogue(language: Language) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Without the head, which has no text."""
    return (message for message in catalogue if message.id)


def write(language: Language) -> int:
    """Bring a catalogue up to the sources, and say how many translations it lacks."""
    kept = catalogue(language)
    kept.update(extracted(), no_fuzzy_matching=True)
    kept.obsolete.clear()
    (CATALOGUES / f"{language}.po").write_bytes(as_text(kept, language))
    return sum(is_missing(message) for message in messages(kept))


def as_text(kept: Catalog, language: Language) -> bytes:
    name, plurals = language.name.capitalize(), kept.plural_forms
    text = BytesIO(HEAD.format(name=name, code=language, plurals=plurals).encode())
    text.seek(0, SEEK_END)
    write_po(text, kept, omit_header=True, include_lineno=False, sort_by_file=True, width=100)
    return text.getvalue()


def is_missing(message: Message) -> bool:
    said = message.string if isinstance(message.string, tuple | list) else [message.string]
    return not all(said)


def main() -> None:
    for language in TRANSLATED:
        print(f"{language}: {write(language)} to translate")  # noqa: T201 - it is a command


if __name__ == "__main__":
    main()

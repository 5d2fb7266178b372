"""What guests are told, in a form that can be said in their own language."""

from collections.abc import Mapping
from enum import StrEnum


class Language(StrEnum):
    """A language that guests are spoken to in, by its code."""

    ENGLISH = "en"
    GREEK = "el"
    GERMAN = "de"


class Sentence(str):
    """An English sentence that remembers what it was made of, so that it can be said otherwise.

    It is a `str`, and stands wherever one does: whoever does not translate has English.
    """

    template: str
    values: Mapping[str, object]


def said(template: str, /, **values: object) -> Sentence:
    """`said("Up to %(most)s book here.", most=8)`. The catalogues have every template.

    A value is a figure or a name: what is a word of a language belongs in the template.
    """
    sentence = Sentence(template % values if values else template)
    sentence.template, sentence.values = template, values
    return sentence

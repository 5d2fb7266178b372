"""What every link and form of a guest's way takes along: no cookie remembers it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from regulars.platform.languages import IN_ADDRESS, Language, language_of

SITE = "embed"


@dataclass(frozen=True, slots=True)
class Kept:
    """The language that was asked for, if one was, and the website in whose frame the page is."""

    lang: str = ""
    site: str = ""

    @property
    def parts(self) -> dict[str, str]:
        """As the fields of a form."""
        said = {IN_ADDRESS: self.lang, SITE: self.site}
        return {name: text for name, text in said.items() if text}

    def speaking(self, lang: Language) -> "Kept":
        return replace(self, lang=lang.value)

    def to(self, path: str, **more: str) -> str:
        """`path` with what is kept, and with `more`."""
        query = urlencode({name: text for name, text in more.items() if text} | self.parts)
        return f"{path}?{query}" if query else path


def read_kept(asked: Mapping[str, str], sites: Collection[str]) -> Kept:
    """What an address or a form says. A website that may not show the page is left out."""
    lang, site = language_of(asked.get(IN_ADDRESS, "")), asked.get(SITE, "")
    return Kept(lang=lang.value if lang else "", site=site if site in sites else "")

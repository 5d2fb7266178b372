"""In which language a guest's page speaks, and the ways to the others.

The address says it with `lang`, which every link then says again; else the browser does, and where
it asks for none that we have, the venue's own is spoken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regulars.faces.guest.answers import GuestRequest
from regulars.platform.languages import IN_ADDRESS, NAMES, Language, choose


@dataclass(frozen=True, slots=True)
class Way:
    """The same page in one of the languages."""

    code: str
    name: str
    href: str
    is_here: bool


def spoken(request: GuestRequest, usual: Language) -> Language:
    """The language of a page that is `usual`ly in another."""
    accept = request.headers.get("Accept-Language", "")
    return choose(request.query_params.get(IN_ADDRESS), accept, usual)


def spoken_with(request: GuestRequest, own: Language) -> Language:
    """The language of a page for a guest whose `own` is known."""
    return choose(request.query_params.get(IN_ADDRESS), "", own)


def ways(here: Language, address: Callable[[Language], str]) -> Sequence[Way]:
    """One for each language, where `address` has the page in it."""
    return [Way(one.value, NAMES[one], address(one), one is here) for one in Language]

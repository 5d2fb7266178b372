"""Countries, and what goes with each: its currency, its languages, its time zones."""

from functools import cache
from typing import NamedTuple

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.localedata import locale_identifiers
from babel.numbers import get_currency_name, get_territory_currencies

ENGLISH = Locale("en")
FALLBACK = "AU"

LARGEST_CITY = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CL": "America/Santiago",
    "DE": "Europe/Berlin",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "ID": "Asia/Jakarta",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "US": "America/New_York",
}
"""The zone to offer first where a country has several."""

Options = list[tuple[str, str]]


class Place(NamedTuple):
    """What can be chosen in one country, the likeliest first."""

    currencies: Options
    locales: Options
    time_zones: Options


def guess(accept_language: str) -> str:
    """The country in the first language of a browser that names one: `en-AU,en;q=0.9` is AU."""
    for part in accept_language.split(","):
        tag = part.split(";")[0].strip()
        country = tag[-2:]
        if tag[-3:-2] == "-" and country in dict(countries()):
            return country
    return FALLBACK


@cache
def countries() -> Options:
    """Every country by its English name."""
    found = [
        (code, name)
        for code, name in ENGLISH.territories.items()
        if code.isalpha() and len(code) == 2 and _zones(code) and get_territory_currencies(code)
    ]
    return sorted(found, key=lambda option: option[1])


@cache
def place(country: str) -> Place:
    """What goes with `country`. An unknown one has nothing to choose from."""
    currencies = [
        (code, f"{code} · {_currency(code)}") for code in get_territory_currencies(country)
    ]
    time_zones = [(zone, _readable(zone)) for zone in _zones(country)]
    return Place(currencies, _locales(country), time_zones)


def _zones(country: str) -> list[str]:
    zones: list[str] = get_global("territory_zones").get(country, [])
    return sorted(zones, key=lambda zone: zone != LARGEST_CITY.get(country))


@cache
def _all_locales() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in locale_identifiers():
        language, _, country = name.partition("_")
        if len(country) == 2 and len(language) == 2:
            found.setdefault(country, []).append(name)
    return found


def _locales(country: str) -> Options:
    names = _all_locales().get(country, [])
    spoken = sorted(names, key=lambda name: (-_share(country, name), name))
    return [(name, _in_words(name)) for name in spoken] or [("en_GB", _in_words("en_GB"))]


def _share(country: str, name: str) -> float:
    """How many percent of a country speak the language of a locale."""
    languages = get_global("territory_languages").get(country, {})
    share: float = languages.get(name.partition("_")[0], {}).get("population_percent", 0)
    return share


def _in_words(name: str) -> str:
    try:
        return Locale.parse(name).get_display_name("en") or name
    except (ValueError, UnknownLocaleError):
        return name


def _currency(code: str) -> str:
    return get_currency_name(code, locale=ENGLISH)


def _readable(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")

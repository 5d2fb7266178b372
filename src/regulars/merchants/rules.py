"""What makes a merchant, a user and a mapping acceptable. No clock, no database."""

import re
from collections.abc import Collection, Mapping
from datetime import timedelta
from functools import cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import StoreId
from regulars.merchants.model import NewApiAccount, NewMerchant, NewUser, SiteMapping

LONGEST_NAME = 120
SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 200
"""Hashing costs time in proportion, so that a huge password is a way to keep the hub busy."""

TRIES_AT_ONCE = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
USERNAME = re.compile(r"[a-z0-9._@+-]{3,60}")
LONGEST_API_NAME = 80
COUNTRY = re.compile(r"[A-Z]{2}")
CURRENCY = re.compile(r"[A-Z]{3}")


def checked_merchant(new: NewMerchant) -> NewMerchant:
    """`new` with its name tidied. Raises `Invalid` with the field that cannot be used."""
    if not COUNTRY.fullmatch(new.country):
        raise Invalid("Choose the country.", field="country")
    if not CURRENCY.fullmatch(new.currency):
        raise Invalid("Choose the currency.", field="currency")
    if new.time_zone not in _time_zones():
        raise Invalid("Choose the time zone.", field="time_zone")
    try:
        Locale.parse(new.locale)
    except (ValueError, UnknownLocaleError) as error:
        raise Invalid("Choose the language.", field="locale") from error
    name = checked_name(new.name, field="name", what="The business")
    return NewMerchant(name, new.country, new.currency, new.locale, new.time_zone)


@cache
def _time_zones() -> frozenset[str]:
    # The list is gathered from hundreds of files each time it is asked for.
    return frozenset(available_timezones())


def checked_user(new: NewUser) -> NewUser:
    """`new` with e-mail address and name tidied. Raises `Invalid` with the field."""
    email = normal_email(new.email)
    if not EMAIL.fullmatch(email):
        raise Invalid("That is not an e-mail address.", field="email")
    check_password(new.password)
    name = checked_name(new.name, field="owner_name", what="The user")
    return NewUser(email, name, new.password, new.role)


def checked_api_account(new: NewApiAccount) -> NewApiAccount:
    """`new` with user name and name tidied. Raises `Invalid` with the field."""
    username = normal_username(new.username)
    if not USERNAME.fullmatch(username):
        sentence = "Three to sixty small letters, digits, dots or dashes, please."
        raise Invalid(sentence, field="username")
    check_password(new.password)
    return NewApiAccount(username, checked_api_name(new.name), new.password, new.stores)


def checked_api_name(name: str) -> str:
    """What a till or a token is called, tidied. Raises `Invalid`."""
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_API_NAME or not name.isprintable():
        raise Invalid(f"A name of at most {LONGEST_API_NAME} characters, please.", field="name")
    return name


def normal_username(username: str) -> str:
    """A till's user name as it is kept and compared."""
    return username.strip().lower()


def checked_name(name: str, *, field: str, what: str) -> str:
    """`name` without blanks around it. Raises `Invalid`."""
    name = " ".join(name.split())
    if not name:
        raise Invalid(f"{what} needs a name.", field=field)
    if len(name) > LONGEST_NAME:
        raise Invalid(f"A name has at most {LONGEST_NAME} characters.", field=field)
    return name


def check_password(password: str) -> None:
    """Raises `Invalid` when `password` is too short or too long."""
    if len(password) < SHORTEST_PASSWORD:
        sentence = f"A password has at least {SHORTEST_PASSWORD} characters."
        raise Invalid(sentence, field="password")
    if len(password) > LONGEST_PASSWORD:
        sentence = f"A password has at most {LONGEST_PASSWORD} characters."
        raise Invalid(sentence, field="password")


def normal_email(email: str) -> str:
    """An e-mail address as it is kept and compared: without blanks around it, in small letters."""
    return email.strip().lower()


def wait_after(tries: int) -> timedelta:
    """How long nobody may try again once `tries` have failed in a row: doubling, to a limit."""
    if tries < TRIES_AT_ONCE:
        return timedelta(0)
    # The exponent is bounded, since the limit is long reached and a counter may run on.
    doublings = min(tries - TRIES_AT_ONCE, 10)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def mapping(
    chosen: Mapping[str, StoreId], sites: Mapping[str, str], stores: Collection[StoreId]
) -> tuple[SiteMapping, ...]:
    """The mapping that gives each site in `chosen` its store; `sites` are the till's, by name.

    Raises `Invalid` for a site or a store that is not known, and for a store chosen twice.
    """
    mapped: list[SiteMapping] = []
    for site, store in chosen.items():
        if site not in sites:
            raise Invalid(f"The till has no site {site}.")
        field = f"site-{site}"
        if store not in stores:
            raise Invalid("That store does not exist.", field=field)
        if any(one.store == store for one in mapped):
            raise Invalid("Another site has this store already.", field=field)
        mapped.append(SiteMapping(site, sites[site], store))
    return tuple(mapped)

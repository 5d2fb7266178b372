"""What makes a booking page, and what a guest may ask of it. No clock, no database."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

from msgspec import structs

from regulars.bookings.deposits.rules import checked_rules
from regulars.bookings.errors import BadBooking
from regulars.bookings.model import Booking, StatusType
from regulars.bookings.page.errors import BadPage
from regulars.bookings.page.model import Alteration, PageTerms, Wish
from regulars.kernel.errors import Invalid
from regulars.kernel.sentences import said
from regulars.members import rules as people

W = TypeVar("W", bound=Wish)

SLUG = re.compile(r"[a-z0-9](-?[a-z0-9]){1,60}")
LONGEST_SLUG = 60
PHONE = re.compile(r"[+(\d][\d\s()/.\-]{3,29}")
LIMITS = {
    "most_covers": (1, 100),
    "notice_minutes": (0, 43_200),
    "days_ahead": (1, 400),
    "cancel_minutes": (0, 43_200),
}
REMIND_MINUTES = (30, 20_160)
LONGEST_TEXT = {"intro": 500, "place": 200}
LONGEST_REQUEST = 500
MOST_SITES = 10
SITE = re.compile(r"https://[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?", re.ASCII)
TRIED_OUT_AT = re.compile(r"http://(localhost|127\.0\.0\.1)(:\d{1,5})?", re.ASCII)

MISSING = {
    "first_name": said("Your first name, please."),
    "last_name": said("Your last name, please."),
}

A_LINK = re.compile(r"://|www\.|[@/\\<>]", re.IGNORECASE)
"""What no name has. A name stands in a mail to an address that anybody may type."""

GREEK = str.maketrans(
    dict(zip("αβγδεζηικλμνξοπρσςτυφω", "avgdeziiklmnxoprsstyfo", strict=True))
    | {"θ": "th", "χ": "ch", "ψ": "ps"}
)
"""How Greek names stand on signs and in addresses."""


def slug_of(*names: str) -> str:
    """An address made of names; empty where they have no letter that an address can have."""
    text = people.fold(" ".join(names)).translate(GREEK)
    words = re.findall(r"[a-z0-9]+", text.replace("&", " and "))
    slug = "-".join(words)[:LONGEST_SLUG].strip("-")
    return slug if SLUG.fullmatch(slug) else ""


def suggestions(business: str, store: str, number: int) -> Iterator[str]:
    """Addresses for a store's page, the best first; one is free sooner or later."""
    repeats = people.fold(business) in people.fold(store)
    first = slug_of(store) if repeats else slug_of(business, store)
    for slug in (slug_of(business), first):
        if slug:
            yield slug
    yield from (f"{first or 'table'}-{more}" for more in range(2, 10))
    yield f"table-{number}"


def checked_terms(terms: PageTerms) -> PageTerms:
    """`terms` as they are kept. Raises `BadPage` and `BadDeposit` with the field that cannot be
    used.
    """
    slug = terms.slug.strip().lower()
    if not SLUG.fullmatch(slug):
        sentence = "Small letters, digits and single dashes make an address: blue-door."
        raise BadPage(sentence, field="slug")
    for field, (least, most) in LIMITS.items():
        if not least <= getattr(terms, field) <= most:
            raise BadPage(f"Between {least} and {most}, please.", field=field)
    least, most = REMIND_MINUTES
    if terms.remind_minutes is not None and not least <= terms.remind_minutes <= most:
        raise BadPage(f"Between {least} and {most}, please.", field="remind_minutes")
    for field, longest in LONGEST_TEXT.items():
        if len(getattr(terms, field)) > longest:
            raise BadPage(f"At most {longest} characters.", field=field)
    phone = terms.phone.strip()
    if phone and not PHONE.fullmatch(phone):
        raise BadPage("That is not a telephone number.", field="phone")
    return structs.replace(
        terms,
        slug=slug,
        phone=phone,
        intro=terms.intro.strip(),
        place=terms.place.strip(),
        sites=_sites(terms.sites),
        deposits=checked_rules(terms.deposits),
    )


def _sites(typed: Iterable[str]) -> tuple[str, ...]:
    """Websites as browsers name them, each once."""
    sites = dict.fromkeys(site.strip().lower().rstrip("/") for site in typed if site.strip())
    if len(sites) > MOST_SITES:
        raise BadPage(f"At most {MOST_SITES} websites.", field="sites")
    for site in sites:
        if not is_site(site):
            sentence = f"“{site[:60]}” is no website's address. Like this: https://www.example.com"
            raise BadPage(sentence, field="sites")
    return tuple(sites)


def is_site(text: str) -> bool:
    """Whether that is a website's address as browsers name it."""
    return bool(SITE.fullmatch(text) or TRIED_OUT_AT.fullmatch(text))


def checked_wish(wish: W, *, country: str) -> W:
    """`wish` as it is kept. Raises `BadBooking` with the field that cannot be used."""
    found = faults(wish, country=country)
    for field, sentence in found.items():
        raise BadBooking(sentence, field=field)
    return structs.replace(
        wish,
        first_name=people.tidy(wish.first_name, field="first_name"),
        last_name=people.tidy(wish.last_name, field="last_name"),
        email=people.email(wish.email) or "",
        phone=people.phone(wish.phone, country=country) or "",
        request=_request(wish.request),
    )


def faults(wish: Wish, *, country: str) -> dict[str, str]:
    """A sentence for each field of a guest's form that cannot be used, in its order."""
    checks: dict[str, Callable[[], object]] = {
        "first_name": lambda: _name(wish.first_name, "first_name"),
        "last_name": lambda: _name(wish.last_name, "last_name"),
        "email": lambda: _email(wish.email),
        "phone": lambda: people.phone(wish.phone, country=country),
        "request": lambda: _request(wish.request),
    }
    found = {}
    for field, check in checks.items():
        try:
            check()
        except Invalid as refusal:
            found[field] = refusal.told
    return found


def checked_alteration(alteration: Alteration, *, country: str) -> Alteration:
    """`alteration` as it is kept. Raises `Invalid` with the field that cannot be used."""
    phone = people.phone(alteration.phone, country=country) or ""
    return structs.replace(alteration, phone=phone, request=_request(alteration.request))


def _name(text: str, field: str) -> None:
    name = people.person_name(text, field=field)
    if not name:
        raise Invalid(MISSING[field], field=field)
    if A_LINK.search(name):
        raise Invalid(said("A name only, please."), field=field)


def _email(text: str) -> None:
    if people.email(text) is None:
        sentence = said("Your e-mail address, please: the confirmation goes there.")
        raise Invalid(sentence, field="email")


def _request(text: str) -> str:
    lines = [people.tidy(line, field="request") for line in text.strip().splitlines()]
    request = "\n".join(lines)
    if len(request) > LONGEST_REQUEST:
        sentence = said("At most %(most)s characters.", most=LONGEST_REQUEST)
        raise Invalid(sentence, field="request")
    return request


COMING = frozenset({StatusType.UNCONFIRMED, StatusType.CONFIRMED})
"""Statuses that guests cancel from by themselves."""


def cancel_until(booking: Booking, terms: PageTerms) -> datetime:
    """Until when a guest may cancel."""
    return booking.starts_at - timedelta(minutes=terms.cancel_minutes)


def may_cancel(booking: Booking, terms: PageTerms, at: datetime) -> bool:
    """Whether a guest may still call it off."""
    return booking.status_type in COMING and is_in_time(booking, terms, at)


def is_in_time(booking: Booking, terms: PageTerms, at: datetime) -> bool:
    """Whether it is early enough to call off. Whoever waits has no table to give back in time."""
    return booking.waits is not None or at <= cancel_until(booking, terms)

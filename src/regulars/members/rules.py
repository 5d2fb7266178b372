"""How what people type about a person is read, kept and looked for. No clock, no database."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import phonenumbers
from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    NumberParseException,
    PhoneNumberFormat,
)

from regulars.kernel.errors import Invalid
from regulars.kernel.ids import UNAMBIGUOUS
from regulars.kernel.sentences import said
from regulars.members.birthdays import checked_birthday
from regulars.members.model import Details, NumberSought, Sought, TextSought

LONGEST_NAME = 80
LONGEST_CARD = 40
LONGEST_EMAIL = 254
LONGEST_URL = 500
LONGEST_KEYWORD = 100
LONGEST_FOLDED = 160
"""A folded text may be longer than what was typed; an index takes only so much."""

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")
PHONE_LIKE = re.compile(r"[\d\s+().\-/]*\d[\d\s+().\-/]*")
SHORTEST_PART = 4
"""So many first or last digits say something of whose number it is."""
WHOLE_NUMBER = 8
"""So many last digits are a number without what is dialled before it."""

SLIPS = str.maketrans("0O1I", "QQLL")
"""A code has none of the left ones, so whoever types one has misread the letter below it."""

TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of writing: they would rewrite the line they stand on."""

PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
    | dict.fromkeys("'’‘ʼʻ`´", "")
    | dict.fromkeys("-‐‑‒–—,;", " ")
)
"""Letters that no accent can be taken off, and marks that one person types and another does not."""

LAST = "\U0010ffff"
"""Sorts behind every letter."""


def checked(details: Details, *, country: str) -> Details:
    """`details` as they are kept. Raises `Invalid` with the first field that cannot be used."""
    return Details(
        first_name=first_name(details.first_name),
        last_name=person_name(details.last_name, field="last_name"),
        email=email(details.email or ""),
        phone=phone(details.phone or "", country=country),
        card_number=card_number(details.card_number or ""),
        picture_url=picture_url(details.picture_url or ""),
        birthday=checked_birthday(details.birthday),
    )


def faults(details: Details, *, country: str) -> dict[str, str]:
    """A sentence for each field that cannot be used, so that a form can say all at once."""
    found = {}
    for field in Details.__struct_fields__:
        alone = Details(**{"first_name": "–", field: getattr(details, field)})
        try:
            checked(alone, country=country)
        except Invalid as refusal:
            found[field] = refusal.sentence
    return found


def first_name(text: str) -> str:
    """A name that has to be there."""
    name = person_name(text, field="first_name")
    if not name:
        raise Invalid("A member needs a first name.", field="first_name")
    return name


def person_name(text: str, *, field: str) -> str:
    """A name in single blanks, without what cannot be seen."""
    name = tidy(text, field=field)
    if len(name) > LONGEST_NAME:
        sentence = said("A name has at most %(most)s characters.", most=LONGEST_NAME)
        raise Invalid(sentence, field=field)
    return name


def email(text: str) -> str | None:
    """An e-mail address in small letters, or None for an empty one."""
    address = tidy(text, field="email").lower()
    if address and (len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address)):
        raise Invalid(said("That is not an e-mail address."), field="email")
    return address or None


def phone(text: str, *, country: str) -> str | None:
    """A telephone number as it is dialled from anywhere, read as it is typed in `country`."""
    typed = tidy(text, field="phone")
    if not typed:
        return None
    number = dialled(typed, country)
    if number is None:
        sentence = said(
            "“%(number)s” is not a telephone number in this country.", number=typed[:40]
        )
        raise Invalid(sentence, field="phone")
    return number


def card_number(text: str) -> str | None:
    """A card's number without blanks and dashes, in capitals, or None for an empty one."""
    number = _in_one(tidy(text, field="card_number"))
    if len(number) > LONGEST_CARD:
        sentence = f"A card number has at most {LONGEST_CARD} characters."
        raise Invalid(sentence, field="card_number")
    return number or None


def picture_url(text: str) -> str | None:
    """The address of a picture, or None for an empty one. Only https: a page shows it."""
    url = tidy(text, field="picture_url")
    if not url:
        return None
    if len(url) > LONGEST_URL or " " in url or not _leads_somewhere(url):
        raise Invalid("A picture's address begins with https://.", field="picture_url")
    return url


def tidy(text: str, *, field: str) -> str:
    """`text` in single blanks, without what cannot be seen. Raises `Invalid` for broken text."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kinds = {unicodedata.category(letter) for letter in text}
    if "Cs" in kinds or "\0" in text:
        raise Invalid(said("This text has characters that cannot be kept."), field=field)
    if "Cc" in kinds:
        text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text)
    text = "".join(letter for letter in text if letter not in TURNING)
    return " ".join(unicodedata.normalize("NFC", text).split())


def dialled(text: str, country: str) -> str | None:
    """The number that `text` is in `country`, with its country code: `+61412345678`."""
    try:
        number = phonenumbers.parse(text, country)
    except NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def fold(text: str) -> str:
    """`text` as it is compared: without accents, capitals, apostrophes and dashes."""
    if text.isascii():
        return " ".join(text.lower().translate(PLAIN).split())
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if unicodedata.category(letter) != "Mn")
    return " ".join(bare.casefold().translate(PLAIN).split())


def in_ascii(text: str) -> str:
    """`text` with other letters spelt out, since not every server's index knows them as letters."""
    if text.isascii():
        return text
    return "".join(letter if letter.isascii() else f"x{ord(letter):04x}" for letter in text)


def forward_name(details: Details) -> str:
    return fold(f"{details.first_name} {details.last_name}")[:LONGEST_FOLDED]


def backward_name(details: Details) -> str:
    return fold(f"{details.last_name} {details.first_name}")[:LONGEST_FOLDED]


def search_text(details: Details, code: str) -> str:
    """Everything that a part of may be typed. A blank stands before each word, also the first."""
    parts = (
        details.first_name,
        details.last_name,
        # Most addresses share a few domains, so that part of one would find everybody.
        (details.email or "").partition("@")[0],
        (details.phone or "").lstrip("+"),
        details.card_number,
        code,
    )
    return " " + in_ascii(fold(" ".join(part for part in parts if part)))


def sought(keyword: str, *, country: str | None) -> Sought:
    """What `keyword` may mean. `country` helps with telephone numbers and may be unknown.

    Raises `Invalid` when it is too long, or no text at all.
    """
    keyword = tidy(keyword, field="keyword")
    if len(keyword) > LONGEST_KEYWORD:
        sentence = f"A search has at most {LONGEST_KEYWORD} characters."
        raise Invalid(sentence, field="keyword")
    if PHONE_LIKE.fullmatch(keyword):
        return _number_sought(keyword, country)
    return _text_sought(keyword)


def _text_sought(keyword: str) -> Sought:
    folded = fold(keyword)[:LONGEST_FOLDED]
    address = keyword.lower() if " " not in keyword else ""
    return TextSought(
        code=member_code(keyword),
        card_number=_in_one(keyword) or None,
        email=address or None,
        name_start=folded or None,
        domain_start=address.removeprefix("@") or None,
        patterns=patterns(in_ascii(folded).split()),
        # Several words, or part of an address: nobody types so much from the middle of a name.
        from_the_start=bool(folded) and not folded.isalpha(),
    )


def _number_sought(keyword: str, country: str | None) -> Sought:
    digits = phonenumbers.normalize_digits_only(keyword)
    # Trunk zeros, and the 00 or + before a country code, differ with where somebody stands.
    significant = phonenumbers.normalize_digits_only(keyword.replace("(0)", "")).lstrip("0")
    part = significant if len(significant) >= SHORTEST_PART else None
    return NumberSought(
        code=member_code(digits),
        card_number=digits,
        phones=tuple(_whole_numbers(keyword, significant, country)),
        whole_end=significant if len(significant) >= WHOLE_NUMBER else None,
        phone_end=part,
        phone_start=f"+{part}" if part else None,
        home_start=calling_code(country) + part if part and country else None,
        patterns=patterns([significant]),
    )


def _whole_numbers(keyword: str, significant: str, country: str | None) -> Iterator[str]:
    yield f"+{significant}"
    if country is not None and (number := dialled(keyword, country)):
        yield number


def calling_code(country: str) -> str:
    """What numbers of `country` begin with: `+61`."""
    return f"+{phonenumbers.country_code_for_region(country)}"


def calling_codes() -> dict[str, str]:
    """What numbers of each country begin with, by the country: `{"AU": "61", …}`."""
    return {
        country: str(code)
        for code, countries in COUNTRY_CODE_TO_REGION_CODE.items()
        for country in countries
        if len(country) == 2
    }


def member_code(text: str) -> str | None:
    """The member code that `text` is, typed with or without its dash, in any case."""
    letters = _in_one(text).translate(SLIPS)
    if len(letters) != 8 or not set(letters) <= set(UNAMBIGUOUS):
        return None
    return f"{letters[:4]}-{letters[4:]}"


def patterns(words: Sequence[str]) -> tuple[str, ...]:
    """For LIKE: every word somewhere in the text, a short one at the beginning of a word.

    The index knows three letters in a row, and the beginnings of words. So each pattern has one
    of them, and the longest, which find least, come first.
    """
    found = (_pattern(word.lstrip("0") if word.isdigit() else word) for word in words)
    return tuple(sorted(filter(None, found), key=len, reverse=True))


def _pattern(word: str) -> str:
    escaped = re.sub(r"([\\%_])", r"\\\1", word)
    if any(len(run) >= 3 for run in re.findall(r"[^\W_]+", word)):
        return f"%{escaped}%"
    return f"% {escaped}%" if word[:1].isalnum() else ""


def _in_one(text: str) -> str:
    """What stands on a card, however it is grouped there."""
    return re.sub(r"[\s\-‐‑–]", "", text).upper()


def _leads_somewhere(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False

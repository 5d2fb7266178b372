"""Members by number: always the same person for a number, with names as common as in life."""

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from regulars.kernel.ids import UNAMBIGUOUS
from regulars.members import rules
from regulars.members.model import Details

NAMES = Path(__file__).parent / "names"
# The most common first: who stands first has the name about forty times as often as the last.
FIRST_NAMES = (NAMES / "first.txt").read_text().split()
LAST_NAMES = (NAMES / "last.txt").read_text().split()
DOMAINS = ("mail.test", "inbox.test", "post.example", "bigpond.example", "uni.example", "work.test")
DOMAIN_WEIGHTS = (46, 22, 14, 9, 5, 4)


class Person(NamedTuple):
    """A row of the table of members, as far as it is about the person."""

    first_name: str
    last_name: str
    email: str | None
    phone: str | None
    card_number: str | None
    code: str
    forward_name: str
    backward_name: str
    search_text: str

    @property
    def details(self) -> Details:
        return Details(self.first_name, self.last_name, self.email, self.phone, self.card_number)


def people(count: int, *, seed: int = 1) -> Iterator[Person]:
    """Members 1 to `count`. Those of a longer list begin with those of a shorter one."""
    drawn = random.Random(seed)  # noqa: S311  a list that can be repeated
    firsts, lasts = steps(FIRST_NAMES), steps(LAST_NAMES)
    for number in range(1, count + 1):
        [first] = drawn.choices(FIRST_NAMES, cum_weights=firsts)
        [last] = drawn.choices(LAST_NAMES, cum_weights=lasts)
        last = last.replace("-", " ")
        chances = drawn.random()
        [domain] = drawn.choices(DOMAINS, DOMAIN_WEIGHTS)
        local = f"{plain(first)}.{plain(last)}{number}"
        email = f"{local}@{domain}" if chances < 0.85 else None
        phone = f"+614{scattered(number, 10**8):08d}" if chances > 0.1 else None
        card = f"{600_000_000 + scattered(number, 10**8)}" if number % 5 < 2 else None
        code = code_of(number)
        yield Person(
            first,
            last,
            email,
            phone,
            card,
            code,
            f"{folded(first)} {folded(last)}",
            f"{folded(last)} {folded(first)}",
            search_text(first, last, local if email else "", phone, card, code),
        )


def steps(names: list[str]) -> list[float]:
    """Cumulative weights, falling as the frequency of names does."""
    total, found = 0.0, []
    for rank in range(len(names)):
        total += 1 / (rank + 5)
        found.append(total)
    return found


def search_text(
    first: str, last: str, local: str, phone: str | None, card: str | None, code: str
) -> str:
    """What members/rules.py makes of it, put together of parts that were folded before."""
    letters, digits = code.lower().split("-")
    parts = (spelt(first), spelt(last), local, (phone or "").lstrip("+"), card, letters, digits)
    return " " + " ".join(part for part in parts if part)


def scattered(number: int, room: int) -> int:
    """Another number below `room` for each number below it, far from its neighbours'."""
    return (number * 48_271_003 + 12_345) % room


def code_of(number: int) -> str:
    value, letters = (number * 715_827_883_001 + 99_991) % 32**8, ""
    for _ in range(8):
        value, place = divmod(value, 32)
        letters += UNAMBIGUOUS[place]
    return f"{letters[:4]}-{letters[4:]}"


@cache
def folded(name: str) -> str:
    return rules.fold(name)


@cache
def spelt(name: str) -> str:
    return rules.in_ascii(rules.fold(name))


@cache
def plain(name: str) -> str:
    """A name as it stands in an e-mail address."""
    return "".join(letter for letter in folded(name) if letter.isascii() and letter.isalpha())

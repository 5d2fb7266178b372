"""What is measured: each kind of request with how a till asks and what a good answer is."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import quote, urlencode
from uuid import uuid4

import msgspec

from bench.client import Fine, get
from bench.people import Person, people
from bench.statements import ANOTHER_ACCOUNT, ANOTHER_MEMBER, ANOTHER_ORDER
from bench.till import Plan
from bench.venue import KEYS, SITE, Facts, account_id, member_id
from regulars.faces.pos_loyalty.claims import write_claim
from regulars.kernel.points import Points
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.platform.secrets import KeyRing
from regulars.programs.model import Claim

KEYWORDS = 64
PLACEHOLDER = "ORDERPLACEHOLDER"
PRICE = Points(100)


class Aim(msgspec.Struct, frozen=True):
    """What a kind of request shall reach: its part of pgbench's rate, CPU and p99 in ms."""

    ratio: float
    cpu: float
    p99: float | None = None


class Requests:
    """The requests of one run against one merchant."""

    def __init__(self, facts: Facts, plan: Plan) -> None:
        self._facts = facts
        self._plan = plan
        self._ring = KeyRing(KEYS)
        self._key = ConnectionKey(facts.merchant, facts.connection, 1)
        self._base = f"/pos/kounta/{write_key(self._ring, self._key)}"
        self._drawn = random.Random(plan.run)  # noqa: S311  which members are asked for
        self._redeemed = iter(range(plan.count))
        self._recorded = iter(range(plan.count))
        self.keywords = keywords(min(facts.members, 5_000))

    def search(self) -> Iterator[bytes]:
        asked = [self._path("search", keyword=keyword) for keyword in self.keywords]
        while True:
            yield get(self._drawn.choice(asked))

    def one_search(self, keyword: str) -> bytes:
        return get(self._path("search", keyword=keyword))

    def lookup(self) -> Iterator[bytes]:
        while True:
            yield self.one_lookup(self._drawn.randint(1, self._facts.members))

    def one_lookup(self, number: int) -> bytes:
        return get(self._path("rewards", reference_id=str(member_id(number))))

    def redeem(self) -> Iterator[bytes]:
        """Each open order once, with a button that was made just now."""
        for place in self._redeemed:
            yield self.one_redeem(place)

    def one_redeem(self, place: int) -> bytes:
        member = member_id(self._plan.member(place))
        claim = Claim(uuid4(), member, self._facts.reward, None, PRICE, datetime.now(UTC))
        text = write_claim(self._ring, self._key, claim)
        return get(f"{self._base}/redeem?claim={text}&order_id={self._plan.open(place)}")

    def sale(self) -> Iterator[bytes]:
        """Each paid order once."""
        for place in self._recorded:
            yield self.one_sale(place)

    def one_sale(self, place: int) -> bytes:
        return get(f"/bench/sales/{self._plan.paid(place)}", method="POST")

    def _path(self, function: str, **query: str) -> str:
        place = {
            "company_id": self._facts.company_id,
            "site_id": SITE,
            "order_id": PLACEHOLDER,
        }
        return f"{self._base}/{function}?{urlencode({**query, **place}, quote_via=quote)}"


def fine(kind: str) -> Fine:
    """Whether a body is a good answer to a request of `kind`."""
    signs = {
        "search": b'"first_name"',
        "lookup": b'"redeem_url"',
        "redeem": b'{"success":true}',
        "sale": b"done",
        "validate": b'"active":true',
        "customer_vouchers": b'"vouchers":[',
        "external_order": b"",
        "hot_wallet": b"",
        "diary": b'"bookings"',
        "diary_busy": b"",
        "diary_page": b"</html>",
        "seating": b"done",
        "till_alone": b"done",
        "page_times": b'"starts_at"',
        "page_day": b"</html>",
        "page_month": b"</html>",
        "dashboard_month": b'"total":',
        "dashboard_year": b'"total":',
        "dashboard_years": b'"total":',
    }
    return lambda body: signs[kind] in body


AIMS = {
    "search": Aim(0.12, 0.5, 30),
    "lookup": Aim(0.12, 0.5, 30),
    "redeem": Aim(0.30, 1.0),
    "sale": Aim(0.30, 1.0),
    "validate": Aim(0.12, 0.5),
    "customer_vouchers": Aim(0.12, 0.5),
    "external_order": Aim(0.30, 1.0),
    "hot_wallet": Aim(0.30, 1.0),
}


def keywords(members: int, *, seed: int = 5) -> list[str]:
    """What cashiers type of somebody: mostly a name or its beginning, sometimes a number."""
    drawn = random.Random(seed)  # noqa: S311  a list that can be repeated
    known = list(islice(people(members), members))
    found: list[str] = []
    while len(found) < KEYWORDS:
        if keyword := typed(drawn.choice(known), drawn):
            found.append(keyword)
    return found


def typed(person: Person, drawn: random.Random) -> str | None:
    first, last = person.first_name.lower(), person.last_name.lower()
    match drawn.choices(range(9), (20, 20, 15, 10, 10, 10, 5, 5, 5))[0]:
        case 0:
            return f"{first} {last}"
        case 1:
            return last
        case 2:
            return first
        case 3:
            return f"{first} {last[:2]}"
        case 4:
            return last[1:5] if len(last) > 5 else None
        case 5:
            return person.phone and f"0{person.phone[3:6]} {person.phone[6:9]} {person.phone[9:]}"
        case 6:
            return person.email and person.email.partition("@")[0]
        case 7:
            return person.card_number
        case _:
            return person.code.lower()


def others(plan: Plan, place: int, *, order: int) -> dict[str, str]:
    """What in the SQL of order `place` is another one each time, and how to reckon it."""

    number = plan.member(place)
    return {
        str(member_id(number)): ANOTHER_MEMBER,
        str(account_id(number)): ANOTHER_ACCOUNT,
        str(order): ANOTHER_ORDER,
    }

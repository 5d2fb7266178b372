"""No form of the console can be made to fail: each is found, and each field sent nonsense."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

import pytest
import pytest_asyncio
from tests.conftest import Clerk
from tests.faces.console import NOON, Browser, browsing, console, open_business
from tests.faces.test_console_apps import Till

from regulars.bookings.floor.blockouts import block
from regulars.bookings.floor.combinations import combine
from regulars.bookings.floor.model import NewBlockout, NewTable, Spot
from regulars.bookings.floor.read import read_floor
from regulars.bookings.floor.sections import add_section
from regulars.bookings.floor.services import add_service
from regulars.bookings.floor.starter import DINNER
from regulars.bookings.floor.tables import add_table
from regulars.bookings.model import StatusType
from regulars.bookings.statuses_own import add_status
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import SegmentId, StoreId
from regulars.kernel.money import Money
from regulars.members.model import NewMember
from regulars.merchants.connections import authorised, enable
from regulars.merchants.model import Credentials, Merchant
from regulars.merchants.stores import stores
from regulars.platform.db import Database
from regulars.pos.model import PosGoods, PosTable
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Program
from regulars.programs.segments.define import save_segment
from regulars.programs.segments.model import Criteria, Segment
from regulars.sales.exceptions import record_failure
from regulars.sales.model import ExternalOrder
from regulars.vouchers.issue import issue
from regulars.vouchers.model import AmountOff, NewVoucher, Terms, UseType

NONSENSE = ["", " ", "\x00", "x" * 5000, "-1", "0", "9" * 40, "1e400", "<b>", "é🍰", "\u202e", "on"]
NOT_FOLLOWED = ("/console/apps/kounta/authorise", "/console/sign-out")


KINDS = {
    "/console/members/…/wallet",
    "/console/vouchers",
    "/console/vouchers/…",
    "/console/vouchers/…/active",
    "/console/exceptions/…/aside",
    "/console/program/stores",
    "/console/segments/…",
    "/console/segments/…/delete",
    "/console/tiers",
    "/console/floor/…/tables/…",
    "/console/floor/…/sections/…",
    "/console/floor/…/combinations/…",
    "/console/services/…/…",
    "/console/blockouts/…",
    "/console/blockouts/…/…/remove",
    "/console/statuses/late",
}
"""Some forms that are there only when something is in their room."""
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
STORE = re.compile(r"(?<=/)\d{9}")
DAY = re.compile(r"(?<=day=)[\d-]+")
"""A diary leads on from day to day; one of them is enough."""


class BareTill(Till):
    """A till without tables."""

    def at(self, *_: object, **__: object) -> Any:
        return self

    async def goods(self) -> Sequence[PosGoods]:
        return ()

    async def tables(self, *_: object) -> Sequence[PosTable]:
        return ()


async def fill(db: Database, merchant: Merchant) -> None:
    """A program, a member, a voucher, a refused order and a floor, so that they have pages."""
    rosa = await join(db, merchant.id, NewMember("Rosa"), at=NOON, actor="test")
    worth = AmountOff(Money(500, "AUD"))
    terms = Terms(minimum=Money.zero("AUD"), member=rosa.id)
    new = NewVoucher(code="SORRY", worth=worth, use_type=UseType.ONE_TIME_USE, terms=terms)
    await issue(db, merchant.id, new, at=NOON, actor="test")
    plain = Program(merchant.id, "Regulars", "Points", one_for_each(Money(100, "AUD")))
    await set_program(db, plain, at=NOON, actor="test")
    away = Segment(SegmentId(uuid4()), "Away", Criteria(not_seen_days=60))
    await save_segment(db, merchant.id, away, at=NOON, actor="test")
    [store] = await stores(db, merchant.id)
    await draw(db, merchant, store.id)
    closed = NewBlockout(starts_at=NOON, ends_at=NOON + timedelta(hours=2), reason="Leak")
    await block(db, merchant.id, store.id, closed, at=NOON, actor="test")
    await add_status(db, merchant.id, "Late", StatusType.CONFIRMED, at=NOON, actor="test")
    order = ExternalOrder(id="A-1", voucher_code="GONE", total=Money(900, "AUD"))
    await record_failure(db, merchant.id, store.id, order, NotFound("No such code."), at=NOON)


async def draw(db: Database, merchant: Merchant, store: StoreId) -> None:
    """Two tables that may be pushed together, and a service."""
    room = await add_section(db, merchant.id, store, "Room", at=NOON, actor="test")
    for name, x in (("1", 1), ("2", 5)):
        new = NewTable(section=room.id, name=name, least=1, most=2, spot=Spot(x, 1))
        await add_table(db, merchant.id, store, new, at=NOON, actor="test")
    both = [table.id for table in (await read_floor(db, merchant.id, store)).tables]
    await combine(db, merchant.id, store, both, least=3, most=4, at=NOON, actor="test")
    await add_service(db, merchant.id, store, DINNER, at=NOON, actor="test")


@dataclass
class Found(HTMLParser):
    """The links and forms of a page."""

    links: set[str] = field(default_factory=set)
    forms: dict[str, set[str]] = field(default_factory=dict)
    action: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and given.get("href", "").startswith("/console"):
            self.links.add(given["href"].partition("#")[0])
        if tag == "form" and given.get("method") == "post":
            self.action = given["action"]
            self.forms.setdefault(self.action, set())
        if self.action and given.get("name") and tag in ("input", "select", "textarea", "button"):
            self.forms[self.action].add(given["name"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.action = ""


async def explore(browser: Browser) -> Found:
    """Every page that links lead to, and the forms on them."""
    found, seen, days = Found(links={"/console"}), set[str](), set[str]()
    while ahead := sorted(found.links - seen):
        for link in ahead:
            seen.add(link)
            of_a_day, day = DAY.subn("…", link)
            if not link.startswith(NOT_FOLLOWED) and not (day and of_a_day in days):
                days.add(of_a_day)
                page = await browser.open(link)
                assert page.status_code < 500, link
                found.feed(page.text)
    return found


@dataclass(frozen=True)
class Filled:
    """A database with something in every room, and what is found from the console's first page."""

    name: str
    found: Found


@pytest.fixture(scope="module")
def filled(clerk: Clerk, template: str, database_names: Iterator[str]) -> Iterator[Filled]:
    """Looked through once. Each test is given a copy, with the same addresses in it."""
    name = next(database_names)
    yield Filled(name, asyncio.run(look_through(clerk.make(name, template=template))))
    clerk.drop(name)


async def look_through(url: str) -> Found:
    db = await Database.open(url)
    merchant = await open_business(db)
    connection = await enable(db, merchant.id, "kounta", at=NOON)
    await authorised(db, merchant.id, connection.id, "5801", "Harbour Group", at=NOON)
    await fill(db, merchant)
    async with owner(db) as browser:
        found = await explore(browser)
    await db.close()
    assert "/console/apps/kounta/mapping" in found.forms
    assert {STORE.sub("…", ID.sub("…", action)) for action in found.forms} >= KINDS
    return found


@asynccontextmanager
async def owner(db: Database) -> AsyncIterator[Browser]:
    """The owner, signed in."""
    add_on = Credentials("installed-id", "installed-secret")
    async with browsing(console(db, tills=BareTill(), add_on=add_on)) as browser:
        await browser.sign_in("mia@example.test")
        yield browser


@pytest.fixture
def database_url(filled: Filled, clerk: Clerk, database_names: Iterator[str]) -> Iterator[str]:
    name = next(database_names)
    yield clerk.make(name, template=filled.name)
    clerk.drop_later(name)


@pytest_asyncio.fixture
async def browser(db: Database) -> AsyncIterator[Browser]:
    async with owner(db) as browser:
        yield browser


@pytest.mark.parametrize("typed", NONSENSE)
async def test_nonsense_in_every_field_of_every_form_is_no_accident(
    filled: Filled, browser: Browser, typed: str
) -> None:
    for action, names in filled.found.forms.items():
        if not action.startswith(NOT_FOLLOWED):
            fields = dict.fromkeys(names - {"_csrf_token"}, typed)
            answer = await browser.post(action, **fields)
            assert answer.status_code < 500, (action, answer.text)


@pytest.mark.parametrize("typed", NONSENSE)
async def test_nonsense_in_an_address_is_no_accident(
    filled: Filled, browser: Browser, typed: str
) -> None:
    names = ("q", "next", "before", "after", "page", "state", "code", "error", "store", "of")
    for link in filled.found.links - {"/console/apps/kounta/authorise"}:
        page = await browser.open(link, params=dict.fromkeys(names, typed))
        assert page.status_code < 500, (link, page.text)

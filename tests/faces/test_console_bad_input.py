"""No form of the console can be made to fail: each is found, and each field sent nonsense."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from tests.faces.console import NOON, Browser, browsing, console, open_business
from tests.faces.test_console_apps import Till

from regulars.merchants.connections import authorised, enable
from regulars.merchants.model import Credentials
from regulars.platform.db import Database

NONSENSE = ["", " ", "\x00", "x" * 5000, "-1", "0", "9" * 40, "1e400", "<b>", "é🍰", "\u202e", "on"]
NOT_FOLLOWED = ("/console/apps/kounta/authorise", "/console/sign-out")


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
    found, seen = Found(links={"/console"}), set[str]()
    while ahead := sorted(found.links - seen):
        for link in ahead:
            seen.add(link)
            if not link.startswith(NOT_FOLLOWED):
                page = await browser.open(link)
                assert page.status_code < 500, link
                found.feed(page.text)
    return found


@pytest.mark.parametrize("typed", NONSENSE)
async def test_nonsense_in_every_field_of_every_form_is_no_accident(
    db: Database, typed: str
) -> None:
    merchant = await open_business(db)
    connection = await enable(db, merchant.id, "kounta", at=NOON)
    await authorised(db, merchant.id, connection.id, "5801", "Harbour Group", at=NOON)
    add_on = Credentials("installed-id", "installed-secret")
    async with browsing(console(db, tills=Till(), add_on=add_on)) as browser:
        await browser.sign_in("mia@example.test")
        found = await explore(browser)
        assert "/console/apps/kounta/mapping" in found.forms

        for action, names in found.forms.items():
            if not action.startswith(NOT_FOLLOWED):
                fields = dict.fromkeys(names - {"_csrf_token"}, typed)
                answer = await browser.post(action, **fields)
                assert answer.status_code < 500, (action, answer.text)


@pytest.mark.parametrize("typed", NONSENSE)
async def test_nonsense_in_an_address_is_no_accident(db: Database, typed: str) -> None:
    await open_business(db)
    async with browsing(console(db, tills=Till())) as browser:
        await browser.sign_in("mia@example.test")
        found = await explore(browser)
        names = ("q", "next", "before", "after", "page", "state", "code", "error", "store")
        for link in found.links - {"/console/apps/kounta/authorise"}:
            page = await browser.open(link, params=dict.fromkeys(names, typed))
            assert page.status_code < 500, (link, page.text)

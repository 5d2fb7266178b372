"""Promises of the room Booking page: a manager opens it, says what guests may book, and sees it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from msgspec import structs
from tests.faces.booking import Scene, open_venue
from tests.faces.console import NOON, Browser, browsing, console, hire, open_business

from regulars.bookings.floor.services import change_service, remove_service
from regulars.bookings.page.model import PageTerms
from regulars.bookings.page.read import page_of
from regulars.bookings.quiet.read import offers_of
from regulars.kernel.ids import ServiceId
from regulars.merchants.model import Role
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database

TERMS = {
    "open": "on",
    "slug": "The-Quay",
    "most_covers": "6",
    "notice_minutes": "120",
    "days_ahead": "30",
    "cancel_minutes": "1440",
    "intro": "By the water.\r\nDogs are welcome.",
    "place": "12 Quay St, Sydney",
    "phone": "+61 2 5550 1234",
    "remind_minutes": "240",
    "thanks": "on",
    "sites": "https://www.quay.example\r\nhttps://quay.example/",
}


@dataclass
class Room:
    """The venue, and its owner at a desk."""

    scene: Scene
    browser: Browser

    @property
    def address(self) -> str:
        return f"/console/booking-page/{self.scene.store.id}"


@pytest_asyncio.fixture
async def room(db: Database) -> AsyncIterator[Room]:
    scene = await open_venue(db)
    async with browsing(console(db)) as browser:
        await browser.sign_in("mia@example.test")
        yield Room(scene, browser)


async def test_a_manager_says_what_guests_may_book(room: Room) -> None:
    await room.browser.open(room.address)
    saved = await room.browser.send(room.address, **TERMS)
    assert "Saved. Guests can book." in saved.text
    assert "http://hub.test/book/the-quay" in saved.text
    assert "<svg" in saved.text.partition("QR code of the booking page")[2][:80]
    assert "Tuesday, 5 May 2026" not in saved.text
    assert "Monday, 4 May 2026" in saved.text.partition("What guests find now")[2]
    for words in ("By the water.", "12 Quay St, Sydney", 'value="6"'):
        assert words in saved.text
    page = await page_of(room.scene.db, room.scene.merchant.id, room.scene.store.id)
    assert page is not None
    terms = page.terms
    assert (terms.slug, terms.most_covers, terms.cancel_minutes) == ("the-quay", 6, 1440)
    assert terms.intro == "By the water.\nDogs are welcome."
    assert (terms.remind_minutes, terms.thanks, terms.takes_waiting) == (240, True, False)
    assert terms.sites == ("https://www.quay.example", "https://quay.example")
    script = "&lt;script src=&#34;http://hub.test/book/the-quay/widget.js&#34; async&gt;"
    assert script in saved.text
    never = TERMS | {"open": "", "remind_minutes": "0", "sites": ""}
    closed = await room.browser.send(room.address, **never)
    assert "widget.js" not in closed.text
    assert (await room.scene.venue()).terms.remind_minutes is None
    assert "Saved. The page is closed." in closed.text
    assert "takes no bookings, and to call +61 2 5550 1234" in closed.text


async def test_what_cannot_be_used_changes_nothing(room: Room) -> None:
    before = await room.scene.venue()
    await room.browser.open(room.address)
    wrong = [
        ("slug", "", "Where shall the page be?"),
        ("slug", "the quay!", "Small letters, digits and single dashes"),
        ("slug", "a--b", "Small letters, digits and single dashes"),
        ("most_covers", "0", "Between 1 and 100, please."),
        ("most_covers", "two", "A whole number, please."),
        ("days_ahead", "401", "Between 1 and 400, please."),
        ("notice_minutes", "", "A number, please."),
        ("phone", "ring the bell", "That is not a telephone number."),
        ("intro", "x" * 501, "At most 500 characters."),
        ("place", "x" * 201, "At most 200 characters."),
        ("remind_minutes", "10", "Between 30 and 20160, please."),
        ("sites", "http://quay.example", "is no website&#39;s address."),
    ]
    for field, typed, sentence in wrong:
        page = await room.browser.send(room.address, **(TERMS | {field: typed}))
        assert page.status_code == 422
        assert sentence in page.text.partition(f'id="error-{field}"')[2][:300]
        assert "By the water." in page.text or field == "intro"
    assert await room.scene.venue() == before


async def test_an_address_of_another_venue_is_refused_and_the_next_is_suggested(
    room: Room, db: Database
) -> None:
    await add_store(db, room.scene.merchant, "Garden bar", at=room.scene.now[0])
    garden = next(
        one for one in await stores(db, room.scene.merchant.id) if one.name == "Garden bar"
    )
    address = f"/console/booking-page/{garden.id}"
    fresh = await room.browser.open(address)
    assert 'value="harbour-kitchen-garden-bar"' in fresh.text
    assert "QR code" not in fresh.text
    assert "There is no page yet." in fresh.text
    refused = await room.browser.send(address, **(TERMS | {"slug": room.scene.slug}))
    assert refused.status_code == 422
    assert "is another venue&#39;s address" in refused.text
    assert await page_of(db, room.scene.merchant.id, garden.id) is None
    saved = await room.browser.send(address, **TERMS)
    assert "No table for 2 people in the next 30 days." in saved.text


async def test_only_managers_set_it_up_and_only_for_their_own_stores(
    room: Room, db: Database
) -> None:
    await hire(db, room.scene.merchant, Role.STAFF, "jo@example.test")
    await open_business(db, "other@example.test")
    async with browsing(console(db)) as staff, browsing(console(db)) as other:
        await staff.sign_in("jo@example.test")
        assert (await staff.open(room.address)).status_code == 403
        assert (await staff.send(room.address, **TERMS)).status_code == 403
        await other.sign_in("other@example.test")
        assert (await other.open(room.address)).status_code == 404
        assert (await other.send(room.address, **TERMS)).status_code == 404
    first = await room.browser.open("/console/booking-page")
    assert first.url.path == room.address
    assert (await room.scene.venue()).terms.slug == "harbour-kitchen"


async def test_a_manager_says_who_pays_ahead_and_in_which_order_that_counts(
    room: Room, db: Database
) -> None:
    page = await room.browser.open(room.address)
    assert "No payment provider is set up" in page.text
    assert "No deposit is asked for." in page.text
    new = f"{room.address}/deposits/new"
    form = (await room.browser.open(new)).text
    assert f'action="{room.address}/deposits"' in form
    assert 'value="6"' in form
    days = {f"day_{day}": "on" for day in range(7)}
    large = {"name": "Large", "least_covers": "6", "amount": "20", "per": "cover", **days}
    wrong = [
        ("name", "", "What is this rule called?"),
        ("amount", "0", "An amount above nothing, please."),
        ("amount", "a lot", "is not a number"),
        ("least_covers", "0", "Between 1 and 100"),
        ("last_day", "2026-05-01", "The last day comes before the first."),
    ]
    for field, typed, sentence in wrong:
        refused = await room.browser.send(
            f"{room.address}/deposits", **(large | {"first_day": "2026-05-02", field: typed})
        )
        assert refused.status_code == 422
        assert sentence in refused.text.partition(f'id="error-{field}"')[2][:300], field
    saved = await room.browser.send(f"{room.address}/deposits", **large)
    assert "Large is saved." in saved.text
    assert "$20.00 a person" in saved.text
    assert "Parties of 6 or more" in saved.text
    dinner = f"service_{room.scene.dinner.id}"
    fridays = {"name": "Fridays", "least_covers": "1", "amount": "12.50", "per": "booking"}
    await room.browser.send(f"{room.address}/deposits", **fridays, day_4="on", **{dinner: "on"})
    moved = await room.browser.send(f"{room.address}/deposits/place", was="Fridays", way="up")
    assert moved.text.index(">Fridays<") < moved.text.index(">Large<")
    assert "Fri · Dinner" in moved.text
    # The rest of the page is saved without touching them.
    await room.browser.send(room.address, **TERMS)
    first, second = (await page_terms(room)).deposits
    assert (first.name, first.amount_minor, first.weekdays) == ("Fridays", 1250, 0b1_0000)
    assert first.services == (room.scene.dinner.id,)
    assert (second.name, second.services) == ("Large", ())
    again = large | {"amount": "25", "was": "Large"}
    await room.browser.send(f"{room.address}/deposits", **again)
    gone = await room.browser.send(f"{room.address}/deposits/remove", was="Fridays")
    assert "Fridays is gone." in gone.text
    [rule] = (await page_terms(room)).deposits
    assert rule.amount_minor == 2500
    assert (await room.browser.open(f"{room.address}/deposits/2")).status_code == 404
    assert (await room.browser.post(f"{room.address}/deposits/remove", was="x")).status_code == 404
    await hire(db, room.scene.merchant, Role.STAFF, "jo@example.test")
    async with browsing(console(db)) as staff:
        await staff.sign_in("jo@example.test")
        assert (await staff.open(f"{room.address}/deposits/1")).status_code == 403
        assert (await staff.post(f"{room.address}/deposits", **large)).status_code == 403


async def test_a_rule_whose_service_is_gone_holds_for_nothing_and_never_for_all(
    room: Room, db: Database
) -> None:
    await room.browser.open(f"{room.address}/deposits/new")
    merchant, dinner, lunch = room.scene.merchant.id, room.scene.dinner, room.scene.lunch
    chosen = {"day_4": "on", f"service_{dinner.id}": "on"}
    deposit = {"name": "Fridays", "least_covers": "1", "amount": "12.50", "per": "booking"}
    quiet = {
        "name": "Early", "gives": "voucher", "value": "5", "budget_money": "100", "fullest": "30",
        "active": "on",
    }  # fmt: skip
    offers = f"/console/quiet/{room.scene.store.id}"
    await room.browser.send(f"{room.address}/deposits", **deposit | chosen)
    await room.browser.send(offers, **quiet | chosen)
    [offer] = await offers_of(db, merchant, room.scene.store.id)
    lists = (room.address, offers)
    forms = (f"{room.address}/deposits/1", f"{offers}/{offer.id}")
    rules = (
        (f"{room.address}/deposits", deposit | {"was": "Fridays"}),
        (f"{offers}/{offer.id}", quiet),
    )

    async def of_rules() -> list[tuple[ServiceId, ...]]:
        [rule] = (await page_terms(room)).deposits
        [offer] = await offers_of(db, merchant, room.scene.store.id)
        return [rule.services, offer.terms.services]

    # What is switched off may come back.
    said: dict[str, Any] = {"at": NOON, "actor": "test"}
    off = structs.replace(dinner.terms, active=False)
    await change_service(db, merchant, dinner.id, off, **said)
    for page in lists:
        assert "Dinner (off)" in (await room.browser.open(page)).text
    for (address, typed), form in zip(rules, forms, strict=True):
        assert f'name="service_{dinner.id}" checked' in (await room.browser.open(form)).text
        await room.browser.send(address, **typed | chosen)
    assert await of_rules() == [(dinner.id,)] * 2

    await remove_service(db, merchant, dinner.id, **said)
    for page in lists:
        shown = (await room.browser.open(page)).text
        assert "its service is gone: it holds for nothing" in shown
    assert ">Never<" in shown
    for (address, typed), form in zip(rules, forms, strict=True):
        opened = (await room.browser.open(form)).text
        assert "checked disabled><span>Removed service</span>" in opened
        refused = await room.browser.send(address, **typed | {"day_4": "on"})
        assert refused.status_code == 422
        assert "Choose a service. The one that it was for is gone." in refused.text
        assert "Removed service" in refused.text
    assert await of_rules() == [(dinner.id,)] * 2
    for address, typed in rules:
        await room.browser.send(address, **typed | {"day_4": "on", f"service_{lunch.id}": "on"})
    assert await of_rules() == [()] * 2, "lunch is every service that is left"


async def page_terms(room: Room) -> PageTerms:
    page = await page_of(room.scene.db, room.scene.merchant.id, room.scene.store.id)
    assert page is not None
    return page.terms

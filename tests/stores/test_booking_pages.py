"""Promises of booking pages: an address leads to one store of the hub, and keeps leading there."""

import asyncio
from typing import Any

import pytest
from tests.faces.console import NOON, open_business

from regulars.bookings.page.change import change_page, open_page
from regulars.bookings.page.errors import BadPage, NoSuchPage
from regulars.bookings.page.model import PageTerms
from regulars.bookings.page.read import venue_at
from regulars.bookings.page.rules import checked_terms, slug_of
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import StoreId
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.model import NewMerchant, NewOwner
from regulars.merchants.stores import stores
from regulars.platform import journal
from regulars.platform.db import Database

SAID: dict[str, Any] = {"at": NOON, "actor": "test"}


async def test_a_page_is_opened_under_a_free_address_made_of_its_names(db: Database) -> None:
    found = []
    for number in range(3):
        merchant = await open_business(db, f"mia{number}@example.test")
        [store] = await stores(db, merchant.id)
        page = await open_page(db, merchant.id, store.id, **SAID)
        assert await open_page(db, merchant.id, store.id, **SAID) == page
        found.append(page.terms.slug)
    assert found == [
        "harbour-kitchen",
        "harbour-kitchen-front-room",
        "harbour-kitchen-front-room-2",
    ]


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (("Café Élan", "Bar & Grill"), "cafe-elan-bar-and-grill"),
        (("Ταβέρνα ο Θωμάς", "Χανιά"), "taverna-o-thomas-chania"),
        (("Mia’s", "–Bar–"), "mias-bar"),
        (("寿司", "東京"), ""),
        (("x",), ""),
        (("a" * 200,), "a" * 60),
    ],
)
def test_an_address_is_made_of_what_names_sound_like(names: tuple[str, ...], slug: str) -> None:
    assert slug_of(*names) == slug


def test_only_whole_websites_by_https_may_show_the_page() -> None:
    typed = (
        " https://Blue-Door.example/ ",
        "https://blue-door.example",
        "",
        "http://localhost:8080",
    )
    terms = checked_terms(PageTerms(slug="quay", sites=typed))
    assert terms.sites == ("https://blue-door.example", "http://localhost:8080")
    for bad in (
        "http://blue-door.example",
        "blue-door.example",
        "https://blue-door.example/menu",
        "https://*.example",
        "https://a.example https://b.example",
        "https://a.example;script-src *",
        "https://",
        "'self'",
    ):
        with pytest.raises(BadPage) as refused:
            checked_terms(PageTerms(slug="quay", sites=(bad,)))
        assert refused.value.field == "sites"
    with pytest.raises(BadPage):
        checked_terms(
            PageTerms(slug="quay", sites=tuple(f"https://{n}.example" for n in range(11)))
        )


async def test_a_name_without_such_letters_still_gets_an_address(db: Database) -> None:
    new = NewMerchant("寿司", "JP", "JPY", "ja_JP", "Asia/Tokyo")
    owner = NewOwner("ken@example.test", "Ken Ito", "flat white please")
    merchant = await create_merchant(db, new, owner, "東京", at=NOON)
    [store] = await stores(db, merchant.id)
    assert (await open_page(db, merchant.id, store.id, **SAID)).terms.slug == "table-2"


async def test_of_many_venues_after_one_address_one_gets_it(db: Database) -> None:
    async def ask(number: int) -> bool:
        merchant = await open_business(db, f"mia{number}@example.test")
        [store] = await stores(db, merchant.id)
        try:
            terms = PageTerms(slug="the-quay")
            await change_page(db, merchant.id, store.id, terms, **SAID)
        except BadPage:
            return False
        return (await venue_at(db, "the-quay")).merchant.id == merchant.id

    assert sorted(await asyncio.gather(*map(ask, range(6)))) == [False] * 5 + [True]


async def test_an_address_that_was_given_up_stays_the_stores(db: Database) -> None:
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    before = await open_page(db, merchant.id, store.id, **SAID)
    terms = PageTerms(slug="the-quay", open=False, sites=("https://quay.example",))
    await change_page(db, merchant.id, store.id, terms, **SAID)
    for slug in (before.terms.slug, "the-quay"):
        assert (await venue_at(db, slug)).terms == terms
    await change_page(db, merchant.id, store.id, before.terms, **SAID)
    assert (await venue_at(db, "the-quay")).terms == before.terms
    facts = [fact.data for fact in await journal.newest(db, merchant.id, limit=10)]
    assert {"store": store.id, "slug": "the-quay", "open": False} in facts
    for unknown in ("nobody", "The-Quay", "the--quay", "", "x" * 500):
        with pytest.raises(NoSuchPage):
            await venue_at(db, unknown)


async def test_a_store_of_another_merchant_gets_no_page(db: Database) -> None:
    mine = await open_business(db)
    other = await open_business(db, "other@example.test")
    [store] = await stores(db, other.id)
    for number in (store.id, StoreId(1)):
        with pytest.raises(NotFound):
            await open_page(db, mine.id, number, **SAID)
        with pytest.raises(NotFound):
            await change_page(db, mine.id, number, PageTerms(slug="mine"), **SAID)
    assert await db.all("select slug from booking_addresses") == []

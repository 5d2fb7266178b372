"""A store's booking page is opened, and changed."""

from datetime import datetime

from regulars.bookings.page.errors import BadPage
from regulars.bookings.page.facts import BookingPageChanged
from regulars.bookings.page.model import BookingPage, PageTerms
from regulars.bookings.page.rules import checked_terms, suggestions
from regulars.bookings.store import pages
from regulars.kernel.errors import NotFound
from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.model import Merchant, Store
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import stores
from regulars.platform import journal
from regulars.platform.db import Database, Reads, Transaction


async def open_page(
    db: Database, merchant: MerchantId, store: StoreId, *, at: datetime, actor: str
) -> BookingPage:
    """Open a store's page as most venues have it, under a free address; one that is there stays.

    Raises `NotFound` for a store that the merchant does not have.
    """
    found = await pages.of_store(db, merchant, store)
    if found is not None:
        return found
    terms = await proposed_terms(db, await read_merchant(db, merchant), store)
    return await change_page(db, merchant, store, terms, at=at, actor=actor)


async def proposed_terms(reads: Reads, merchant: Merchant, store: StoreId) -> PageTerms:
    """What a page begins with, under an address that is free now."""
    venue = await _store(reads, merchant.id, store)
    best = list(suggestions(merchant.name, venue.name, venue.id))
    taken = await pages.taken(reads, best)
    return PageTerms(slug=next(slug for slug in best if slug not in taken))


async def change_page(
    db: Database,
    merchant: MerchantId,
    store: StoreId,
    terms: PageTerms,
    *,
    at: datetime,
    actor: str,
) -> BookingPage:
    """Have the page as `terms` say. Addresses that it had before lead to it for ever.

    Raises `BadPage` with the field that cannot be used, also for an address that another store
    has, and `NotFound`.
    """
    terms = checked_terms(terms)
    await _store(db, merchant, store)

    async def work(tx: Transaction) -> BookingPage:
        if not await pages.take_slug(tx, merchant, store, terms.slug):
            sentence = f"“{terms.slug}” is another venue's address. Add the street, or the town."
            raise BadPage(sentence, field="slug")
        await pages.save(tx, merchant, store, terms)
        fact = BookingPageChanged(store=store, slug=terms.slug, open=terms.open)
        await journal.write(tx, merchant, fact, at=at, actor=actor)
        return BookingPage(merchant=merchant, store=store, terms=terms)

    return await db.tx(work)


async def _store(reads: Reads, merchant: MerchantId, store: StoreId) -> Store:
    found = next((one for one in await stores(reads, merchant) if one.id == store), None)
    if found is None:
        raise NotFound("There is no such store.")
    return found

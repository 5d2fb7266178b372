"""Booking pages, and who asked for what on them."""

from regulars.bookings.errors import NoSuchBooking
from regulars.bookings.page.errors import NoSuchPage
from regulars.bookings.page.model import Asked, BookingPage, Venue
from regulars.bookings.page.rules import SLUG
from regulars.bookings.store import booking_requests, pages
from regulars.kernel.ids import BookingId, MerchantId, StoreId
from regulars.kernel.sentences import said
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import stores
from regulars.platform.db import Reads
from regulars.platform.languages import Language, language_of


async def venue_at(reads: Reads, slug: str) -> Venue:
    """Whose page an address leads to, also one that it had before. Raises `NoSuchPage`."""
    return await reads.together((venue_at, slug), lambda: _venue_at(reads, slug))


async def _venue_at(reads: Reads, slug: str) -> Venue:
    page = await pages.by_slug(reads, slug) if SLUG.fullmatch(slug) else None
    if page is None:
        sentence = said("No booking page has this address. Please look at it again.")
        raise NoSuchPage(sentence)
    return await venue_of(reads, page)


async def venue_of(reads: Reads, page: BookingPage) -> Venue:
    """The page with the store and the merchant whose it is."""
    merchant = await read_merchant(reads, page.merchant)
    venues = await stores(reads, page.merchant)
    store = next(one for one in venues if one.id == page.store)
    language = language_of(merchant.locale) or Language.ENGLISH
    return Venue(merchant, store, page.terms, language)


async def page_of(reads: Reads, merchant: MerchantId, store: StoreId) -> BookingPage | None:
    """The page of a store, if it was ever opened."""
    return await pages.of_store(reads, merchant, store)


def calls_by_mail(page: BookingPage) -> bool:
    """Whether what becomes free there is offered to those who wait."""
    return page.terms.open and page.terms.takes_waiting


async def who_asked(reads: Reads, merchant: MerchantId, booking: BookingId) -> Asked:
    """Raises `NoSuchBooking` for one that was not made on a booking page."""
    found = await booking_requests.asked(reads, merchant, booking)
    if found is None:
        raise NoSuchBooking(said("There is no such booking."))
    return found


async def has_booked(reads: Reads, merchant: MerchantId, key: str) -> bool:
    """Whether the form of that name booked a table."""
    return await booking_requests.by_key(reads, merchant, key) is not None

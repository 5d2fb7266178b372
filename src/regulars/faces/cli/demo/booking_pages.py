"""Where the demo's guests book by themselves, what they pay ahead and what quiet times give."""

from datetime import datetime
from typing import Final

import msgspec

from regulars.bookings.deposits.model import DepositRule, Per
from regulars.bookings.page.change import change_page, open_page
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of
from regulars.bookings.quiet.arrange import add_offer
from regulars.bookings.quiet.model import Multiplier, OfferTerms, SlotVoucher
from regulars.faces.cli.demo.program import ACTOR, dollars
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MerchantId, StoreId
from regulars.merchants.stores import stores

RESTAURANT: Final = "Harbour Kitchen"
PLACES: Final = {RESTAURANT: "12 Wharf Street, Sydney", "Garden Bar": "3 Fig Lane, Sydney"}
PHONE: Final = "02 5550 4300"
INTRO: Final = "Fish from the boats across the street, and a long table by the window."
LARGE_PARTIES: Final = DepositRule(
    name="Large parties", least_covers=6, amount_minor=dollars(20).minor, per=Per.COVER
)

MONDAY_TO_THURSDAY: Final = 0b1111
QUIET_TIMES: Final = (
    OfferTerms(
        name="Early tables",
        weekdays=MONDAY_TO_THURSDAY,
        from_minute=17 * 60,
        until_minute=18 * 60 + 30,
        fullest=60,
        gives=Multiplier(20_000),
        most=150,
        budget=6_000,
    ),
    OfferTerms(
        name="Lunch in the week",
        weekdays=MONDAY_TO_THURSDAY,
        from_minute=11 * 60,
        until_minute=15 * 60,
        fullest=40,
        gives=SlotVoucher(dollars(10)),
        most=dollars(10).minor,
        budget=dollars(400).minor,
    ),
)


async def open_pages(
    hub: Hub, merchant: MerchantId, venues: dict[str, StoreId], *, at: datetime
) -> None:
    """The booking page of every store that the demo knows by name."""
    for name, place in PLACES.items():
        if name not in venues:
            continue
        page = await open_page(hub.db, merchant, venues[name], at=at, actor=ACTOR)
        terms = msgspec.structs.replace(
            page.terms,
            place=place,
            phone=PHONE,
            intro=INTRO if name == RESTAURANT else "",
            deposits=(LARGE_PARTIES,) if name == RESTAURANT else (),
        )
        await change_page(hub.db, merchant, venues[name], terms, at=at, actor=ACTOR)
    if RESTAURANT in venues:
        for offer in QUIET_TIMES:
            await add_offer(hub.db, merchant, venues[RESTAURANT], offer, at=at, actor=ACTOR)


async def first_page(hub: Hub, merchant: MerchantId) -> str:
    """Where a store's booking page is, the restaurant's first; nothing where there is none."""
    links = BookingLinks(hub.base_url, hub.ring)
    for store in sorted(await stores(hub.db, merchant), key=lambda one: one.name != RESTAURANT):
        page = await page_of(hub.db, merchant, store.id)
        if page is not None:
            return links.page(page.terms.slug)
    return ""

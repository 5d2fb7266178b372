"""Where the demo's guests book by themselves, what they pay ahead and what quiet times give."""

from datetime import datetime
from typing import Final

import msgspec

from regulars.bookings.deposits.model import DepositRule, Per
from regulars.bookings.page.change import change_page, open_page
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.read import page_of
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


async def first_page(hub: Hub, merchant: MerchantId) -> str:
    """Where a store's booking page is, the restaurant's first; nothing where there is none."""
    links = BookingLinks(hub.base_url, hub.ring)
    for store in sorted(await stores(hub.db, merchant), key=lambda one: one.name != RESTAURANT):
        page = await page_of(hub.db, merchant, store.id)
        if page is not None:
            return links.page(page.terms.slug)
    return ""

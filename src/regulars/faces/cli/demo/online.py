"""Guests of the demo who book by themselves, as their booking page would take it."""

from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

from regulars.bookings.guest import NewGuest
from regulars.bookings.model import Booking
from regulars.bookings.page import offers
from regulars.bookings.page.book import book
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import Venue, Wish
from regulars.bookings.page.read import page_of, venue_of
from regulars.bookings.rules.availability import nearest
from regulars.bookings.rules.times import day_of
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import MerchantId, StoreId
from regulars.members.model import Member

ASKS: Final = ("A high chair, please", "We are celebrating", "Somewhere quiet, if you can")


@dataclass(frozen=True, slots=True)
class Online:
    """The booking page of one store, and who uses it."""

    hub: Hub
    venue: Venue
    random: Random

    async def book(
        self, who: Member | NewGuest, wanted: datetime, covers: int, *, at: datetime
    ) -> Booking | None:
        """What somebody with an e-mail address gets who comes to the page at `at`, if anything."""
        day = day_of(wanted, self.venue.store.time_zone)
        offered = await offers.times(self.hub.db, self.venue, day, covers, at=at)
        if who.email is None or not offered:
            return None
        [slot] = nearest(offered, wanted, limit=1)
        wish = Wish(
            key=f"{self.random.getrandbits(128):032x}",
            starts_at=slot.starts_at,
            service=slot.service,
            covers=covers,
            first_name=who.first_name,
            last_name=who.last_name,
            email=who.email,
            request=self.random.choice(ASKS) if self.random.random() < 0.2 else "",
        )
        links = BookingLinks(self.hub.base_url, self.hub.ring)
        return await book(self.hub.db, self.venue, wish, links=links, at=at)


async def online_at(
    hub: Hub, merchant: MerchantId, store: StoreId, random: Random
) -> Online | None:
    """The booking page of a store, if it has one."""
    page = await page_of(hub.db, merchant, store)
    return None if page is None else Online(hub, await venue_of(hub.db, page), random)

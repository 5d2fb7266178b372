"""Guests at a booking page, and short ways to say what they do there."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from tests.faces.booking import FRIDAY, LINKS, SYDNEY, Scene, in_sydney

from regulars.bookings.model import Booking
from regulars.bookings.page import offers
from regulars.bookings.page.alter import alter
from regulars.bookings.page.book import book
from regulars.bookings.page.hold import hold
from regulars.bookings.page.model import Alteration, Held, HoldWish, Wish
from regulars.kernel.ids import BookingId


@dataclass
class Guests:
    """Each has a form of their own, which is named by its key."""

    scene: Scene

    async def hold(
        self,
        key: str,
        hour: int = 19,
        minute: int = 0,
        *,
        party: int = 2,
        client: str = "",
        but: BookingId | None = None,
    ) -> Held:
        """Choose a time on Friday."""
        wish = HoldWish(
            key=key,
            starts_at=in_sydney(hour, minute),
            service=self.scene.dinner.id,
            covers=party,
        )
        return await hold(
            self.scene.db,
            await self.scene.venue(),
            wish,
            at=self.scene.now[0],
            client=client or key,
            but=but,
        )

    async def book(self, key: str, hour: int = 19, minute: int = 0, *, party: int = 2) -> Booking:
        """Send the form."""
        wish = Wish(
            key=key,
            starts_at=in_sydney(hour, minute),
            service=self.scene.dinner.id,
            covers=party,
            first_name=key.title(),
            last_name="Kettle",
            email=f"{key}@example.test",
        )
        venue = await self.scene.venue()
        return await book(self.scene.db, venue, wish, links=LINKS, at=self.scene.now[0])

    async def alter(
        self, booking: Booking, hour: int = 19, minute: int = 0, *, party: int = 2, **more: Any
    ) -> Booking:
        made = Alteration(
            starts_at=in_sydney(hour, minute),
            service=more.pop("service", self.scene.dinner.id),
            covers=party,
            **more,
        )
        return await alter(
            self.scene.db,
            await self.scene.venue(),
            booking.id,
            made,
            links=LINKS,
            at=self.scene.now[0],
        )

    async def offered(self, party: int = 2, **but: Any) -> list[str]:
        """The times of Friday's dinner that the page offers, as the clock shows them."""
        slots = await offers.times(
            self.scene.db, await self.scene.venue(), FRIDAY, party, at=self.scene.now[0], **but
        )
        begins = [slot.starts_at for slot in slots if slot.service == self.scene.dinner.id]
        return [f"{one.astimezone(SYDNEY):%H:%M}" for one in begins]

    def pass_by(self, minutes: float) -> None:
        self.scene.now[0] += timedelta(minutes=minutes)

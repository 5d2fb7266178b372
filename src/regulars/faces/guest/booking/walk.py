"""A guest on the way to a table: a new one, or another time for one that they have."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from regulars.bookings.floor.model import Service
from regulars.bookings.floor.read import read_services
from regulars.bookings.model import Booking, Slot
from regulars.bookings.page import offers, words
from regulars.bookings.page.links import PATH
from regulars.bookings.page.model import Venue
from regulars.faces.guest.answers import GuestRequest, Page, deps_of, page
from regulars.faces.guest.booking.choice import Choice
from regulars.faces.guest.booking.venue import introduce, venue_for
from regulars.kernel.ids import BookingId
from regulars.platform.db import Database


@dataclass(frozen=True, slots=True)
class Walk:
    """`home` is the path of the first step. `instead_of` is what the guest has and would change.

    With `takes_deposits` guests can be asked to pay ahead.
    """

    db: Database
    venue: Venue
    at: datetime
    home: str
    takes_deposits: bool
    instead_of: Booking | None = None

    @property
    def but(self) -> BookingId | None:
        """The booking that stands in nobody's way."""
        return self.instead_of.id if self.instead_of else None

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that guests can book now."""
        return offers.first_day(self.venue, at=self.at), offers.last_day(self.venue, at=self.at)

    async def open_days(self, first: date, last: date, choice: Choice) -> frozenset[date]:
        """Which days have a table for the party; what is held for this very guest is one."""
        return frozenset(
            await offers.open_days(
                self.db,
                self.venue,
                first,
                last,
                choice.party,
                at=self.at,
                but=self.but,
                but_hold=choice.key or None,
            )
        )

    async def times(self, day: date, choice: Choice) -> Sequence[Slot]:
        """The times of a day for the party; what is held for this very guest is one."""
        return await offers.times(
            self.db,
            self.venue,
            day,
            choice.party,
            at=self.at,
            but=self.but,
            but_hold=choice.key or None,
        )

    async def near(self, choice: Choice, day: date) -> list[tuple[str, str]]:
        """Days nearby with a table: what they are called, and where they are."""
        found = await offers.days_near(self.db, self.venue, day, choice.party, at=self.at)
        return [(words.short_day(self.venue, one), choice.on(one).query) for one in found]

    async def services(self) -> Sequence[Service]:
        return await read_services(self.db, self.venue.merchant.id, self.venue.store.id)

    def page(
        self, template: str, choice: Choice, *, status: int = 200, aside: str = "", **context: Any
    ) -> Page:
        """A page of the way, as far as it has come with `choice`, or `aside` of it."""
        host = introduce(
            self.venue,
            choice.kept,
            lambda kept: self.home + aside + replace(choice, kept=kept).query,
            home=self.home,
        )
        return page(
            template,
            status=status,
            language=self.venue.language,
            site=choice.kept.site,
            venue=host,
            choice=choice,
            has=self._has(choice),
            party=words.party(self.venue, choice.party),
            **context,
        )

    def _has(self, choice: Choice) -> dict[str, str] | None:
        """What the guest has now, and the way back to it, where they would change it."""
        booking = self.instead_of
        if booking is None:
            return None
        return {
            "day": words.day_there(self.venue, booking.starts_at),
            "time": words.clock(self.venue, booking.starts_at),
            "party": words.party(self.venue, booking.covers),
            "back": choice.kept.to(self.home.rpartition("/")[0]),
        }


async def walk_to_book(request: GuestRequest, slug: str) -> Walk:
    """Raises `NoSuchPage`."""
    deps, venue = deps_of(request), await venue_for(request, slug)
    home, pays = f"{PATH}/{venue.terms.slug}", deps.payments is not None
    return Walk(deps.db, venue, deps.clock(), home, takes_deposits=pays)

"""A venue with a few tables, lunch and dinner, and a booking page; and a guest with a telephone."""

import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import httpx
from msgspec import structs
from tests.faces.console import NOON, RING, open_business

from regulars.bookings.floor.model import NewTable, Service, ServiceKind, ServiceTerms, Spot, Stay
from regulars.bookings.floor.sections import add_section
from regulars.bookings.floor.services import add_service
from regulars.bookings.floor.tables import add_table
from regulars.bookings.model import Booking
from regulars.bookings.page.change import change_page, open_page
from regulars.bookings.page.links import BookingLinks
from regulars.bookings.page.model import PageTerms, Venue
from regulars.bookings.page.read import venue_at
from regulars.bookings.read import read_booking
from regulars.faces.guest import GuestDeps, create_guest
from regulars.merchants.model import Merchant, Store
from regulars.merchants.stores import stores
from regulars.platform import mail
from regulars.platform.db import Database
from regulars.platform.mail import Posted
from regulars.platform.payment import PaymentProvider
from regulars.vouchers.gift_cards.pages import GiftPages

HUB = "http://hub.test"
LINKS = BookingLinks(HUB, RING)
SYDNEY = ZoneInfo("Australia/Sydney")
FRIDAY = date(2026, 5, 8)
POLICY = "We keep the table for 15 minutes."
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
INSTEAD = re.compile(r'name="slot" value="([^"]+)"')
TYPING = timedelta(seconds=5)
ROSA = {"first_name": "Rosa", "last_name": "Kettle", "email": "rosa@example.test"}


def in_sydney(hour: int, minute: int = 0, *, day: date = FRIDAY) -> datetime:
    there = datetime(day.year, day.month, day.day, tzinfo=SYDNEY) + timedelta(
        hours=hour, minutes=minute
    )
    return there.astimezone(UTC)


@dataclass
class Guest:
    """Somebody with a telephone of their own. What they do takes time, on the clock of `now`."""

    http: httpx.AsyncClient
    slug: str
    now: list[datetime]

    async def look(self, address: str = "", **asked: str) -> httpx.Response:
        """A step of the page, or another address."""
        answer = await self.http.get(address or f"/book/{self.slug}", params=asked or None)
        assert "set-cookie" not in answer.headers
        assert "default-src 'self'" in answer.headers.get("Content-Security-Policy", "")
        return answer

    async def choose(self, service: Service, hour: int, minute: int = 0, *, party: int = 2,
                     day: date = FRIDAY) -> dict[str, str]:  # fmt: skip
        """Choose a time and answer the form that comes, with what is hidden in it."""
        page = await self.look(
            party=str(party),
            day=day.isoformat(),
            time=in_sydney(hour, minute, day=day).strftime("%Y-%m-%dT%H:%MZ"),
            service=str(service.id),
        )
        assert page.status_code == 200, page.text
        self.now[0] += TYPING
        return hidden(page)

    async def hold(self, service: Service, hour: int, minute: int = 0, *, party: int = 2,
                   day: date = FRIDAY, **more: str) -> httpx.Response:  # fmt: skip
        """Tap on a time; where it is held, the form that comes."""
        at = in_sydney(hour, minute, day=day).strftime("%Y-%m-%dT%H:%MZ")
        said = {"party": str(party), "day": day.isoformat(), "slot": f"{at} {service.id}"}
        answer = await self.http.post(f"/book/{self.slug}/hold", data=said | more)
        self.now[0] += TYPING
        return await self.look(answer.headers["location"]) if answer.is_redirect else answer

    async def send(self, form: dict[str, str], **typed: str) -> httpx.Response:
        """Send the form; where it booked, the page that it leads to."""
        answer = await self.http.post(f"/book/{self.slug}", data=form | ROSA | typed)
        return await self.look(answer.headers["location"]) if answer.is_redirect else answer


def hidden(page: httpx.Response) -> dict[str, str]:
    return {name: unescape(value) for name, value in HIDDEN.findall(page.text)}


def instead(page: httpx.Response) -> list[str]:
    """The times that are offered in place of one that is gone."""
    return INSTEAD.findall(page.text)


@dataclass
class Scene:
    """The venue, from the inside."""

    db: Database
    merchant: Merchant
    store: Store
    slug: str
    lunch: Service
    dinner: Service
    now: list[datetime] = field(default_factory=lambda: [NOON])
    payments: PaymentProvider | None = None

    def passing(self) -> datetime:
        """The time, which moves on a little whenever somebody looks at the clock."""
        self.now[0] += timedelta(seconds=2)
        return self.now[0]

    @property
    def app(self) -> Any:
        pages = GiftPages(HUB, RING)
        app = create_guest(GuestDeps(self.db, lambda: self.now[0], pages, LINKS, self.payments))
        app.state.now = self.now
        return app

    async def change(self, **terms: Any) -> PageTerms:
        """Set the page up otherwise."""
        venue = await self.venue()
        changed = await change_page(
            self.db, self.merchant.id, self.store.id, structs.replace(venue.terms, **terms),
            at=NOON, actor="test",
        )  # fmt: skip
        self.slug = changed.terms.slug
        return changed.terms

    async def venue(self) -> Venue:
        return await venue_at(self.db, self.slug)

    async def bookings(self) -> Sequence[Booking]:
        rows = await self.db.all("select id from bookings order by created_at, id")
        return [await read_booking(self.db, self.merchant.id, row["id"]) for row in rows]

    async def mails(self) -> Sequence[Posted]:
        """Oldest first."""
        return list(reversed(await mail.newest(self.db, self.merchant.id)))

    def address_of(self, booking: Booking) -> str:
        """The path of a guest's link."""
        return urlsplit(LINKS.booking(self.slug, self.merchant.id, booking.id)).path


@asynccontextmanager
async def telephone(app: Any, slug: str, number: int = 1) -> AsyncIterator[Guest]:
    """One guest of many, each with an address of their own."""
    transport = httpx.ASGITransport(
        app, raise_app_exceptions=False, client=(f"10.0.0.{number}", 4000 + number)
    )
    async with httpx.AsyncClient(transport=transport, base_url=HUB) as http:
        yield Guest(http, slug, app.state.now)


async def open_venue(db: Database, tables: Sequence[tuple[int, int]] = ((1, 2), (2, 4))) -> Scene:
    """A store with `tables` for so few and so many, lunch and dinner, and its page."""
    merchant = await open_business(db)
    [store] = await stores(db, merchant.id)
    said: dict[str, Any] = {"at": NOON, "actor": "test"}
    room = await add_section(db, merchant.id, store.id, "Room", **said)
    for number, (least, most) in enumerate(tables, 1):
        spot = Spot(x=2 + 3 * (number % 7), y=2 + 3 * (number // 7))
        new = NewTable(section=room.id, name=str(number), least=least, most=most, spot=spot)
        await add_table(db, merchant.id, store.id, new, **said)
    lunch = await add_service(db, merchant.id, store.id, terms_of("Lunch", 12, 14), **said)
    dinner = await add_service(
        db, merchant.id, store.id, terms_of("Dinner", 18, 21, policy=POLICY), **said
    )
    page = await open_page(db, merchant.id, store.id, **said)
    return Scene(db, merchant, store, page.terms.slug, lunch, dinner)


def terms_of(name: str, first: int, last: int, **more: Any) -> ServiceTerms:
    """A service from one hour to another, every half hour, 90 minutes at the table."""
    return ServiceTerms(
        name=name, kind=ServiceKind.DINNER, first_minute=first * 60, last_minute=last * 60,
        slot_minutes=30, stays=(Stay(2, 90), Stay(20, 120)), **more,
    )  # fmt: skip

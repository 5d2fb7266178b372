"""A month of bookings: those that came and paid, those of today, and those still to come."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from regulars.bookings.change import change
from regulars.bookings.errors import Closed, NoTable, NotNow, SlotFull, TableTaken
from regulars.bookings.guest import GuestChanges, NewGuest
from regulars.bookings.guests import edit
from regulars.bookings.model import (
    Booking,
    Changes,
    Kind,
    NewBooking,
    PaymentType,
    Source,
    StatusType,
    Waits,
)
from regulars.bookings.page.errors import BookedBefore, TooManyBookings
from regulars.bookings.payments import record as record_payment
from regulars.bookings.rules.times import instant_of
from regulars.bookings.set_status import set_status
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.faces.cli.demo.history import Visit, completed, record_sale, ring_up
from regulars.faces.cli.demo.online import Online, online_at
from regulars.faces.cli.demo.people import NAMES, address
from regulars.faces.cli.demo.program import ACTOR, dollars
from regulars.faces.cli.demo.till import Category
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import GuestId, StoreId
from regulars.members.model import Member
from regulars.merchants.model import Connection
from regulars.platform.db import Transaction
from regulars.sales.guests_of_orders import OrderGuest, name_guest

DAYS_BACK, DAYS_AHEAD = 30, 12
FIRST_ORDER = 4_305_000_000
PARTIES = {"Harbour Kitchen": (7, 7, 8, 9, 14, 15, 10), "Garden Bar": (3, 3, 4, 5, 9, 8, 5)}
"""On Mondays to Sundays."""
TIMES = {
    "Harbour Kitchen": (705, 735, 750, 780, 1065, 1080, 1095, 1110, 1140, 1155, 1170, 1200, 1230),
    "Garden Bar": (750, 840, 960, 1050, 1080, 1110, 1140, 1170, 1200, 1260, 1320, 1380),
}
SIZES = (2, 2, 2, 2, 2, 3, 3, 4, 4, 4, 5, 6, 1, 8)
REQUESTS = ("Window if you can", "High chair, please", "A quiet corner", "One of us is vegan")
NOTES = ("Nut allergy at the table", "Knows the chef", "A cake comes with them")
TAGS = ("Birthday", "Business", "Anniversary")
SAYS_SO = 0.3
"""How often there is something to be said of a booking."""
KNOWN = (
    (True, "Knows the chef. The corner table, if it is free.", ("Regular",)),
    (False, "Coeliac: tell the kitchen.", ("Allergy",)),
    (True, "Writes for the Harbour Times.", ("Press",)),
    (False, "Always with the twins, always early.", ("Family",)),
)
"""VIP or not, a note, tags."""
LARGE = 6
"""So many pay a deposit."""
BY_THEMSELVES = 0.7
SOURCES = (Source.ONLINE, Source.ONLINE, Source.ONLINE, Source.PHONE, Source.PHONE, Source.EMAIL)
TAKEN = (TableTaken, NoTable, SlotFull, Closed, NotNow, BookedBefore, TooManyBookings)
"""What a busy evening answers. The party goes elsewhere."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who comes, planned or not."""

    store: StoreId
    site_id: str
    starts_at: datetime
    covers: int
    kind: Kind
    guest: NewGuest | None
    name: str
    member: Member | None


@dataclass(slots=True)
class Diary:
    """The demo's bookings, taken one after the other."""

    hub: Hub
    connection: Connection
    members: Sequence[Member]
    menu: Sequence[Category]
    random: Random
    zone: str
    now: datetime
    orders: int = 0
    guests: dict[GuestId, None] = field(default_factory=dict)
    """Who comes from today on, the next first."""
    pages: dict[StoreId, Online] = field(default_factory=dict)

    async def live_through(self, venues: dict[str, StoreId]) -> None:
        """Every party from the first day to the last, in order of time."""
        known = [name for name in venues if name in PARTIES]
        for name in known:
            store = venues[name]
            page = await online_at(self.hub, self.connection.merchant, store, self.random)
            if page is not None:
                self.pages[store] = page
        parties = [party for name in known for party in self.planned(name, venues)]
        for party in sorted(parties, key=lambda party: party.starts_at):
            with suppress(*TAKEN):
                await self.come(party)
        await self.know(tuple(self.guests))
        for name in known:
            await self.sit_now(venues[name])
        await self.wait_for_a_table(venues[known[0]])

    def planned(self, name: str, venues: dict[str, StoreId]) -> Iterator[Party]:
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        site = self.connection.site_of(venues[name])
        assert site is not None, "the demo maps every store"
        for ahead in range(-DAYS_BACK, DAYS_AHEAD + 1):
            day = today + timedelta(days=ahead)
            for _ in range(PARTIES[name][day.weekday()]):
                yield self.party(name, venues[name], site, day)

    def party(self, name: str, store: StoreId, site: str, day: date) -> Party:
        random = self.random
        starts_at = instant_of(day, random.choice(TIMES[name]), self.zone)
        assert starts_at is not None, "nobody comes in the hour that the clock leaves out"
        walks_in = starts_at < self.now and random.random() < 0.25
        member = random.choice(self.members) if random.random() < 0.45 else None
        guest = None if walks_in and member is None else self.guest(member)
        return Party(
            store,
            site,
            starts_at,
            random.choice(SIZES),
            Kind.WALK_IN if walks_in else Kind.BOOKING,
            guest,
            "" if guest else random.choice(("Blue jacket", "With the dog", "Two prams", "")),
            member,
        )

    def guest(self, member: Member | None) -> NewGuest:
        """A member, or one of a few dozen people who are none."""
        if member is not None:
            return NewGuest(member=member.id)
        first, last = self.random.choice(NAMES)[0], self.random.choice(NAMES[:12])[1]
        return NewGuest(first_name=first, last_name=last, email=address(first, f"{last}.guest"))

    async def come(self, party: Party) -> None:
        """Take the booking, and have happened what has happened by now."""
        booking = await self.taken(party)
        if party.starts_at > self.now:
            if booking.guest is not None:
                self.guests[booking.guest] = None
            await self.ahead(booking)
            return
        fate = self.random.random()
        if party.kind is Kind.BOOKING and fate < 0.09:
            status = StatusType.NO_SHOW if fate < 0.04 else StatusType.CANCELLED
            await self.set(booking, status, at=party.starts_at + timedelta(minutes=25))
            return
        await self.sit(party, booking)

    async def taken(self, party: Party) -> Booking:
        random = self.random
        lead = timedelta(days=random.choice((1, 2, 3, 5, 9)), hours=random.randint(0, 8))
        planned = party.kind is Kind.BOOKING
        at = min(party.starts_at - lead, self.now) if planned else party.starts_at
        by_themselves = await self.taken_online(party, at=at)
        if by_themselves is not None:
            return by_themselves
        new = NewBooking(
            store=party.store,
            kind=party.kind,
            source=random.choice(SOURCES) if planned else Source.WALK_IN,
            starts_at=party.starts_at,
            covers=party.covers,
            guest=party.guest,
            name=party.name,
            request=random.choice(REQUESTS) if planned and random.random() < SAYS_SO else "",
            note=random.choice(NOTES) if planned and random.random() < SAYS_SO else "",
            tags=(random.choice(TAGS),) if planned and random.random() < SAYS_SO else (),
        )
        return await take(self.hub.db, self.connection.merchant, new, at=at, actor=ACTOR)

    async def taken_online(self, party: Party, *, at: datetime) -> Booking | None:
        """Most of those who still come have booked on the page; the staff took large parties."""
        page, who = self.pages.get(party.store), party.member or party.guest
        if page is None or who is None or party.starts_at < self.now or party.covers >= LARGE:
            return None
        if self.random.random() > BY_THEMSELVES:
            return None
        return await page.book(who, party.starts_at, party.covers, at=at)

    async def sit(self, party: Party, booking: Booking) -> None:
        """Sit down on time or a little late; those who have been there long enough have paid."""
        random = self.random
        seated_at = party.starts_at + timedelta(minutes=random.choice((0, 0, 4, 7, 12, 20)))
        if seated_at >= self.now:
            await self.set(booking, StatusType.ARRIVED, at=self.now)
            return
        booking = await self.set(booking, StatusType.SEATED, at=seated_at)
        stayed = timedelta(minutes=booking.duration_minutes + random.randint(-25, 10))
        if seated_at + stayed < self.now:
            await self.pay(party, booking, left_at=seated_at + stayed)

    async def pay(self, party: Party, booking: Booking, *, left_at: datetime) -> None:
        """Eat, drink and pay as the till would have told of it, and leave."""
        self.orders += 1
        items = max(2, round(party.covers * self.random.uniform(1.6, 3.2)))
        visit = Visit(left_at, party.site_id, party.member)
        order = ring_up(FIRST_ORDER + self.orders, visit, self.menu, self.random, items=items)
        order = replace(order, number=f"D{self.orders:04}")
        assert booking.seated_at is not None, "who pays has sat down"
        party_at = OrderGuest(booking.id, booking.member, booking.covers, booking.seated_at)

        async def named(tx: Transaction) -> None:
            await name_guest(tx, self.connection.merchant, self.connection.id, order.ref, party_at)

        await self.hub.db.tx(named)
        await record_sale(self.hub, self.connection, completed(order, self.random), at=left_at)
        await self.set(booking, StatusType.FINISHED, at=left_at)

    async def ahead(self, booking: Booking) -> None:
        """Some still have to confirm, and large parties have paid a deposit."""
        merchant = self.connection.merchant
        if booking.covers >= LARGE:
            asked = Changes(payment=(PaymentType.DEPOSIT, dollars(20 * booking.covers)))
            await change(
                self.hub.db, merchant, booking.id, asked, version=None, at=self.now, actor=ACTOR
            )
            await record_payment(
                self.hub.db,
                merchant,
                booking.id,
                dollars(20 * booking.covers),
                f"pay_{booking.code.lower()}",
                paid_at=self.now - timedelta(hours=2),
                at=self.now,
                actor=ACTOR,
            )
        elif self.random.random() < 0.15:
            await self.set(booking, StatusType.UNCONFIRMED, at=self.now)

    async def know(self, guests: Sequence[GuestId]) -> None:
        """Guests whom everybody at the door shall know."""
        for guest, (vip, note, tags) in zip(guests, KNOWN, strict=False):
            changes = GuestChanges(vip=vip, note=note, tags=tags)
            merchant = self.connection.merchant
            await edit(self.hub.db, merchant, guest, changes, at=self.now, actor=ACTOR)

    async def sit_now(self, store: StoreId) -> None:
        """Whatever the hour, somebody is in: a member with a guest, and two off the street."""
        member = self.random.choice(self.members)
        for covers, minutes, guest in ((2, 25, NewGuest(member=member.id)), (3, 10, None)):
            at = self.now - timedelta(minutes=minutes)
            with suppress(*TAKEN):
                await walk_in(
                    self.hub.db,
                    self.connection.merchant,
                    store,
                    covers,
                    guest=guest,
                    name="" if guest else "Striped scarf",
                    at=at,
                    actor=ACTOR,
                )

    async def wait_for_a_table(self, store: StoreId) -> None:
        """Two parties at the door."""
        for name, covers, minutes in (("Tom, grey beanie", 2, 20), ("Family of Ines", 5, 40)):
            new = NewBooking(
                store=store,
                kind=Kind.WALK_IN,
                source=Source.WALK_IN,
                starts_at=self.now,
                covers=covers,
                name=name,
                waits=Waits.WAITLIST,
                quoted_minutes=minutes,
            )
            await take(self.hub.db, self.connection.merchant, new, at=self.now, actor=ACTOR)

    async def set(self, booking: Booking, status: StatusType, *, at: datetime) -> Booking:
        return await set_status(
            self.hub.db, self.connection.merchant, booking.id, status.value, at=at, actor=ACTOR
        )

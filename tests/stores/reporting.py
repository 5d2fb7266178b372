"""Two venues of one merchant, far apart, that live through days in which much is changed later."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from tests.stores.redeeming import Counter, aud, bill, carrying, counter_of

from regulars.bookings.change import change
from regulars.bookings.floor.starter import plant
from regulars.bookings.guest import NewGuest
from regulars.bookings.merge_guests import merge_guests
from regulars.bookings.model import Booking, Changes, NewBooking, Source
from regulars.bookings.quiet.arrange import add_offer
from regulars.bookings.quiet.keep_promise import keep_promise
from regulars.bookings.quiet.model import Multiplier, OfferTerms
from regulars.bookings.quiet.promise import promise_in
from regulars.bookings.read import read_booking
from regulars.bookings.rules.times import day_of
from regulars.bookings.set_status import set_status
from regulars.bookings.take import take
from regulars.bookings.walk_in import walk_in
from regulars.kernel.ids import MerchantId, SaleId, StoreId
from regulars.members.model import Member
from regulars.merchants.connections import read_connection, save_mapping
from regulars.merchants.model import ConnectionSettings, SiteMapping
from regulars.merchants.read import read_merchant
from regulars.merchants.stores import add_store
from regulars.platform.db import Database, Transaction
from regulars.pos.model import OrderStatus, PosOrder
from regulars.programs.model import Offer, Redemption, Reward
from regulars.sales.external import take_order
from regulars.sales.guests_of_orders import OrderGuest, name_guest
from regulars.sales.merge_members import merge_members
from regulars.sales.model import ExternalOrder
from regulars.sales.record import record
from regulars.sales.refund import cancel, refund
from regulars.sales.set_member import set_member

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SYDNEY, ATHENS = "Australia/Sydney", "Europe/Athens"
FIRST = date(2026, 10, 2)
"""In the night to the fourth, the clocks of Sydney leave an hour out."""

MOVE = "update stores set time_zone = $2 where id = $1"

PARTIES = (1, 2, 3, 2, 4, 2, 5)
SALE = "select id from sales where merchant_id = $1 and store_id = $2 and order_ref = $3"

SOURCES = (Source.PHONE, Source.ONLINE, Source.EMAIL, Source.IN_PERSON)


def clock(day: date, hour: int, minute: int = 0, zone: str = SYDNEY) -> datetime:
    """By a store's clock; hours past midnight are of the next morning."""
    shown = datetime.combine(day, time()) + timedelta(hours=hour, minutes=minute)
    return shown.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@dataclass
class Venues:
    """Stores with the starter floor, and what was ever booked, billed and redeemed at them."""

    counter: Counter
    zones: dict[StoreId, str]
    greta: Member
    """A member whose number nobody knows."""
    bookings: list[Booking] = field(default_factory=list)
    orders: list[tuple[StoreId, PosOrder]] = field(default_factory=list)
    redeemed: list[Redemption] = field(default_factory=list)
    external: list[tuple[StoreId, str]] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)

    @property
    def db(self) -> Database:
        return self.counter.db

    @property
    def merchant(self) -> MerchantId:
        return self.counter.connection.merchant

    async def book(
        self, store: StoreId, at: datetime, starts_at: datetime, who: NewGuest | None
    ) -> Booking:
        new = NewBooking(
            store=store,
            source=SOURCES[len(self.bookings) % len(SOURCES)],
            starts_at=starts_at,
            covers=PARTIES[len(self.bookings) % len(PARTIES)],
            guest=who,
            over_pacing=True,
        )
        booking = await take(self.db, self.merchant, new, at=at, actor="host")
        await self.db.tx(lambda tx: promise_in(tx, self.merchant, booking, at=at))
        self.bookings.append(booking)
        return booking

    def guest(self, who: int) -> NewGuest | None:
        """Some are members, some are known by their number, and some are nobody."""
        if who < len(self.members):
            return NewGuest(member=self.members[who].id)
        if who < 10:
            return NewGuest(first_name=f"Guest {who}", phone=f"+6140000000{who}")
        return None

    async def walk_in(self, store: StoreId, at: datetime, who: NewGuest | None) -> Booking:
        party = await walk_in(
            self.db, self.merchant, store, PARTIES[len(self.bookings) % len(PARTIES)],
            guest=who, at=at, actor="host",
        )  # fmt: skip
        self.bookings.append(party)
        return party

    async def status(self, booking: Booking, status: str, at: datetime) -> None:
        await set_status(self.db, self.merchant, booking.id, status, at=at, actor="host")

    async def move(self, booking: Booking, starts_at: datetime, at: datetime) -> None:
        await self.change(booking, Changes(starts_at=starts_at, over_pacing=True), at)

    async def name(self, booking: Booking, guest: NewGuest, at: datetime) -> None:
        await self.change(booking, Changes(guest=guest), at)

    async def change(self, booking: Booking, made: Changes, at: datetime) -> None:
        await change(self.db, self.merchant, booking.id, made, version=None, at=at, actor="host")

    async def pay(
        self,
        store: StoreId,
        at: datetime,
        total: str,
        booking: Booking | None = None,
        member: Member | None = None,
    ) -> PosOrder:
        """A bill is finished at the till: of a party of the diary, or of nobody known."""
        order = replace(bill(total), updated_at=at, created_at=at, tips=aud("2"))
        if member is not None:
            order = replace(order, member_reference=str(member.id))
        if booking is not None:
            now = await read_booking(self.db, self.merchant, booking.id)
            party = OrderGuest(now.id, now.member, now.covers, now.seated_at or at)
            connection = self.counter.connection.id
            await self.db.tx(
                partial(
                    name_guest, merchant=self.merchant, connection=connection, order=order.ref,
                    guest=party,
                )
            )  # fmt: skip
        order = replace(order, status=OrderStatus.COMPLETE)
        await self.read(store, order, at)
        if booking is not None:
            await keep_promise(self.db, self.merchant, booking.id, at=at)
        return order

    async def read(self, store: StoreId, order: PosOrder, at: datetime) -> None:
        """The till's order is read, as it is then."""
        connection = self.counter.connection

        async def work(tx: Transaction) -> None:
            await record(tx, connection, store, order, read_at=at, at=at)

        await self.db.tx(work)
        self.orders.append((store, order))

    async def redeem(self, at: datetime, member: Member, subject: Reward | Offer) -> None:
        """At the first store's till, on a bill that is finished at once."""
        self.counter.now = at
        order = replace(bill("40"), updated_at=at, created_at=at)
        redemption = await self.counter.press(member, subject, order)
        carried = replace(carrying(order, redemption), status=OrderStatus.COMPLETE)
        await self.read(self.counter.store, carried, at)
        self.redeemed.append(redemption)

    async def report(self, store: StoreId, at: datetime, total: str, who: Member | None) -> None:
        """Another till reports an order, of a member or of nobody."""
        code = None if who is None else who.code
        order = ExternalOrder(id=f"E{len(self.external)}", member_code=code, total=aud(total))
        await take_order(self.db, self.merchant, store, order, at=at, actor="till")
        self.external.append((store, order.id))

    async def give_back(self, store: StoreId, order: str, amount: str | None, at: datetime) -> None:
        """Some of a reported order goes back, or it is taken back whole."""
        db, merchant, by = self.db, self.merchant, "till"
        if amount is None:
            await cancel(db, merchant, store, order, at=at, actor=by)
        else:
            money = aud(amount)
            await refund(db, merchant, store, order, amount=money, key="back", at=at, actor=by)

    async def own(self, store: StoreId, order: PosOrder, member: Member, at: datetime) -> None:
        """Somebody says whose bill it was."""
        sale = SaleId(await self.db.value(SALE, self.merchant, store, order.ref))
        await set_member(
            self.db, self.merchant, sale, member.id, note="it was hers", at=at, actor="mia"
        )

    def orders_of(self, block: int) -> list[tuple[StoreId, PosOrder]]:
        """What was finished at the till of one store on one day: two blocks are a day."""
        day, place = FIRST + block // 2 * DAY, block % 2
        wanted, zone = list(self.zones.items())[place]
        return [
            (store, order)
            for store, order in self.orders
            if store == wanted and day_of(order.updated_at, zone) == day
        ]

    async def merge(self, gone: Member, into: Member, at: datetime) -> None:
        ids = {"gone": gone.id, "into": into.id}
        await merge_members(self.db, self.merchant, **ids, at=at, actor="test")
        await merge_guests(self.db, self.merchant, **ids, at=at)


async def open_venues(db: Database) -> Venues:
    """One in Sydney with a till, one in Athens; five members."""
    counter = await counter_of(db)
    counter.now = opened = clock(FIRST - 7 * DAY, 9)
    await counter.program()
    merchant = counter.connection.merchant
    other = await add_store(db, await read_merchant(db, merchant), "Plaka", at=opened)
    await db.tx(lambda tx: tx.run(MOVE, other.id, ATHENS))
    zones = {counter.store: SYDNEY, other.id: ATHENS}
    sites = tuple(SiteMapping(str(n), f"Site {n}", store) for n, store in enumerate(zones, 1))
    await save_mapping(db, merchant, counter.connection.id, sites, ConnectionSettings(), at=opened)
    counter.connection = await read_connection(db, merchant, counter.connection.id)
    always = OfferTerms(
        name="Come early", fullest=100, gives=Multiplier(20_000), most=90, budget=9_000
    )
    for store in zones:
        await plant(db, merchant, store, at=opened, actor="test")
        await add_offer(db, merchant, store, always, at=opened, actor="test")
    venues = Venues(counter, zones, await counter.enrol("Greta"))
    for name in ("Rosa", "Eleni", "Jonas", "Mia", "Theo"):
        venues.members.append(await counter.enrol(name))
    return venues

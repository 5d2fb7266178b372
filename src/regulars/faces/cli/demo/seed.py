"""The demo's merchant from nothing: stores, connection, program, guests, and months of visits."""

from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from regulars.faces.cli.demo.booking_pages import open_pages
from regulars.faces.cli.demo.connect import connect
from regulars.faces.cli.demo.diary import Diary
from regulars.faces.cli.demo.facts import VoucherApiFacts
from regulars.faces.cli.demo.floor import draw_floors
from regulars.faces.cli.demo.history import MONTHS_BACK, live_through
from regulars.faces.cli.demo.people import people
from regulars.faces.cli.demo.program import Goods, make_offers, set_up_program
from regulars.faces.cli.demo.till import DemoTill
from regulars.faces.cli.demo.vouchers import make_vouchers
from regulars.faces.cli.deps import Hub
from regulars.kernel.ids import StoreId
from regulars.members.model import Member
from regulars.merchants.create_merchant import set_up
from regulars.merchants.model import Merchant, NewMerchant, NewOwner
from regulars.merchants.stores import add_store, stores
from regulars.platform.ground import Say
from regulars.programs.goods.refresh import refresh_goods
from regulars.programs.join import join

OWNER: Final = "owner@example.test"
ZONE = ZoneInfo("Australia/Sydney")


async def seed(
    hub: Hub, till: DemoTill, *, password: str, number: int, callback: str, say: Say
) -> VoucherApiFacts:
    """Everything that the demo shows. The same `number` gives the same people and visits.

    Answers what was made to try the voucher API with.
    """
    random = Random(number)  # noqa: S311  a demo has to be the same twice
    now = hub.clock()
    began = now - MONTHS_BACK - timedelta(days=10)
    say("Opening the business …")
    merchant, venues = await open_business(hub, till, password, at=began)
    say("Authorising the till …")
    connection = await connect(hub, till, merchant.id, venues, callback)
    menu = await till.menu()
    goods = Goods(connection.id, menu)
    await refresh_goods(hub.db, hub.tills, merchant.id, connection.id, at=began)
    rewards = await set_up_program(hub, merchant.id, goods, at=began)
    members = await enrol(hub, merchant, list(venues.values()), random, now=now)
    say("Living through five months of visits …")
    await live_through(hub, connection, members, rewards, menu, random, now=now, zone=ZONE)
    await make_offers(hub, merchant.id, goods, at=now)
    say("Seating a month of bookings …")
    await draw_floors(hub, merchant.id, venues, at=began)
    await open_pages(hub, merchant.id, venues, at=began)
    diary = Diary(hub, connection, members, menu, random, ZONE.key, now)
    await diary.live_through(venues)
    say("Issuing vouchers …")
    guest = next(member for member in members if member.phone)
    store = next(iter(venues.values()))
    return await make_vouchers(hub, merchant.id, store, guest, password=password, at=now)


async def open_business(
    hub: Hub, till: DemoTill, password: str, *, at: datetime
) -> tuple[Merchant, dict[str, StoreId]]:
    """The merchant with a store for each of the till's sites, by name."""
    place = await till.place()
    first, *others = dict.fromkeys(register.site_name for register in place.registers)
    merchant = await set_up(
        hub.db,
        NewMerchant(place.company.name, "AU", "AUD", "en_AU", ZONE.key),
        NewOwner(OWNER, "Robin Marsh", password),
        first,
        at=at,
    )
    for name in others:
        await add_store(hub.db, merchant, name, at=at)
    return merchant, {store.name: store.id for store in await stores(hub.db, merchant.id)}


async def enrol(
    hub: Hub, merchant: Merchant, venues: list[StoreId], random: Random, *, now: datetime
) -> list[Member]:
    """The guests, the first to join first."""
    days = sorted((random.randint(2, MONTHS_BACK.days) for _ in range(60)), reverse=True)
    return [
        await join(
            hub.db,
            merchant.id,
            person,
            at=now - timedelta(days=day, minutes=random.randint(0, 300)),
            actor="demo",
        )
        for person, day in zip(people(random, venues), days, strict=True)
    ]

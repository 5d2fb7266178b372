"""A venue on an ordinary evening: a till, the hub with its worker, a program and its members.

The hub is assembled of its real parts on a real database; the till is the simulator. Each reaches
the other through the other's own HTTP, in one process, so that a test can be the cashier.
"""

import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from litestar import Litestar
from tests.connectors.kounta import world as kounta

from regulars.bookings.page.links import BookingLinks
from regulars.bookings.quiet.check import check_budgets
from regulars.bookings.till.callback import Callbacks
from regulars.connectors.kounta import KountaTills
from regulars.faces.inbound import create_inbound
from regulars.faces.pos_loyalty.app import PosLoyalty
from regulars.faces.pos_loyalty.pictures import draw
from regulars.kernel.ids import ConnectionId, MemberId, MerchantId, OfferId, RewardId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.check import check
from regulars.ledger.earn import earn
from regulars.ledger.model import Entry
from regulars.ledger.reasons import Adjusted
from regulars.ledger.statement import balance, statement
from regulars.members.model import Member, NewMember
from regulars.members.read import read_member
from regulars.merchants.connections import (
    authorised,
    enable,
    read_connection,
    save_mapping,
)
from regulars.merchants.create_merchant import create_merchant
from regulars.merchants.keys import ConnectionKey, write_key
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    NewMerchant,
    NewOwner,
    SiteMapping,
    Store,
)
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Transaction
from regulars.platform.jobs import Worker
from regulars.programs.benefits.model import AmountOff, Benefit, PercentOff, PointsForMoney
from regulars.programs.conditions.model import Conditions
from regulars.programs.define import save_offer, save_reward, set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Offer, Program, Reward
from regulars.simulator import Simulator, SimulatorConfig, Switches, create_simulator
from regulars.simulator.model import Addon
from regulars.simulator.oauth import ConsentRequest, grant
from regulars.vouchers.check import check as check_vouchers
from regulars.workers.handlers import Handlers
from regulars.workers.schedule import Schedule

HUB = "https://hub.test"
API = kounta.API
SITE, OTHER_SITE = "4201", "4202"
RISOTTO, FLAT_WHITE = kounta.RISOTTO, 9001
CASH = 501


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Hub:
    """The hub's ASGI application. What is mounted can be taken away, as a crash would."""

    loyalty: Any = None
    hooks: Any = None
    seen: list[str] = field(default_factory=list)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.seen.append(scope["path"])
        if scope["path"].startswith("/hooks/"):
            await self.hooks(scope, receive, send)
        elif scope["path"].startswith("/pictures/"):
            await draw(scope, receive, send)
        else:
            await self.loyalty(scope, receive, send)


@dataclass
class Venue:
    """Everything that a test of an evening needs in its hand."""

    db: Database
    url: str
    hub: Hub
    simulator: Simulator
    tills: KountaTills
    watch: kounta.Watch
    http: httpx.AsyncClient
    outside: httpx.AsyncClient
    merchant: MerchantId
    connection: ConnectionId
    store: Store
    rewards: dict[str, RewardId] = field(default_factory=dict)
    offers: dict[str, OfferId] = field(default_factory=dict)

    async def enrol(self, name: str, *, points: int = 0, **details: Any) -> Member:
        """A member with `points` to begin with."""
        first, _, last = name.partition(" ")
        new = NewMember(first, last, store=self.store.id, **details)
        member = await join(self.db, self.merchant, new, at=self.watch(), actor="test")
        if points:
            await self.give(member, points)
        return member

    async def give(
        self, member: Member, points: int, *, expires_at: datetime | None = None
    ) -> None:
        async def work(tx: Transaction) -> None:
            await earn(
                tx,
                self.merchant,
                member.account,
                Points(points),
                key=f"given:{uuid4()}",
                natural_key=None,
                expires_at=expires_at,
                reason=Adjusted(note="to begin with", by="test"),
                at=self.watch(),
            )

        await self.db.tx(work)

    async def points(self, member: Member) -> tuple[int, int]:
        """What the member can spend, and what is on hold."""
        found = await balance(self.db, self.merchant, member.account, at=self.watch())
        return found.available, found.held

    async def statement(self, member: Member) -> list[str]:
        """The kinds of the member's entries, oldest first, without the points to begin with."""
        entries: list[Entry] = list(
            await statement(self.db, self.merchant, member.account, before=None, limit=100)
        )
        return [entry.kind.value for entry in reversed(entries)][1:]

    async def read_connection(self) -> Connection:
        return await read_connection(self.db, self.merchant, self.connection)

    async def settings(self, **changes: Any) -> None:
        found = await self.read_connection()
        await save_mapping(
            self.db,
            self.merchant,
            self.connection,
            found.sites,
            ConnectionSettings(**changes),
            at=self.watch(),
        )

    async def do(self, method: str, path: str, **body: Any) -> Any:
        """One action of the cashier, who then sees the whole till."""
        answer = await self.outside.request(
            method, f"{API}/till/{kounta.REGISTER}{path}", json=body
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ring(self, product: int = RISOTTO, quantity: int = 1) -> Any:
        return await self.do("POST", "/sale/lines", product_id=product, quantity=quantity)

    async def choose(self, member: Member) -> Any:
        """Search the member by name and put them on the sale."""
        await self.do("POST", "/search", keyword=member.name)
        return await self.do("PUT", "/sale/customer", member_id=str(member.id))

    async def redeem(self, subject: UUID, **body: Any) -> Any:
        return await self.do("POST", "/sale/redemptions", reward_id=str(subject), **body)

    async def pay(self, **body: Any) -> Any:
        return await self.do("POST", "/sale/payments", method_id=CASH, **body)

    async def fault(self, kind: str, **body: Any) -> None:
        answer = await self.outside.post(f"{API}/simulator/faults", json={"kind": kind, **body})
        assert answer.is_success, answer.text

    async def deliver(self) -> None:
        """The till sends its webhooks, and the worker does all its jobs."""
        await self.simulator.deliver_pending()
        await self.work()

    async def work(self) -> None:
        worker = await Worker.connect(self.url)
        callbacks, links = Callbacks(HUB, kounta.RING), BookingLinks(HUB, kounta.RING)
        handlers = Handlers(self.db, self.tills, self.watch, callbacks=callbacks, links=links)
        handlers.register(worker)
        try:
            await worker.drain()
        finally:
            await worker.close()

    async def sweep(self, seconds: float = 60) -> None:
        """Time passes, and the worker asks about what it has heard nothing of."""
        self.watch.forward(seconds)
        schedule = Schedule(self.db, self.tills, self.watch)
        await schedule.sweep_open_orders()
        await schedule.sweep_tickets()
        await schedule.sweep_finished_orders()
        # Jobs wait by the database's clock, which a test cannot move: their time has come.
        await self.db.value("update pgqueuer set execute_after = now() returning id")
        await self.work()

    async def url_for(self, function: str, **query: str) -> str:
        """The loyalty address as the till has it, with parameters."""
        key = await self.key()
        return f"{HUB}/pos/kounta/{key}/{function}?{httpx.QueryParams(query)}"

    async def key(self) -> str:
        found = await self.read_connection()
        return write_key(
            kounta.RING, ConnectionKey(self.merchant, self.connection, found.key_version)
        )

    async def ask(self, function: str, **query: str) -> Any:
        """Ask the hub as a till would, past the simulator."""
        answer = await self.http.get(await self.url_for(function, **query))
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def discrepancies(self) -> list[str]:
        ledger = [one.sentence async for one in check(self.db)]
        budgets = [one.sentence for one in await check_budgets(self.db, self.merchant)]
        return ledger + budgets + [one.sentence async for one in check_vouchers(self.db)]

    async def member(self, member: MemberId) -> Member:
        return await read_member(self.db, self.merchant, member)


@asynccontextmanager
async def open_venue(db: Database, url: str, *, program: bool = True) -> AsyncIterator[Venue]:
    """A merchant with a program, or without, connected to a till. Closed again at the end."""
    watch, hub = kounta.Watch(), Hub()
    simulator = simulator_for(watch, hub)
    transport = httpx.ASGITransport(simulator)
    async with (
        httpx.AsyncClient(transport=transport) as outside,
        httpx.AsyncClient(transport=httpx.ASGITransport(hub)) as http,
    ):
        shared = kounta.shared_for(db, transport, watch)
        tills = KountaTills(shared)
        hub.loyalty = PosLoyalty(db, kounta.RING, tills, watch, HUB)
        hooks = create_inbound(db, kounta.RING, watch, installed=kounta.CREDENTIALS)
        hub.hooks = Litestar([hooks], logging_config=None)
        merchant, connection, store = await connect(db, tills, simulator, watch)
        venue = Venue(
            db, url, hub, simulator, tills, watch, http, outside, merchant, connection, store
        )
        if program:
            await set_up_program(venue)
        await tell_the_till(venue)
        yield venue
    await simulator.aclose()


def simulator_for(watch: kounta.Watch, hub: Hub) -> Simulator:
    addon = Addon(
        client_id=kounta.CREDENTIALS.client_id,
        client_secret=kounta.CREDENTIALS.client_secret,
        name="Regulars",
        signature_token=kounta.CREDENTIALS.signature_token,
        redirect_uris=[kounta.REDIRECT],
        loyalty_enabled=True,
    )
    return create_simulator(
        SimulatorConfig(addon=addon, switches=Switches(webhook_delivery="manual")),
        clock=watch,
        random=random.Random(7),  # noqa: S311 - a till that can be repeated
        http=httpx.ASGITransport(hub),
        sleep=watch.sleep,
    )


async def connect(
    db: Database, tills: KountaTills, simulator: Simulator, watch: Callable[[], datetime]
) -> tuple[MerchantId, ConnectionId, Store]:
    """The merchant enables the app, grants access at the till, and maps both sites."""
    business = NewMerchant("Harbour Kitchen Group", "AU", "AUD", "en_AU", "Australia/Sydney")
    owner = NewOwner("owner@example.test", "Mia", "correct horse battery")
    merchant = await create_merchant(db, business, owner, "Harbour Kitchen", at=watch())
    connection = await enable(db, merchant.id, "kounta", at=watch())
    request = ConsentRequest(kounta.CREDENTIALS.client_id, kounta.REDIRECT, "state", "code")
    code = grant(simulator.cloud, request, staff_id=601)
    link = tills.link(merchant.id, connection.id)
    company = await link.authorise(code=code, redirect_uri=kounta.REDIRECT)
    await authorised(db, merchant.id, connection.id, company.id, company.name, at=watch())
    [store] = await stores(db, merchant.id)
    sites = (SiteMapping(SITE, "Harbour Kitchen", store.id),)
    await save_mapping(db, merchant.id, connection.id, sites, ConnectionSettings(), at=watch())
    return merchant.id, connection.id, store


async def tell_the_till(venue: Venue) -> None:
    """The merchant copies the addresses into the till's add-on page; webhooks are registered."""
    key = await venue.key()
    answer = await venue.outside.put(
        f"{API}/simulator/addons/{kounta.CREDENTIALS.client_id}",
        json={
            "search_url": f"{HUB}/pos/kounta/{key}/search",
            "lookup_url": f"{HUB}/pos/kounta/{key}/rewards",
        },
    )
    assert answer.is_success, answer.text
    link = venue.tills.link(venue.merchant, venue.connection)
    await link.subscribe(f"{HUB}/hooks/kounta/{key}")


async def set_up_program(venue: Venue) -> None:
    """One point for every dollar; $5 off, 10 % off, pay with points; two offers."""
    program = Program(
        merchant=venue.merchant,
        name="Regulars",
        points_label="Beans",
        terms=one_for_each(aud("1")),
        intro_text="A bean for every dollar.",
    )
    await set_program(venue.db, program, at=venue.watch(), actor="test")
    rewards: dict[str, tuple[str, Benefit, int]] = {
        "five": ("$5 off", AmountOff(aud("5")), 100),
        "tenth": ("10 % off", PercentOff(1_000, aud("15")), 150),
        "pay": ("Pay with points", PointsForMoney(aud("5"), Points(100)), 1_000),
    }
    for position, (name, (title, benefit, points)) in enumerate(rewards.items()):
        reward = Reward(
            RewardId(uuid7(venue.watch())), title, benefit, Points(points), position=position
        )
        venue.rewards[name] = reward.id
        await save_reward(venue.db, venue.merchant, reward, at=venue.watch(), actor="test")
    welcome = Offer(
        OfferId(uuid7(venue.watch())),
        "Welcome: $3 off",
        AmountOff(aud("3")),
        Conditions(limit_per_member=1),
    )
    venue.offers["welcome"] = welcome.id
    await save_offer(venue.db, venue.merchant, welcome, at=venue.watch(), actor="test")

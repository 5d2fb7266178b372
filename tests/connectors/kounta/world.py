"""A merchant whose connection is authorised at a simulated till, and hands to move both."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import httpx

from regulars.connectors.kounta import Addresses, KountaTills, Shared
from regulars.kernel.clock import Clock
from regulars.kernel.ids import ConnectionId, MerchantId, uuid7
from regulars.kernel.money import Money
from regulars.merchants.budget import Budget
from regulars.merchants.connections import authorised, enable, read_connection, save_mapping
from regulars.merchants.model import (
    ConnectionSettings,
    Credentials,
    Merchant,
    SiteMapping,
)
from regulars.merchants.store.merchants import add_merchant
from regulars.merchants.stores import open_store, stores
from regulars.merchants.tokens import keep_tokens
from regulars.platform.db import Database, Transaction
from regulars.platform.secrets import KeyRing
from regulars.pos.model import Adjustment, Part, PosOrder
from regulars.pos.port import Haste
from regulars.simulator.app import Simulator, create_simulator
from regulars.simulator.config import SimulatorConfig
from regulars.simulator.model import Addon
from regulars.simulator.oauth import (
    ConsentRequest,
    grant,
    new_access_token,
    new_refresh_token,
)

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
API = "https://api.till.test"
REDIRECT = "https://hub.test/apps/kounta/consent"
CREDENTIALS = Credentials("regulars", "the-secret", "the-signature-token")
RING = KeyRing([b"0123456789abcdef0123456789abcdef"])
SITE, OTHER_SITE, REGISTER = 4201, 4202, 7101
COFFEE, AVOCADO, RISOTTO, FREE_DISCOUNT_PRODUCT = 9001, 9006, 9012, 9027
LOYALTY_METHOD, CASH = 503, 501


class Watch:
    """A clock that stands still until somebody sleeps or moves it."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.forward(seconds)
        await asyncio.sleep(0)


@dataclass
class World:
    """`tills` is the hub's connector; `as_staff` is the cashier's hand on the till."""

    db: Database
    simulator: Simulator
    watch: Watch
    shared: Shared
    tills: KountaTills
    merchant: MerchantId
    connection: ConnectionId
    staff: httpx.AsyncClient = field(repr=False)

    def till(self, haste: Haste = Haste.CASHIER) -> Any:
        return self.tills.at(self.merchant, self.connection, haste=haste)

    def link(self) -> Any:
        return self.tills.link(self.merchant, self.connection)

    def code(self) -> str:
        """The code of a consent that the owner just gave at the till's maker."""
        request = ConsentRequest(CREDENTIALS.client_id, REDIRECT, "state", "code")
        return grant(self.simulator.cloud, request, staff_id=601)

    async def set(self, **settings: Any) -> None:
        """Change the connection's settings."""
        found = await read_connection(self.db, self.merchant, self.connection)
        changed = ConnectionSettings(**settings)
        await save_mapping(
            self.db, self.merchant, self.connection, found.sites, changed, at=self.watch()
        )

    async def as_staff(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        answer = await self.staff.request(method, f"/till/{REGISTER}{path}", json=body or {})
        assert answer.is_success, answer.text
        return answer.json()

    async def held_sale(self, *products: tuple[int, int], customer: int | None = None) -> str:
        """Ring up products, hold the sale, and answer its order id."""
        await self.as_staff("POST", "/sale")
        for product, quantity in products or ((RISOTTO, 1),):
            line = {"product_id": product, "quantity": quantity}
            await self.as_staff("POST", "/sale/lines", line)
        if customer:
            await self.as_staff("PUT", "/sale/customer", {"customer_id": customer})
        held = await self.as_staff("POST", "/sale/hold")
        order: str = held["last_order"]["id"]
        return order

    async def resumed(self, order: str) -> None:
        await self.as_staff("POST", f"/orders/{order}/resumption")

    def calls(self, *, method: str | None = None, part: str = "") -> list[Any]:
        """What the till's API was asked, oldest first."""
        entries = [each for each in self.simulator.log.entries if each.kind in ("api", "token")]
        return [
            each
            for each in sorted(entries, key=lambda entry: entry.id)
            if part in each.url and method in (None, each.method)
        ]

    def bill(self, order: str) -> Any:
        cloud = self.simulator.cloud
        return cloud.bill(cloud.order(int(order)))


def simulator_for(clock: Clock, sleep: Any = asyncio.sleep) -> Simulator:
    addon = Addon(
        client_id=CREDENTIALS.client_id,
        client_secret=CREDENTIALS.client_secret,
        name="Regulars",
        signature_token=CREDENTIALS.signature_token,
        redirect_uris=[REDIRECT],
    )
    simulator = create_simulator(
        SimulatorConfig(addon=addon),
        clock=clock,
        random=random.Random(7),  # noqa: S311
        sleep=sleep,
    )
    simulator.turn(webhook_delivery="manual")
    return simulator


def shared_for(
    db: Database, transport: httpx.AsyncBaseTransport, watch: Watch, **changes: Any
) -> Shared:
    return Shared(
        **{
            "transport": transport,
            "db": db,
            "ring": RING,
            "clock": watch,
            "installed": CREDENTIALS,
            "addresses": Addresses(api=API, consent="https://my.till.test"),
            "budget": Budget(),
            "sleep": watch.sleep,
            **changes,
        }
    )


async def merchant_with_connection(db: Database) -> tuple[MerchantId, ConnectionId]:
    merchant = Merchant(
        MerchantId(uuid7(NOON)), "Harbour Kitchen", "AU", "AUD", "en_AU", "Australia/Sydney"
    )

    async def work(tx: Transaction) -> None:
        await add_merchant(tx, merchant, at=NOON)
        await open_store(tx, merchant, "Harbour Kitchen", at=NOON)

    await db.tx(work)
    connection = await enable(db, merchant.id, "kounta", at=NOON)
    return merchant.id, connection.id


async def authorise(world: World) -> None:
    """Have tokens and a mapped site, as after a visit to the settings page."""
    cloud = world.simulator.cloud
    addon = cloud.addon(CREDENTIALS.client_id)
    await keep_tokens(
        world.db,
        RING,
        world.merchant,
        world.connection,
        access_token=new_access_token(cloud, addon, 601)["access_token"],
        refresh_token=new_refresh_token(cloud, addon, 601),
        expires_at=NOON + timedelta(hours=1),
    )
    company = cloud.state.company
    await authorised(
        world.db, world.merchant, world.connection, str(company.id), company.name, at=NOON
    )
    store = (await stores(world.db, world.merchant))[0]
    sites = (SiteMapping(str(SITE), "Harbour Kitchen", store.id),)
    await save_mapping(
        world.db, world.merchant, world.connection, sites, ConnectionSettings(), at=NOON
    )


def wanted(*amounts: tuple[UUID, str], standing: str = "0") -> Adjustment:
    """What we want on a bill, in Australian dollars."""
    parts = tuple(Part(one, "$5 off", Money.of(amount, "AUD")) for one, amount in amounts)
    return Adjustment(parts, standing=Money.of(standing, "AUD"))


def aud(amount: str) -> Money:
    return Money.of(Decimal(amount), "AUD")


def before_ours(order: PosOrder) -> Money:
    """What would be owed without the order-wide discount and what is marked as ours."""
    return sum(order.marked.values(), order.total + order.discount.given)

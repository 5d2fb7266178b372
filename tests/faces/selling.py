"""A merchant with two stores and a till, whose sales are recorded as the till reports them."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal

from tests.faces.console import NOON, open_business

from regulars.kernel.ids import StoreId
from regulars.kernel.money import Money
from regulars.members.model import Member, NewMember
from regulars.merchants.connections import (
    authorised,
    connection_for,
    enable,
    save_mapping,
)
from regulars.merchants.model import (
    Connection,
    ConnectionSettings,
    Merchant,
    SiteMapping,
)
from regulars.merchants.stores import add_store, stores
from regulars.platform.db import Database, Transaction
from regulars.pos.model import (
    DiscountKind,
    OrderDiscount,
    OrderStatus,
    PosLine,
    PosOrder,
    PosPayment,
)
from regulars.programs.define import set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.join import join
from regulars.programs.model import Program
from regulars.sales.read import list_sales
from regulars.sales.record import record
from regulars.sales.records.model import SaleRow


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


@dataclass
class Shop:
    """Sells at “Front room” unless it is told another site; a point for every dollar."""

    db: Database
    merchant: Merchant
    connection: Connection
    numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    async def enrol(self, first_name: str, last_name: str = "") -> Member:
        new = NewMember(first_name, last_name)
        return await join(self.db, self.merchant.id, new, at=NOON, actor="test")

    async def sell(
        self,
        amount: str,
        member: Member | None = None,
        *,
        at: datetime = NOON,
        site: str = "1",
        method: str = "Card",
    ) -> PosOrder:
        """A finished order is reported."""
        number = next(self.numbers)
        price, nothing = aud(amount), aud("0")
        order = PosOrder(
            ref=f"90{number}",
            site_id=site,
            number=f"T1-{number:04}",
            status=OrderStatus.COMPLETE,
            total=price,
            tax=nothing,
            tips=nothing,
            discount=OrderDiscount(DiscountKind.NONE, nothing, nothing),
            marked={},
            member_reference=str(member.id) if member else "",
            lines=(PosLine("7", "Risotto", Decimal(1), price, nothing),),
            payments=(PosPayment(method, price, nothing, ""),),
            created_at=at,
            updated_at=at,
        )
        await self.report(order, at=at)
        return order

    async def void(self, order: PosOrder) -> None:
        """The order is taken back at the till after it was paid."""
        await self.report(replace(order, status=OrderStatus.DELETED), at=NOON)

    async def report(
        self, order: PosOrder, *, at: datetime, read_at: datetime | None = None
    ) -> None:
        """It is read, at `read_at` if that took a while, and recorded."""

        async def work(tx: Transaction) -> None:
            store = self.connection.store_of(order.site_id)
            assert store is not None
            await record(tx, self.connection, store, order, read_at=read_at or at, at=at)

        await self.db.tx(work)

    async def newest(self) -> SaleRow:
        """The sale that was completed last."""
        [sale] = await list_sales(self.db, self.merchant.id, limit=1)
        return sale

    async def store(self, name: str) -> StoreId:
        found = await stores(self.db, self.merchant.id)
        return next(store.id for store in found if store.name == name)


async def open_shop(db: Database, email: str = "mia@example.test") -> Shop:
    merchant = await open_business(db, email)
    await add_store(db, merchant, "Garden", at=NOON)
    enabled = await enable(db, merchant.id, "kounta", at=NOON)
    await authorised(db, merchant.id, enabled.id, "5801", "Harbour Group", at=NOON)
    by_name = {store.name: store.id for store in await stores(db, merchant.id)}
    sites = (
        SiteMapping("1", "Front room", by_name["Front room"]),
        SiteMapping("2", "Garden", by_name["Garden"]),
    )
    await save_mapping(db, merchant.id, enabled.id, sites, ConnectionSettings(), at=NOON)
    program = Program(
        merchant=merchant.id,
        name="Regulars",
        points_label="Beans",
        terms=one_for_each(aud("1")),
    )
    await set_program(db, program, at=NOON, actor="test")
    connection = await connection_for(db, merchant.id, "kounta")
    assert connection is not None
    return Shop(db, merchant, connection)

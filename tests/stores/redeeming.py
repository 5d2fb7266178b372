"""A till whose bills a test writes itself, for promises about what may be redeemed how often."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from tests.connectors.kounta.world import merchant_with_connection
from tests.stores.people import Club

from regulars.kernel.ids import MemberId, OfferId, RewardId, StoreId, uuid7
from regulars.kernel.money import Money
from regulars.kernel.points import Points
from regulars.ledger.check import check as check_ledger
from regulars.ledger.statement import balance
from regulars.members.model import Member
from regulars.merchants.connections import authorised, read_connection, save_mapping
from regulars.merchants.model import Connection, ConnectionSettings, SiteMapping
from regulars.merchants.stores import stores
from regulars.platform.db import Database, Transaction
from regulars.pos.model import (
    DiscountKind,
    OrderDiscount,
    OrderStatus,
    PosLine,
    PosOrder,
)
from regulars.programs.benefits.model import AmountOff, Benefit
from regulars.programs.conditions.model import ALWAYS, Conditions
from regulars.programs.define import list_offers, list_rewards, save_offer, save_reward, set_program
from regulars.programs.earning.model import one_for_each
from regulars.programs.model import Claim, Offer, Program, Redemption, Reward
from regulars.programs.redeem import set_aside
from regulars.programs.settle import follow_order
from regulars.programs.stacking import Stacking
from regulars.vouchers.check import check as check_vouchers

SUNDAY_NOON = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
"""Noon in Sydney."""
ORDERS = count(9_000)


def aud(amount: str) -> Money:
    return Money.of(amount, "AUD")


FIVE_OFF = AmountOff(aud("5"))


def line(product: str, total: str, quantity: str = "1") -> PosLine:
    return PosLine(product, product, Decimal(quantity), aud(total), aud("0"))


def bill(total: str = "30", *lines: PosLine, **changes: Any) -> PosOrder:
    """An open bill of a number of its own."""
    nothing, number = aud("0"), str(next(ORDERS))
    order = PosOrder(
        ref=number,
        site_id="1",
        number=number,
        status=OrderStatus.OPEN,
        total=aud(total),
        tax=nothing,
        tips=nothing,
        discount=OrderDiscount(DiscountKind.NONE, nothing, nothing),
        marked={},
        member_reference="",
        lines=lines,
        payments=(),
        created_at=SUNDAY_NOON,
        updated_at=SUNDAY_NOON,
    )
    return replace(order, **changes)


def carrying(order: PosOrder, *redeemed: Redemption, given: Money | None = None) -> PosOrder:
    """The bill with what was redeemed in its order-wide discount, of which `given` came off."""
    off = sum((one.discount for one in redeemed), aud("0"))
    given = off if given is None else given
    kind = DiscountKind.AMOUNT if off else DiscountKind.NONE
    total = order.total - given
    return replace(order, total=total, discount=OrderDiscount(kind, off, given))


@dataclass
class Counter:
    """One venue's till, with the hub behind it."""

    db: Database
    connection: Connection
    store: StoreId
    now: datetime = SUNDAY_NOON
    club: Club = field(init=False)

    def __post_init__(self) -> None:
        self.club = Club(self.db, self.connection.merchant, self.store)

    async def enrol(self, name: str = "Rosa", *, points: int = 1_000) -> Member:
        return await self.club.enrol(name, points=points)

    async def reward(
        self,
        benefit: Benefit = FIVE_OFF,
        points: int = 100,
        title: str = "$5 off",
        **conditions: Any,
    ) -> Reward:
        its = Conditions(**conditions) if conditions else ALWAYS
        reward = Reward(RewardId(uuid7(self.now)), title, benefit, Points(points), its)
        await save_reward(self.db, self.connection.merchant, reward, at=self.now, actor="test")
        return reward

    async def offer(
        self, benefit: Any = FIVE_OFF, title: str = "Lunch deal", **conditions: Any
    ) -> Offer:
        offer = Offer(OfferId(uuid7(self.now)), title, benefit, Conditions(**conditions))
        await save_offer(self.db, self.connection.merchant, offer, at=self.now, actor="test")
        return offer

    async def program(self, **stacking: Any) -> None:
        terms = one_for_each(aud("1"), stacking=Stacking(**stacking))
        program = Program(self.connection.merchant, "Regulars", "Points", terms)
        await set_program(self.db, program, at=self.now, actor="test")

    async def press(
        self, member: Member, subject: Reward | Offer, order: PosOrder, quantity: str | None = None
    ) -> Redemption:
        """The cashier presses the button; what the till then does is not of interest here."""
        reward = subject.id if isinstance(subject, Reward) else None
        offer = subject.id if isinstance(subject, Offer) else None
        points = subject.points if isinstance(subject, Reward) else Points(0)
        claim = Claim(uuid4(), MemberId(member.id), reward, offer, points, self.now)

        async def work(tx: Transaction) -> Redemption:
            redemption, _ = await set_aside(
                tx, self.connection, claim, order, self.store, quantity,
                read_at=self.now, at=self.now,
            )  # fmt: skip
            return redemption

        return await self.db.tx(work)

    async def follow(self, order: PosOrder, **changes: Any) -> Sequence[Redemption]:
        """The till tells how the bill is now."""
        merchant, its = self.connection.merchant, replace(order, **changes)

        async def work(tx: Transaction) -> Sequence[Redemption]:
            return await follow_order(
                tx, merchant, self.connection.id, its, read_at=self.now, at=self.now
            )

        return await self.db.tx(work)

    async def counted(self, subject: Reward | Offer) -> tuple[int, int]:
        """The uses that stand, and the minor units that they take off."""
        merchant = self.connection.merchant
        found: Sequence[Reward | Offer] = [
            *await list_rewards(self.db, merchant),
            *await list_offers(self.db, merchant),
        ]
        [one] = [one for one in found if one.id == subject.id]
        return one.used, one.spent_minor

    async def points(self, member: Member) -> tuple[int, int]:
        found = await balance(self.db, self.connection.merchant, member.account, at=self.now)
        return found.available, found.held

    async def off(self) -> list[str]:
        """What both checks find."""
        merchant = self.connection.merchant
        found = [one.sentence async for one in check_ledger(self.db, merchant=merchant)]
        return found + [one.sentence async for one in check_vouchers(self.db, merchant=merchant)]


async def counter_of(db: Database) -> Counter:
    merchant, connection = await merchant_with_connection(db)
    [store] = await stores(db, merchant)
    await authorised(db, merchant, connection, "1", "Harbour", at=SUNDAY_NOON)
    sites = (SiteMapping("1", "Harbour", store.id),)
    await save_mapping(db, merchant, connection, sites, ConnectionSettings(), at=SUNDAY_NOON)
    return Counter(db, await read_connection(db, merchant, connection), store.id)

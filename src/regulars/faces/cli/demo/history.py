"""Months of visits, told to the hub as a till would have told them, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from regulars.faces.cli.demo.till import Category, Product
from regulars.faces.cli.deps import Hub
from regulars.kernel.money import Money
from regulars.ledger.statement import balance
from regulars.members.model import Member
from regulars.merchants.model import Connection
from regulars.platform.db import Transaction
from regulars.pos.model import (
    Adjustment,
    DiscountKind,
    OrderDiscount,
    OrderStatus,
    PosLine,
    PosOrder,
    PosPayment,
)
from regulars.programs.model import Claim, Reward
from regulars.programs.redeem import redeem
from regulars.sales.record import record

MONTHS_BACK = timedelta(days=150)
FIRST_ORDER = 4_300_000_000
ANONYMOUS = 90
"""Sales of guests who are no members."""
REDEEMS = 0.35
"""How often somebody who has the points for a reward takes it."""
HOURS = (8, 8, 9, 9, 10, 11, 12, 12, 13, 14, 17, 18, 18, 19, 19, 20)


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody's visit to one of the till's sites."""

    at: datetime
    site_id: str
    member: Member | None


class PastTill:
    """A till with one order on it, as the hub reads and adjusts one."""

    def __init__(self, order: PosOrder) -> None:
        self.order = order

    async def read(self, order: str) -> PosOrder:
        assert order == self.order.ref
        return self.order

    async def adjust(self, order: PosOrder, wanted: Adjustment) -> None:
        before = order.total + order.discount.given
        given = min(wanted.total, before)
        self.order = replace(
            order,
            discount=OrderDiscount(DiscountKind.AMOUNT, wanted.total, given),
            total=before - given,
            tax=tax_in(before - given),
        )


async def live_through(
    hub: Hub,
    connection: Connection,
    members: Sequence[Member],
    rewards: Sequence[Reward],
    menu: Sequence[Category],
    random: Random,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> int:
    """Make and record every visit up to `now`, in order. Answers how many."""
    sites = [site.site_id for site in connection.sites]
    visits = planned(members, sites, random, now=now, zone=zone)
    for number, visit in enumerate(visits):
        till = PastTill(ring_up(FIRST_ORDER + number, visit, menu, random))
        member = visit.member
        if member is not None:
            has = await balance(hub.db, connection.merchant, member.account, at=visit.at)
            affordable = [reward for reward in rewards if reward.points <= has.available]
            if affordable and random.random() < REDEEMS:
                reward = random.choice(affordable)
                await take(hub, till, connection, member, reward, visit.at, random)
        await record_sale(hub, connection, completed(till.order, random), at=visit.at)
    return len(visits)


def planned(
    members: Sequence[Member],
    sites: Sequence[str],
    random: Random,
    *,
    now: datetime,
    zone: ZoneInfo,
) -> list[Visit]:
    """A few come every week, most now and then. Nobody comes before they joined."""
    visits = []
    for member in members:
        home = random.choice(sites)
        for _ in range(1 + int(random.expovariate(1 / 5))):
            at = opening_hour(member.enrolled_at, now, random, zone)
            site = home if random.random() < 0.8 else random.choice(sites)
            visits.append(Visit(at, site, member))
    for _ in range(ANONYMOUS):
        at = opening_hour(now - MONTHS_BACK, now, random, zone)
        visits.append(Visit(at, random.choice(sites), None))
    return sorted(visits, key=lambda visit: visit.at)


def opening_hour(since: datetime, until: datetime, random: Random, zone: ZoneInfo) -> datetime:
    """Some moment between the two at which the venue is open, where there is one."""
    days = max(0, (until - since).days - 1)
    day = (until - timedelta(days=1 + random.randint(0, days))).astimezone(zone)
    at = day.replace(hour=random.choice(HOURS), minute=random.randint(0, 59), second=0)
    return max(at.astimezone(since.tzinfo), since + timedelta(minutes=5))


def ring_up(
    number: int,
    visit: Visit,
    menu: Sequence[Category],
    random: Random,
    *,
    items: int | None = None,
) -> PosOrder:
    """An open order with so many things on it, or a few."""
    count = random.randint(1, 5) if items is None else items
    chosen = [random.choice(random.choice(menu).products) for _ in range(count)]
    lines = tuple(line(product) for product in chosen)
    total = sum((one.total for one in lines), Money.zero("AUD"))
    return PosOrder(
        ref=str(number),
        site_id=visit.site_id,
        number=f"{number - FIRST_ORDER + 1:04}",
        status=OrderStatus.OPEN,
        total=total,
        tax=tax_in(total),
        tips=Money.zero("AUD"),
        discount=OrderDiscount(DiscountKind.NONE, Money.zero("AUD"), Money.zero("AUD")),
        marked={},
        member_reference=str(visit.member.id) if visit.member else "",
        lines=lines,
        payments=(),
        created_at=visit.at - timedelta(minutes=random.randint(5, 70)),
        updated_at=visit.at,
    )


def line(product: Product) -> PosLine:
    price = Money.of(product.price, "AUD")
    return PosLine(str(product.id), product.name, Decimal(1), price, tax_in(price))


def tax_in(total: Money) -> Money:
    """The tenth on top of the net price that is in a price: one eleventh of it."""
    tax, _ = total.split([1, 10])
    return tax


async def take(
    hub: Hub,
    till: PastTill,
    connection: Connection,
    member: Member,
    reward: Reward,
    at: datetime,
    random: Random,
) -> None:
    """Press the button of a reward on the open order."""
    claim = Claim(UUID(int=random.getrandbits(128)), member.id, reward.id, None, reward.points, at)
    await redeem(
        hub.db,
        till,
        connection,
        claim,
        order=till.order.ref,
        quantity=None,
        clock=lambda: at,
    )


def completed(order: PosOrder, random: Random) -> PosOrder:
    """The order as it is once it was paid, by some way and now and then with a tip."""
    tip = Money.zero("AUD") if random.random() < 0.7 else order.total.share(500)
    payment = PosPayment(random.choice(("Card", "Card", "Cash")), order.total, tip, "")
    return replace(order, status=OrderStatus.COMPLETE, payments=(payment,), tips=tip)


async def record_sale(hub: Hub, connection: Connection, paid: PosOrder, *, at: datetime) -> None:
    """Have a paid order recorded, as it is when the till tells of it."""
    store = connection.store_of(paid.site_id)
    assert store is not None, "the demo maps every site"

    async def work(tx: Transaction) -> None:
        await record(tx, connection, store, paid, read_at=at, at=at)

    await hub.db.tx(work)
